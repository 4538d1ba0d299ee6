import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerTomi } from '../tomi.js';
import type { BenchOptions, BenchReport } from './report.js';

/** Lies beside the project where it is developed; never part of it. */
const DEFAULT_FILE = join(process.cwd(), '..', 'shared', 'data', 'tomi', 'tomi.dev.jsonl');

interface Item {
  readonly story: readonly string[];
  readonly question: string;
  readonly answer: string;
  readonly question_type: string;
  /** Whether the published answer is sound. */
  readonly label_ok: boolean;
}

/**
 * How many false-belief questions are answered right without a model: ToMi stories, by kind of question. The engine
 * gets story and question alone. Items whose published answer is unsound count only in the last column.
 */
export async function beliefs({ data }: BenchOptions): Promise<BenchReport> {
  const file = data ?? DEFAULT_FILE;
  if (!existsSync(file)) {
    const skipped = `no ToMi stories at ${file}; name their file with --data FILE`;
    return { rows: [], figures: {}, missed: [], skipped };
  }
  const items = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): Item => JSON.parse(line));
  const startedAt = performance.now();
  const judged = items.map((item) => ({
    type: item.question_type,
    sound: item.label_ok,
    right: answerTomi(item.story, item.question) === item.answer,
  }));
  const msPerStory = (performance.now() - startedAt) / Math.max(1, items.length);
  const types = [...new Set(judged.map(({ type }) => type))].sort();
  const rows = [...types, 'all'].map((type) => {
    const of = judged.filter((each) => type === 'all' || each.type === type);
    const sound = of.filter((each) => each.sound);
    return {
      questions: type,
      sound: sound.length,
      right: sound.filter(({ right }) => right).length,
      accuracy: share(sound),
      accuracy_as_published: share(of),
    };
  });
  const wrong = judged.filter(({ sound, right }) => sound && !right).length;
  return {
    rows,
    figures: {
      ...Object.fromEntries(rows.map((row) => [row.questions, row.accuracy])),
      all_as_published: share(judged),
      ms_per_story: Number(msPerStory.toFixed(3)),
    },
    missed: wrong > 0 ? [`${wrong} sound questions are answered wrong`] : [],
  };
}

function share(judged: readonly { readonly right: boolean }[]): number {
  return Number((judged.filter(({ right }) => right).length / Math.max(1, judged.length)).toFixed(4));
}
