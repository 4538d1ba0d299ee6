import { singleSpaced } from './plain-text.js';

/**
 * What a list of names leaves of sentences. A story looks for the same names in all of its sentences, and takes the key of
 * most of them more than once: when it is composed, when it is told and when the next chapter is.
 */
export interface NameMask {
  /** Every name replaced by `§`, the longest first, and every number by `#`; case and spacing are folded. */
  mask(sentence: string): string;
  /** FNV-1a of that, 32 bit, twice with different salts: 16 hex digits. */
  key(sentence: string): string;
}

/** Masks of the lists of some stories, and the keys that each has taken last. */
const MASKS_KEPT = 16;
const KEYS_KEPT = 1024;

const byList = new WeakMap<readonly string[], NameMask>();
/** Stories with the same cast and world have lists of their own with the same names. */
const byNames = new Map<string, NameMask>();

/** The mask of a list that nobody changes. */
export function maskOf(names: readonly string[]): NameMask {
  let mask = byList.get(names);
  if (mask !== undefined) return mask;
  const content = JSON.stringify(names);
  mask = byNames.get(content);
  if (mask === undefined) {
    if (byNames.size >= MASKS_KEPT) byNames.clear();
    mask = createMask(names);
    byNames.set(content, mask);
  }
  byList.set(names, mask);
  return mask;
}

function createMask(names: readonly string[]): NameMask {
  const folded = [...new Set(names.map((name) => name.toLowerCase().normalize('NFKC')))]
    .filter((name) => name !== '')
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const trios = folded.map(firstTrio);
  const keys = new Map<string, string>();
  const mask = (sentence: string): string => {
    let masked = sentence.toLowerCase();
    let found = lookThrough(masked);
    if ((found & FOREIGN) !== 0) {
      masked = masked.normalize('NFKC');
      found = lookThrough(masked) | FOREIGN;
    }
    for (let index = 0; index < folded.length; index += 1) {
      // Names that are taken out leave no letters that weren't there: what one look has not seen none will.
      const trio = trios[index] ?? ANY;
      if (trio !== ANY && lastSeen[trio] !== looks) continue;
      const name = folded[index] ?? '';
      if (masked.includes(name)) masked = masked.replaceAll(name, '§');
    }
    if ((found & DIGITS) !== 0) masked = masked.replace(/\d+(?:st|nd|rd|th)?/gu, '#');
    if ((found & (SPACES | FOREIGN)) !== 0) masked = singleSpaced(masked);
    return masked.trim();
  };
  return {
    mask,
    key: (sentence) => {
      let key = keys.get(sentence);
      if (key === undefined) {
        if (keys.size >= KEYS_KEPT) keys.clear();
        key = hashOf(mask(sentence));
        keys.set(sentence, key);
      }
      return key;
    },
  };
}

/** What a look through a text has found: digits, spaces that are not single, and what ASCII doesn't have. */
const DIGITS = 1;
const SPACES = 2;
const FOREIGN = 4;

/** A name whose beginning can't be looked up. */
const ANY = -1;
const TRIO_BITS = 12;
const TRIO_MASK = (1 << TRIO_BITS) - 1;
const SHIFT = TRIO_BITS / 3;

/** By three letters in a row, the look that has seen them last: so that nothing has to be cleared before the next. */
const lastSeen = new Float64Array(1 << TRIO_BITS);
let looks = 0;

/** Notes which letters follow one another in a text. Most names are in few sentences, and a look is cheaper than a search. */
function lookThrough(text: string): number {
  looks += 1;
  let found = 0;
  let trio = 0;
  let last = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    trio = ((trio << SHIFT) ^ code) & TRIO_MASK;
    lastSeen[trio] = looks;
    if (code > 127) found |= FOREIGN;
    else if (code <= 57 && code >= 48) found |= DIGITS;
    else if (code < 32 || (code === 32 && last === 32)) found |= SPACES;
    last = code;
  }
  return found;
}

/** Where a name's first three letters are noted. One that is shorter, or holds what other names leave behind, is sought anywhere. */
function firstTrio(name: string): number {
  if (name.length < 3 || name.includes('§')) return ANY;
  const [first, second, third] = [name.charCodeAt(0), name.charCodeAt(1), name.charCodeAt(2)];
  return ((first << (2 * SHIFT)) ^ (second << SHIFT) ^ third) & TRIO_MASK;
}

const PRIME = 0x01000193;

function hashOf(text: string): string {
  let first = 0x811c9dc5;
  let second = 0x9747b28c;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    first = Math.imul(first ^ code, PRIME);
    second = Math.imul(second ^ code, PRIME);
  }
  return hex(first) + hex(second);
}

function hex(hash: number): string {
  return (hash >>> 0).toString(16).padStart(8, '0');
}
