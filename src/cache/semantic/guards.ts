import { OPPOSED_PARTICLES } from './lexicon/function-words.js';
import { areOpposites } from './lexicon/opposites.js';
import { type Alignment, align } from './text/alignment.js';
import { sameQuestions } from './text/question.js';
import type { Reading } from './text/reading.js';

/**
 * What must be the same in two texts before the answer to one is given for the other. Similar texts with another number,
 * name, negation or bound have vectors that lie as close as those of paraphrases, so the vectors can't tell them apart; each
 * guard looks for one kind of difference. They lean to the side of refusing: a refused hit costs a call, a wrong one
 * an answer.
 */

export const GUARD_NAMES = ['numbers', 'names', 'polarity', 'quantifiers', 'question', 'overlap'] as const;
export type GuardName = (typeof GUARD_NAMES)[number];

/** Two readings side by side. */
interface Pair {
  readonly one: Reading;
  readonly other: Reading;
  readonly alignment: Alignment;
}

type Guard = (pair: Pair) => boolean;

/** Share of the content words, of both texts together, that need a counterpart in the other: all of them. */
const LEAST_OVERLAP = 1;

const GUARDS: Readonly<Record<GuardName, Guard>> = {
  /** Numbers with their units, and dates; those of one unit in the same order. */
  numbers: ({ one, other }) =>
    sameLists(sorted(one.numbers), sorted(other.numbers)) &&
    sameOrderPerUnit(one.numbers, other.numbers) &&
    sameLists(sorted(one.dates), sorted(other.dates)),
  names: (pair) => sameNames(pair.one, pair.other) && sameRoles(pair),
  polarity: ({ one, other, alignment }) =>
    one.negations === other.negations &&
    sameLists(one.relations, other.relations) &&
    !OPPOSED_PARTICLES.some(([up, down]) => contradict(one.words, other.words, up, down)) &&
    !alignment.left.some((word) =>
      alignment.right.some(
        (counter) => areOpposites(word.lemma, counter.lemma) || areOpposites(word.word, counter.word),
      ),
    ) &&
    !alignment.pairs.some(([word, counter]) => areOpposites(word.lemma, counter.lemma)),
  quantifiers: ({ one, other }) => sameLists(one.quantifiers, other.quantifiers),
  question: ({ one, other }) => sameQuestions(one.questions, other.questions) && sameModality(one, other),
  overlap: ({ alignment: { pairs, left, right } }) => {
    const total = 2 * pairs.length + left.length + right.length;
    return total === 0 || (2 * pairs.length) / total >= LEAST_OVERLAP;
  },
};

/** The guards that a pair of texts doesn't pass, in the order of their names; none if one's answer serves the other. */
export function guardsAgainst(one: Reading, other: Reading): readonly GuardName[] {
  const pair = { one, other, alignment: align(one, other) };
  return GUARD_NAMES.filter((name) => !GUARDS[name](pair));
}

function sameOrderPerUnit(one: readonly string[], other: readonly string[]): boolean {
  const units = new Set(one.map(unitOf));
  return [...units].every((unit) =>
    sameLists(
      one.filter((quantity) => unitOf(quantity) === unit),
      other.filter((quantity) => unitOf(quantity) === unit),
    ),
  );
}

function unitOf(quantity: string): string {
  return quantity.startsWith('time') ? 'time' : (quantity.split(' ')[1] ?? '');
}

/** Each name is a word of the other text; a name is never a slip for another. */
function sameNames(one: Reading, other: Reading): boolean {
  const holds = (text: Reading) => (name: string) => text.words.has(name) || text.initials.has(name);
  return one.names.every(holds(other)) && other.names.every(holds(one));
}

/**
 * Who does what to whom. Roles differ when a particle of direction governs different words, when two words changed
 * places around the same particles (ask the guard about the prisoner), when three words stand in reversed order (the dog
 * bites the man, the man bites the dog), or when something is mine in one text and yours in the other.
 */
function sameRoles({ one, other, alignment: { pairs } }: Pair): boolean {
  if (contradictoryOwners(one.owners, other.owners)) return false;
  for (const [word, counter] of pairs) {
    if (word.direction === undefined || counter.direction === word.direction) continue;
    const { direction } = word;
    if (pairs.some(([mate, rival]) => rival.direction === direction && mate.direction !== direction))
      return false;
  }
  const places = pairs.map(([word, counter]): [number, number] => [word.at, counter.at]);
  if (sameLists(one.particles, other.particles) && changedPlaces(pairs)) return false;
  if (one.passive !== other.passive) return true;
  one.persons.forEach((mine, person) => {
    const [here] = mine;
    const [there] = other.persons[person] ?? [];
    if (here !== undefined && there !== undefined) places.push([here, there]);
  });
  return longestReversal(places) < 3;
}

/**
 * Whether two words stand in the other order and it matters: one of them came under another particle, or none governs
 * either, so that their places are all that tells subject from object. A phrase that moved to the front as a whole
 * keeps its particle and may.
 */
function changedPlaces(pairs: Alignment['pairs']): boolean {
  const inOrder = [...pairs].sort(([a], [b]) => a.at - b.at);
  let latest: Alignment['pairs'][number] | undefined;
  for (const pair of inOrder) {
    const [word, counter] = pair;
    if (latest !== undefined && counter.at < latest[1].at) {
      const [before, beforeThere] = latest;
      if (word.governor !== counter.governor || before.governor !== beforeThere.governor) return true;
      if (word.governor === undefined && before.governor === undefined) return true;
    } else {
      latest = pair;
    }
  }
  return false;
}

function contradictoryOwners(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  if (one.size === 0 || other.size === 0) return false;
  return ![...one].some((owner) => other.has(owner));
}

/** Length of the longest run of words in the one text whose counterparts stand in exactly the opposite order. */
function longestReversal(places: readonly (readonly [number, number])[]): number {
  const inOrder = [...places].sort(([a], [b]) => a - b).map(([, there]) => -there);
  // Ends of the best rising runs by length: patience sorting, O(n log n) for whole prompts.
  const ends: number[] = [];
  for (const place of inOrder) {
    const at = ends.findIndex((end) => end >= place);
    if (at < 0) ends.push(place);
    else ends[at] = place;
    if (ends.length >= 3) return 3;
  }
  return ends.length;
}

function contradict(one: ReadonlySet<string>, other: ReadonlySet<string>, up: string, down: string): boolean {
  const only = (words: ReadonlySet<string>, here: string, there: string) =>
    words.has(here) && !words.has(there);
  return (only(one, up, down) && only(other, down, up)) || (only(one, down, up) && only(other, up, down));
}

/** What may be done isn't what must be done, nor is what was what is. How to do something is neither. */
function sameModality(one: Reading, other: Reading): boolean {
  if (one.questions.includes('how')) return true;
  const { permission, obligation, past } = one.modality;
  const counter = other.modality;
  if (past !== counter.past) return false;
  if (permission && !obligation && counter.obligation && !counter.permission) return false;
  if (obligation && !permission && counter.permission && !counter.obligation) return false;
  return !one.questions.includes('polar') || obligation === counter.obligation;
}

function sorted(list: readonly string[]): readonly string[] {
  return [...list].sort();
}

function sameLists(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
