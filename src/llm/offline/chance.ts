import { rng } from '../../simulation/random.js';
import type { Draw } from './grammar.js';

/** A stream of numbers in [0, 1) named by its parts; the same parts always give the same stream. */
export function stream(seed: number, turn: number, phase: string, subject: string): Draw {
  const source = rng(seed, turn, phase, subject);
  return () => source.next();
}

/** One of the items; `undefined` only when there are none. */
export function pick<T>(items: readonly T[], draw: Draw): T | undefined {
  return items[Math.floor(draw() * items.length)];
}

/** The index of a draw weighted by `weights`; the last one when they are all zero. */
export function weighted(weights: readonly number[], draw: Draw): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = draw() * total;
  for (let i = 0; i < weights.length; i += 1) {
    left -= weights[i] ?? 0;
    if (left < 0) return i;
  }
  return weights.length - 1;
}

/** A named list of templates. `perTurn` is about how many of them a turn of three people uses. */
export interface Bank {
  readonly name: string;
  readonly items: readonly string[];
  readonly perTurn: number;
}

/** Makes a bank from text with one template a line. */
export function bank(name: string, perTurn: number, text: string): Bank {
  const items = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return { name, items, perTurn };
}

/**
 * Deals templates from banks like cards from a shuffled deck, so that a template comes back only after the others have
 * been dealt. It goes on where the last turn's dealer stopped; without word of that, where it is expected to have stopped.
 */
export class Dealer {
  readonly #story: number;
  readonly #turn: number;
  readonly #people: number;
  readonly #before: Readonly<Record<string, number>> | undefined;
  readonly #seat: number;
  readonly #used = new Map<string, number>();
  readonly #decks = new Map<string, readonly number[]>();

  /**
   * @param before how many templates each bank had dealt in the turns before
   * @param seat where in each deck it begins, 0..1: those who are dealt from one deck at the same time each have their own
   */
  constructor(
    story: number,
    turn: number,
    people: number,
    before?: Readonly<Record<string, number>>,
    seat = 0,
  ) {
    this.#story = story;
    this.#turn = turn;
    this.#people = people;
    this.#before = before;
    this.#seat = seat;
  }

  /** The bank's next template of this turn. */
  next(from: Bank): string {
    const place = this.#place(from);
    this.#used.set(from.name, (this.#used.get(from.name) ?? 0) + 1);
    const size = from.items.length;
    const deck = this.#deck(from.name, size, Math.floor(place / size));
    return from.items[deck[(place + Math.floor(this.#seat * size)) % size] ?? 0] ?? '';
  }

  /** How often the story has been through the whole bank. */
  round(from: Bank): number {
    return Math.floor(this.#place(from) / from.items.length);
  }

  /** How many templates each bank has dealt by now. */
  dealt(): Record<string, number> {
    const dealt: Record<string, number> = { ...this.#before };
    for (const [name, used] of this.#used) dealt[name] = (dealt[name] ?? 0) + used;
    return dealt;
  }

  #place({ name, perTurn }: Bank): number {
    const before =
      this.#before === undefined
        ? this.#turn * Math.max(1, Math.ceil((perTurn * this.#people) / 3))
        : (this.#before[name] ?? 0);
    return before + (this.#used.get(name) ?? 0);
  }

  #deck(name: string, size: number, round: number): readonly number[] {
    const key = `${name}#${round}`;
    const known = this.#decks.get(key);
    if (known !== undefined) return known;
    const deck = deckOf(this.#story, round, name, size);
    this.#decks.set(key, deck);
    return deck;
  }
}

/** Of each story that was told last, its decks: turn after turn is dealt from the same ones. */
const decksByStory = new Map<number, Map<string, readonly number[]>>();
const STORIES_KEPT = 128;
const DECKS_KEPT = 256;

/** The order in which a story is dealt a bank of so many items in a round: their indices, shuffled. */
function deckOf(story: number, round: number, name: string, size: number): readonly number[] {
  let decks = decksByStory.get(story);
  if (decks === undefined) {
    if (decksByStory.size >= STORIES_KEPT) decksByStory.clear();
    decks = new Map();
    decksByStory.set(story, decks);
  }
  const key = `${name}#${round}#${size}`;
  const known = decks.get(key);
  if (known !== undefined) return known;
  if (decks.size >= DECKS_KEPT) decks.clear();
  const deck = shuffled(size, stream(story, round, 'deck', name));
  decks.set(key, deck);
  return deck;
}

function shuffled(size: number, draw: Draw): number[] {
  const deck: number[] = [];
  for (let i = 0; i < size; i += 1) deck.push(i);
  for (let i = size - 1; i > 0; i -= 1) {
    const j = Math.floor(draw() * (i + 1));
    const held = deck[i] ?? i;
    deck[i] = deck[j] ?? j;
    deck[j] = held;
  }
  return deck;
}
