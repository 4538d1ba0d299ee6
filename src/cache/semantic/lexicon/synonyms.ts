import { lemmaOf } from '../text/lemma.js';

import { ADVENTURE_WORDS } from './adventure-words.js';
import { DEED_WORDS } from './deed-words.js';
import { FURTHER_WORDS } from './further-words.js';
import { THING_WORDS } from './thing-words.js';

/**
 * Words that may stand for each other in a question without changing its answer: everyday English, and the vocabulary
 * of adventures. A word may be in several groups, and being in a group together doesn't carry over to a third word.
 * Words are grouped when one is what another speaker would have said, not when they are merely related: kinds of one
 * thing (a puppy, a kitten) are never together.
 */
const GROUPS = [DEED_WORDS, THING_WORDS, FURTHER_WORDS, ADVENTURE_WORDS];

/** Read when first needed: a process that reads no questions does without the dictionary. */
let groupsOf: ReadonlyMap<string, ReadonlySet<number>> | undefined;
const NONE: ReadonlySet<number> = new Set();

/** The groups of a lemma, by number. */
export function synonymGroups(lemma: string): ReadonlySet<number> {
  groupsOf ??= readGroups();
  return groupsOf.get(lemma) ?? NONE;
}

/** Whether two lemmas stand in one group. */
export function areSynonyms(one: string, other: string): boolean {
  const others = synonymGroups(other);
  for (const group of synonymGroups(one)) if (others.has(group)) return true;
  return false;
}

function readGroups(): ReadonlyMap<string, ReadonlySet<number>> {
  const groups = new Map<string, Set<number>>();
  const lines = GROUPS.flatMap((text) => text.trim().split('\n'));
  for (const [index, line] of lines.entries()) {
    for (const form of line.trim().split(/\s+/)) {
      const word = lemmaOf(form);
      const known = groups.get(word) ?? new Set();
      groups.set(word, known.add(index));
    }
  }
  return groups;
}
