import { cutAtWord } from '../narrative/plain-text.js';
import { splitSentences } from '../narrative/sentences.js';
import type { Hidden } from './hidden.js';
import type { StoryEntry } from './session.js';

/**
 * What of the story stays in mind: the newest entries as they are, and of those that leave them a line each. Lines are
 * kept by weight: what was done and what came back outlasts small talk, and of equals the newer stay.
 */

const RECENT_ENTRIES = 10;
export const SUMMARY_LINES = 40;
const LONGEST_LINE = 160;

type Remembered = Pick<Hidden, 'recent' | 'summary'>;

export function remembered(before: Remembered, story: readonly StoryEntry[]): Remembered {
  const all = [...before.recent, ...story.map(({ id, type, text }) => ({ id, type, text }))];
  const leaving = all.slice(0, Math.max(0, all.length - RECENT_ENTRIES));
  const lines = [...before.summary, ...leaving.flatMap((entry) => lineOf(entry) ?? [])];
  return { recent: all.slice(-RECENT_ENTRIES), summary: heaviest(lines) };
}

/** An entry in one line: its number, whose it is, and its longest sentence, which says most. */
function lineOf({ id, type, text }: Hidden['recent'][number]): string | undefined {
  const [first, ...others] = splitSentences(text);
  if (first === undefined) return undefined;
  const told = others.reduce((most, each) => (each.length > most.length ? each : most), first);
  return `${id} ${type}: ${cutAtWord(told, LONGEST_LINE)}`;
}

const WEIGHTS: readonly (readonly [RegExp, number])[] = [
  [/ system: /u, 4],
  [/\b(?:attack|fight|kill|dead|dies|died|betray|saved|rescue|quest|secret)\w*/iu, 3],
  [/ player: .*\b(?:give|help|take|steal|promise|threaten|cast)\w*/iu, 2],
  [/ player: /u, 1],
];

function weightOf(line: string): number {
  return WEIGHTS.reduce((sum, [pattern, weight]) => sum + (pattern.test(line) ? weight : 0), 0);
}

/** As many as are kept, in their order. */
function heaviest(lines: readonly string[]): readonly string[] {
  if (lines.length <= SUMMARY_LINES) return lines;
  const kept = lines
    .map((line, index) => ({ line, index, weight: weightOf(line) }))
    .sort((a, b) => b.weight - a.weight || b.index - a.index)
    .slice(0, SUMMARY_LINES);
  return kept.sort((a, b) => a.index - b.index).map(({ line }) => line);
}
