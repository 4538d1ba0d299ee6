import { areSynonyms } from '../lexicon/synonyms.js';
import { isMisspelling } from './misspelling.js';
import type { ContentWord, Reading } from './reading.js';

/** Which content words of two texts say the same. */
export interface Alignment {
  readonly pairs: readonly (readonly [ContentWord, ContentWord])[];
  /** Words with no counterpart. */
  readonly left: readonly ContentWord[];
  readonly right: readonly ContentWord[];
}

/** Finds the words of the other text, among those left over, that a word stands for; none if there are none. */
type Match = (word: ContentWord, left: readonly ContentWord[], text: Reading) => readonly ContentWord[];

/** From near to far: the same word, a form of it, what it derives from, its parts, initials, a synonym, a slip. */
const MATCHES: readonly Match[] = [
  oneBy((word, other) => word.word === other.word),
  oneBy((word, other) => word.lemma === other.lemma),
  oneBy((word, other) => word.root === other.root),
  partsOf,
  abbreviatedBy,
  oneBy((word, other) => areSynonyms(word.lemma, other.lemma)),
  oneBy(
    (word, other) =>
      areSynonyms(word.root, other.root) ||
      areSynonyms(word.lemma, other.root) ||
      areSynonyms(word.root, other.lemma),
  ),
  oneBy((word, other) => isMisspelling(word.word, other.word)),
];

/**
 * Pairs each content word with the nearest counterpart there is. A word that is said twice on one side and once on the
 * other has its counterpart; a word that may be missing is in neither rest.
 */
export function align(one: Reading, other: Reading): Alignment {
  const pairs: (readonly [ContentWord, ContentWord])[] = [];
  let left = distinct(one.content);
  let right = distinct(other.content);
  for (const match of MATCHES) {
    for (const word of left) {
      const counterparts = match(word, right, other);
      const [first] = counterparts;
      if (first === undefined) continue;
      pairs.push([word, first]);
      left = left.filter((each) => each !== word);
      right = right.filter((each) => !counterparts.includes(each));
    }
    for (const word of right) {
      const counterparts = match(word, left, one);
      const [first] = counterparts;
      if (first === undefined) continue;
      pairs.push([first, word]);
      right = right.filter((each) => each !== word);
      left = left.filter((each) => !counterparts.includes(each));
    }
  }
  return { pairs, left: left.filter(isNeeded), right: right.filter(isNeeded) };
}

function oneBy(isSame: (word: ContentWord, other: ContentWord) => boolean): Match {
  return (word, left) => {
    const counterpart = left.find((other) => isSame(word, other));
    return counterpart === undefined ? [] : [counterpart];
  };
}

/** `smart phone` for `smartphone`. */
function partsOf({ word }: ContentWord, left: readonly ContentWord[]): readonly ContentWord[] {
  for (const first of left) {
    const second = left.find(({ at }) => at === first.at + 1);
    if (second !== undefined && word === first.word + second.word) return [first, second];
  }
  return [];
}

/** `statutory sick pay` for `ssp`. */
function abbreviatedBy({ word }: ContentWord, left: readonly ContentWord[], text: Reading) {
  const run = text.initials.get(word);
  return run === undefined ? [] : left.filter((each) => run.includes(each.word));
}

function distinct(words: readonly ContentWord[]): readonly ContentWord[] {
  return words.filter((word, index) => words.findIndex(({ lemma }) => lemma === word.lemma) === index);
}

function isNeeded({ optional }: ContentWord): boolean {
  return !optional;
}
