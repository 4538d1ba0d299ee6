import { sentenceKey, speechKey, speechKeys, splitSentences } from '../../narrative/sentences.js';

/** The sentences that a story already holds, by key; a text is taken only when all of its sentences are new. */
export class SentenceLedger {
  readonly #used: Set<string>;
  readonly #names: readonly string[];

  constructor(used: readonly string[], names: readonly string[]) {
    this.#used = new Set(used);
    this.#names = names;
  }

  /** Takes the text into the story, or refuses it and changes nothing. */
  take(text: string): boolean {
    const keys = this.#keys(text);
    if (!this.#isNew(keys)) return false;
    for (const key of keys) this.#used.add(key);
    for (const key of speechKeys(text, this.#names)) this.#used.add(key);
    return true;
  }

  /** Whether a text would be taken. */
  fresh(text: string): boolean {
    return this.#isNew(this.#keys(text));
  }

  /** Whether somebody has said this already. */
  hasLine(line: string): boolean {
    return this.#used.has(speechKey(line, this.#names));
  }

  /** The key of the text's first sentence. */
  firstKey(text: string): string | undefined {
    return this.#keys(text)[0];
  }

  #isNew(keys: readonly string[]): boolean {
    return keys.every((key, index) => !this.#used.has(key) && keys.indexOf(key) === index);
  }

  #keys(text: string): string[] {
    return splitSentences(text).map((sentence) => sentenceKey(sentence, this.#names));
  }
}
