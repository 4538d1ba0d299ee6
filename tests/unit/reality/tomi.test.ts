import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerTomi, TomiSentenceError } from '../../../loadtest/tomi.js';

/** Lies beside the project where it is developed; never part of it. */
const STORIES = join(import.meta.dirname, '../../../../shared/data/tomi/tomi.dev.jsonl');
const missing = !existsSync(STORIES);

interface Item {
  readonly id: string;
  readonly story: readonly string[];
  readonly question: string;
  readonly answer: string;
  readonly label_ok: boolean;
}

function soundItems(): Item[] {
  return readFileSync(STORIES, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Item => JSON.parse(line))
    .filter((item) => item.label_ok);
}

/** The words of the grammar itself; all others are names. */
const GRAMMAR = new Set(
  (
    'a entered exited the is in moved to likes dislikes loves hates at beginning really will look for think that ' +
    'searches where was does The Where'
  ).split(' '),
);
const NAME = /\w+/g;

function renamed(text: string, names: ReadonlyMap<string, string>): string {
  return text.replace(NAME, (word) => names.get(word) ?? word);
}

function namesIn(item: Item): string[] {
  const words = [...item.story, item.question].join(' ').match(NAME) ?? [];
  return [...new Set(words)].filter((word) => !GRAMMAR.has(word));
}

describe('a false-belief story', () => {
  const story = [
    'Nim entered the attic.',
    'Odo entered the attic.',
    'The kite is in the tin_box.',
    'Odo exited the attic.',
    'Nim moved the kite to the hamper.',
  ];

  it.each([
    ['Where was the kite at the beginning?', 'tin_box'],
    ['Where is the kite really?', 'hamper'],
    ['Where will Odo look for the kite?', 'tin_box'],
    ['Where will Nim look for the kite?', 'hamper'],
    ['Where does Nim think that Odo searches for the kite?', 'tin_box'],
    ['Where does Odo think that Nim searches for the kite?', 'tin_box'],
  ])('is understood: %s', (question, answer) => {
    expect(answerTomi(story, question)).toBe(answer);
  });

  it('with a sentence of another kind is refused', () => {
    expect(() => answerTomi(['Nim ate the kite.'], 'Where is the kite really?')).toThrow(TomiSentenceError);
  });

  it.skipIf(missing)('of the published set is understood, wherever its answer is sound (shared data)', () => {
    const items = soundItems();
    expect(items).toHaveLength(282);
    expect(items.filter((item) => answerTomi(item.story, item.question) !== item.answer)).toEqual([]);
  });

  it.skipIf(missing)('means the same under other names, also under those of others (shared data)', () => {
    const items = soundItems();
    const anyItem = fc.nat({ max: items.length - 1 });
    fc.assert(
      fc.property(anyItem, fc.infiniteStream(fc.nat()), fc.boolean(), (index, dice, fresh) => {
        const item = items[index];
        if (item === undefined) throw new Error('no such item');
        const names = namesIn(item);
        const drawn = names.map((name) => ({ name, order: dice.next().value ?? 0 }));
        const permuted = [...drawn].sort((a, b) => a.order - b.order).map(({ name }) => name);
        const map = new Map(names.map((name, at) => [name, fresh ? `word_${at}` : (permuted[at] ?? name)]));
        const said = item.story.map((sentence) => renamed(sentence, map));
        expect(answerTomi(said, renamed(item.question, map))).toBe(map.get(item.answer));
      }),
      { numRuns: 300 },
    );
  });
});
