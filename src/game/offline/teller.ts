import { type Bank, Dealer, stream } from '../../llm/offline/chance.js';
import { capitalise, type Draw, expand } from '../../llm/offline/grammar.js';
import { splitSentences } from '../../narrative/sentences.js';
import { fnv1a } from '../../simulation/random.js';
import type { ActionScene } from '../scene.js';

export type Slots = Readonly<Record<string, string | undefined>>;

/** The key under which a sentence counts as told. */
export function toldKey(sentence: string): string {
  return fnv1a(sentence.trim().toLowerCase()).toString(36);
}

/** The keys of all sentences of a text. */
export function toldKeys(text: string): string[] {
  return splitSentences(text).map(toldKey);
}

/**
 * Tells an action from banks of templates that are dealt like cards over a whole session. A sentence that was told lately
 * is passed over for the bank's next, and a template of which a slot can't be filled as well; when nothing is left to be
 * said, nothing is said.
 */
export class Teller {
  readonly draw: Draw;
  readonly #dealer: Dealer;
  readonly #told: Set<string>;

  constructor({ deck: { seed, actionSeq, told } }: ActionScene) {
    this.draw = stream(seed, actionSeq, 'tell', '');
    // Banks say how much of them an action uses, so the dealer is to count for as many people as make a whole turn.
    this.#dealer = new Dealer(seed, actionSeq, 3);
    this.#told = new Set(told);
  }

  say(from: Bank, slots: Slots = {}): string {
    for (let tries = 0; tries < from.items.length; tries += 1) {
      const text = expand(this.#dealer.next(from), (slot) => slots[slot], this.draw);
      if (text === undefined || text === '') continue;
      const said = capitalise(text);
      if (this.once(said)) return said;
    }
    return '';
  }

  /** Whether none of a text's sentences was told lately; from now on they are. */
  once(text: string): boolean {
    const keys = toldKeys(text);
    if (keys.some((key) => this.#told.has(key))) return false;
    for (const key of keys) this.#told.add(key);
    return true;
  }

  /** Those sentences of a text that were not told lately. */
  fresh(text: string): string {
    return splitSentences(text)
      .filter((sentence) => this.once(sentence))
      .join(' ');
  }
}
