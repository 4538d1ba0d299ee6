import { type Bank, Dealer, stream } from '../../llm/offline/chance.js';
import { capitalise, type Draw, expand } from '../../llm/offline/grammar.js';
import { sentenceKey, splitSentences } from '../../narrative/sentences.js';
import { nameInText } from '../../scenario/play/wording.js';
import { fnv1a } from '../../simulation/random.js';
import { theThing } from '../names.js';
import type { ActionScene } from '../scene.js';
import { shortName } from './names.js';

export type Slots = Readonly<Record<string, string | undefined>>;

/** The key under which a sentence counts as told, whoever says it. */
function toldKey(sentence: string): string {
  return fnv1a(sentence.replace(/[“”"]/gu, '').trim().toLowerCase()).toString(36);
}

/** What differs from one telling of a sentence to the next: everything of the scene that has a name. */
export function namesIn({ world, now }: ActionScene): readonly string[] {
  const exits = [...now.exits, ...(now.route === null ? [] : [now.route.to])];
  const people = [
    world.character.name,
    ...now.people.map(({ name }) => name),
    ...exits.flatMap((exit) => exit.people),
  ];
  return [
    ...people,
    ...people.map(shortName),
    ...exits.flatMap(({ name, in_text }) => [name, in_text]),
    now.place.name,
    now.place.in_text,
    ...now.place.features,
    ...now.place.dangers,
    ...world.factions.flatMap(({ name }) => [name, nameInText(name)]),
    ...[...now.things, ...now.inventory].flatMap(({ name }) => [name, theThing(name)]),
  ];
}

/** The keys of all sentences of a text, names aside. */
export function formKeys(text: string, scene: ActionScene): string[] {
  const names = namesIn(scene);
  return sentencesIn(text).map((sentence) => sentenceKey(sentence, names));
}

/** Every sentence with a capital. */
function asSentences(text: string): string {
  return capitalise(text).replace(
    /([.!?…]["”’)]?\s+["“‘(]?)(\p{Ll})/gu,
    (_, end: string, letter: string) => end + letter.toUpperCase(),
  );
}

/** Stands in a text for a line that is put in later. */
export const LINE = '\uE000';

function sentencesIn(text: string): string[] {
  return splitSentences(text.replaceAll(LINE, '')).filter((sentence) => /\p{L}/u.test(sentence));
}

/** The keys of all sentences of a text. */
export function toldKeys(text: string): string[] {
  return sentencesIn(text).map(toldKey);
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
  readonly #forms: ReadonlySet<string>;
  readonly #names: readonly string[];

  constructor(scene: ActionScene) {
    const { seed, actionSeq, told, forms } = scene.deck;
    this.draw = stream(seed, actionSeq, 'tell', '');
    // Banks say how much of them an action uses, so the dealer is to count for as many people as make a whole turn.
    this.#dealer = new Dealer(seed, actionSeq, 3);
    this.#told = new Set(told);
    this.#forms = new Set(forms);
    this.#names = namesIn(scene);
  }

  /** The bank's next that can be said; one that differs only in names from what was told lately, only for want of others. */
  say(from: Bank, slots: Slots = {}): string {
    let second = '';
    for (let tries = 0; tries < from.items.length; tries += 1) {
      const text = expand(this.#dealer.next(from), (slot) => slots[slot], this.draw);
      if (text === undefined || text === '') continue;
      const said = asSentences(text);
      if (toldKeys(said).some((key) => this.#told.has(key))) continue;
      if (sentencesIn(said).some((sentence) => this.#forms.has(sentenceKey(sentence, this.#names)))) {
        second ||= said;
        continue;
      }
      this.once(said);
      return said;
    }
    if (second !== '') this.once(second);
    return second;
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
