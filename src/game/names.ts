import { tokensOf } from '../reality/name-index.js';
import { nameInText } from '../scenario/play/wording.js';

/** Finding what exists by what it is called: in any case, with or without an article, by whole words. */

/** The key under which two names are the same one. */
export function nameKey(name: string): string {
  return tokensOf(name)
    .join(' ')
    .replace(/^(?:the|an?) (?=.)/, '');
}

export function isSameName(one: string, other: string): boolean {
  return nameKey(one) === nameKey(other);
}

/** The first of a list that is called so. */
export function called<T extends { readonly name: string }>(list: readonly T[], name: string): T | undefined {
  const key = nameKey(name);
  return list.find((each) => nameKey(each.name) === key);
}

/** The one that is called so, or the only one whose name holds all these words: "the lamp" for the brass lamp. */
export function meant<T extends { readonly name: string }>(list: readonly T[], name: string): T | undefined {
  const exact = called(list, name);
  if (exact !== undefined) return exact;
  const candidates = list.filter((each) => holdsWords(each.name, name));
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** Whether all words of one name stand in another. */
export function holdsWords(name: string, words: string): boolean {
  const own = nameKey(name).split(' ');
  const key = nameKey(words);
  return key !== '' && key.split(' ').every((word) => own.includes(word));
}

/** The name of a list that is meant, as it stands there. */
export function nameAmong(names: readonly string[], name: string): string | undefined {
  const key = nameKey(name);
  return names.find((each) => nameKey(each) === key);
}

export interface Mention {
  readonly name: string;
  /** Index of its first word in the text, and of the first one after it. */
  readonly from: number;
  readonly to: number;
}

/** Names that stand in a text, in their order there; of two at one place the longer, and no word counts twice. */
export function mentionsIn(text: string, names: readonly string[]): readonly Mention[] {
  const words = tokensOf(text);
  const wanted = names
    .map((name) => ({ name, words: nameKey(name).split(' ') }))
    .filter(({ words: [first] }) => first !== '')
    .sort((a, b) => b.words.length - a.words.length);
  const found: Mention[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const here = wanted.find((name) => name.words.every((word, i) => words[at + i] === word));
    if (here === undefined) continue;
    found.push({ name: here.name, from: at, to: at + here.words.length });
    at += here.words.length - 1;
  }
  return found;
}

const SHORTEST_PART = 3;
const JOINS = /\b(?:of|in|on|at|by|over|under|with|for|from)\b/u;

/** For each of some names the nouns in it that stand in no other: the bridge and Lupwick, of the Bridge of Lupwick. */
export function distinctWords(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const keys = [...new Set(names.map(nameKey))];
  return new Map(
    names.map((name) => {
      const own = nameKey(name);
      const nouns = [own.split(JOINS)[0] ?? '', own].map((part) => part.trim().split(' ').at(-1) ?? '');
      const isDistinct = (word: string) =>
        word.length >= SHORTEST_PART && keys.every((key) => key === own || !key.split(' ').includes(word));
      return [name, [...new Set(nouns)].filter(isDistinct)];
    }),
  );
}

export function isNamedIn(text: string, name: string): boolean {
  return mentionsIn(text, [name]).length > 0;
}

/** A thing inside a sentence: `the Hollow Bell`, `the Coil of Rope`. */
export function theThing(name: string): string {
  const inText = nameInText(name);
  return /^(?:the|an?) /u.test(inText) ? inText : `the ${inText}`;
}
