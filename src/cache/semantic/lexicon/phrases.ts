import { AFTER_LEADS, ASKING_PHRASES, LEADS } from './asking-phrases.js';
import { VERB_PHRASES } from './verb-phrases.js';

/**
 * Turns of phrase that are read as one word or in a plainer form. They match lower-case words with contractions written
 * out and without `the`; of those that begin at a place the longest wins.
 */

interface Phrase {
  readonly from: readonly string[];
  readonly to: readonly string[];
}

export interface Replacement {
  /** Words of the text that are replaced. */
  readonly length: number;
  /** What stands for them: words, and the span of words that stays as it was. */
  readonly by: readonly (string | readonly [number, number])[];
}

const STAYS = '*';
const DETERMINERS = new Set('a an my your our his her their this that'.split(' '));
const BY_FIRST_WORD: ReadonlyMap<string, readonly Phrase[]> = readPhrases();

/** The phrase that begins at a place of a list of words. */
export function phraseAt(words: readonly string[], at: number): Replacement | undefined {
  for (const { from, to } of BY_FIRST_WORD.get(words[at] ?? '') ?? []) {
    let place = at;
    let kept: readonly [number, number] | undefined;
    const fits = from.every((word) => {
      if (word === STAYS) {
        const start = place;
        if (DETERMINERS.has(words[place] ?? '')) place += 1;
        kept = [start, place + 1];
      } else if (words[place] !== word) {
        return false;
      }
      place += 1;
      return place <= words.length;
    });
    if (fits) {
      const by = to.map((word) => (word === STAYS && kept !== undefined ? kept : word));
      return { length: place - at, by };
    }
  }
  return undefined;
}

function readPhrases(): ReadonlyMap<string, readonly Phrase[]> {
  const leads = LEADS.flatMap((lead) => AFTER_LEADS.map((word) => `${lead} ${word} > ${word}`));
  const phrases = new Map<string, Phrase[]>();
  for (const line of [...ASKING_PHRASES.trim().split('\n'), ...VERB_PHRASES.trim().split('\n'), ...leads]) {
    const [from = [], to = []] = line.split('>').map(wordsOf);
    const first = from[0] ?? '';
    phrases.set(first, [...(phrases.get(first) ?? []), { from, to }]);
  }
  for (const list of phrases.values()) list.sort((a, b) => b.from.length - a.from.length);
  return phrases;
}

function wordsOf(side: string): readonly string[] {
  return side.split(/\s+/).filter((word) => word !== '' && word !== 'the');
}
