import { remembered } from '../simulation/keys.js';
import { wordsIn } from './name-index.js';

/**
 * Which facts a line of dialogue gives away: a fact counts as said when most of its content words stand in the line.
 * What a speaker doesn't say, nobody learns.
 */

const SHARE_SAID = 0.6;
const FUNCTION_WORDS = new Set(
  (
    'a an and are as at be been being but by did do does for from had has have he her hers him his i if in into is it ' +
    'its me my no not of on or our out she so some than that the their them then there they this to too up us was we ' +
    'were what when where which who will with without would you your'
  ).split(' '),
);

/** Content words of a text, lower-cased, without endings that inflection changes. */
export function contentWords(text: string): ReadonlySet<string> {
  const content = new Set<string>();
  for (const word of wordsIn(text.toLowerCase()).words) {
    if (!FUNCTION_WORDS.has(word)) content.add(word.length > 4 ? stem(word) : word);
  }
  return content;
}

/** A word without what inflection adds: `ing`, `ed`, `es` or `s`. */
function stem(word: string): string {
  if (word.endsWith('ing')) return word.slice(0, -3);
  if (word.endsWith('ed') || word.endsWith('es')) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
}

/** Which of the speaker's facts, given by id, the line says; in their order. `textOf` gives a fact's clause. */
export function factsSaid(
  line: string,
  known: readonly string[],
  textOf: (factId: string) => string | undefined,
): string[] {
  const said = wordsOfText(line);
  if (said.size === 0) return [];
  return known.filter((factId) => {
    const text = textOf(factId);
    if (text === undefined) return false;
    return saysMost(said, wordsOfText(text));
  });
}

function saysMost(said: ReadonlySet<string>, words: ReadonlySet<string>): boolean {
  const enough = wordsNeeded(words);
  let missing = 0;
  for (const word of words) {
    if (said.has(word)) continue;
    missing += 1;
    if (words.size - missing < enough) return false;
  }
  return words.size >= enough;
}

function wordsNeeded({ size }: ReadonlySet<string>): number {
  return Math.max(2, size * SHARE_SAID);
}

/** As `factsSaid`, for many facts that stay the same, by id: a line is looked up by its own few words. */
export function factFinder(texts: Readonly<Record<string, string>>): (line: string) => string[] {
  const needed = new Map<string, number>();
  const byWord = new Map<string, string[]>();
  for (const [factId, text] of Object.entries(texts)) {
    const words = wordsOfText(text);
    needed.set(factId, wordsNeeded(words));
    for (const word of words) {
      const facts = byWord.get(word);
      if (facts === undefined) byWord.set(word, [factId]);
      else facts.push(factId);
    }
  }
  return (line) => {
    const hits = new Map<string, number>();
    for (const word of wordsOfText(line)) {
      for (const factId of byWord.get(word) ?? []) hits.set(factId, (hits.get(factId) ?? 0) + 1);
    }
    const said: string[] = [];
    for (const [factId, count] of hits) if (count >= (needed.get(factId) ?? 0)) said.push(factId);
    return said;
  };
}

/** As `contentWords`, for the texts of facts, memories and lines: they never change, and each is read again and again. */
export const wordsOfText: (text: string) => ReadonlySet<string> = remembered(4096, contentWords);
