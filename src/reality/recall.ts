import { recencyFactor } from './biases.js';
import type { MemoryItem, MemoryStore } from './memory.js';
import { recency } from './recency.js';
import { wordsOfText } from './spoken-facts.js';

/**
 * Which memories come to mind. Candidates are at most 64: the last 32, and the newest of those about what the brief is
 * about. What a page holds is read once and kept with it; the last page is read on as it grows.
 */

const CANDIDATES = 64;
const LATEST = 32;
const RECALLED = 8;

export interface Cue {
  readonly turn: number;
  /** Ids of people, things and places that the moment is about. */
  readonly entities: readonly string[];
  /** The moment in words. */
  readonly text: string;
  /** Strength of the recency bias, 0..1. */
  readonly recencyBias?: number;
}

export interface Recall {
  /** Best first; at most eight. */
  readonly items: readonly MemoryItem[];
  /** The store, in which these have now been thought of. */
  readonly store: MemoryStore;
}

/** Memories that may come to mind, newest first. */
interface Candidates {
  /** Where each stands: its page, and its place there. */
  readonly pages: readonly number[];
  readonly places: readonly number[];
  /** Their measures, in the same order. */
  readonly recency: Measure;
  readonly importance: Measure;
  readonly relevance: Measure;
}

/**
 * The eight candidates of the highest score: recency*(1+r) + importance + relevance, each scaled to 0..1 over the
 * candidates (.5 where all are equal); the newer first among equals. Relevance is .6*overlap of entities + .4*cosine of
 * words.
 */
export function retrieve(store: MemoryStore, cue: Cue): Recall {
  const found = candidatesOf(store, cue);
  if (found.pages.length === 0) return { items: [], store };
  const best = highest(found, recencyFactor({ recency: cue.recencyBias ?? 0 }));
  const items: MemoryItem[] = [];
  for (const each of best) {
    const item = store.pages[found.pages[each] ?? 0]?.[found.places[each] ?? 0];
    if (item !== undefined) items.push(item);
  }
  return { items, store: touched(store, found, best, cue.turn) };
}

function candidatesOf(store: MemoryStore, cue: Cue): Candidates {
  const { turn } = cue;
  const entities = new Set(cue.entities);
  const words = wordsOfText(cue.text);
  const pages: number[] = [];
  const places: number[] = [];
  const [recent, important, relevant] = [new Measure(), new Measure(), new Measure()];
  let latest = LATEST;
  for (let page = store.pages.length - 1; page >= 0 && pages.length < CANDIDATES; page -= 1) {
    const turns = store.lastAccess[page];
    const reading = readingOf(store.pages[page] ?? []);
    const shared = reading.sharedWith(entities);
    for (let at = shared.length - 1; at >= 0 && pages.length < CANDIDATES; at -= 1) {
      const common = shared[at] ?? 0;
      if (latest > 0) latest -= 1;
      else if (common === 0) continue;
      pages.push(page);
      places.push(at);
      recent.add(recency(turn - (turns?.[at] ?? turn)));
      important.add(reading.importance(at));
      const overlap = common === 0 ? 0 : common / Math.min(reading.size(at), entities.size);
      relevant.add(0.6 * overlap + 0.4 * reading.likeness(at, words));
    }
  }
  return { pages, places, recency: recent, importance: important, relevance: relevant };
}

/** What candidates have of something, and between what bounds. */
class Measure {
  readonly #values: number[] = [];
  #low = Number.POSITIVE_INFINITY;
  #high = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    this.#values.push(value);
    if (value < this.#low) this.#low = value;
    if (value > this.#high) this.#high = value;
  }

  /** Between the least, which becomes 0, and the greatest, which becomes 1; .5 when all are equal. */
  scaled(at: number): number {
    if (this.#high === this.#low) return 0.5;
    return ((this.#values[at] ?? 0) - this.#low) / (this.#high - this.#low);
  }
}

/** Where the candidates of the highest scores stand, the highest first; of equals the one that stands first. */
function highest({ pages, recency, importance, relevance }: Candidates, recencyWeight: number): number[] {
  const best: number[] = [];
  const scores: number[] = [];
  for (let at = 0; at < pages.length; at += 1) {
    const score = recencyWeight * recency.scaled(at) + importance.scaled(at) + relevance.scaled(at);
    let rank = best.length;
    if (rank === RECALLED) {
      if (score <= (scores[rank - 1] ?? 0)) continue;
      rank -= 1;
    }
    // Those that score less move down a place; the last of eight falls out.
    for (let above = scores[rank - 1]; above !== undefined && score > above; above = scores[rank - 1]) {
      best[rank] = best[rank - 1] ?? 0;
      scores[rank] = above;
      rank -= 1;
    }
    best[rank] = at;
    scores[rank] = score;
  }
  return best;
}

/** Cosine of two texts by the words that occur in them. */
function cosine(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0;
  let shared = 0;
  for (const word of a) if (b.has(word)) shared += 1;
  return shared / Math.sqrt(a.size * b.size);
}

function touched(
  store: MemoryStore,
  found: Candidates,
  recalled: readonly number[],
  turn: number,
): MemoryStore {
  const copies = new Map<number, number[]>();
  for (const each of recalled) {
    const page = found.pages[each] ?? 0;
    const at = found.places[each] ?? 0;
    const turns = store.lastAccess[page];
    if (turns === undefined || turns[at] === turn) continue;
    const copy = copies.get(page) ?? [...turns];
    copies.set(page, copy);
    copy[at] = turn;
  }
  const { pages, unreflected, reflectedUntil } = store;
  const lastAccess = store.lastAccess.map((turns, page) => copies.get(page) ?? turns);
  return { pages, lastAccess, unreflected, reflectedUntil };
}

/** What the items of a page are about, and how much their words are like those they were last held against. */
class PageReading {
  /** The page as it was last seen. */
  #page: readonly MemoryItem[] = [];
  readonly #places = new Map<string, number[]>();
  readonly #importances: number[] = [];
  readonly #sizes: number[] = [];
  #words: ReadonlySet<string> | undefined;
  #likenesses: (number | undefined)[] = [];

  /** Reads on where a page has grown since; false when it isn't the same page with more on it. */
  follows(page: readonly MemoryItem[]): boolean {
    const before = this.#page;
    if (page === before) return true;
    if (page.length < before.length) return false;
    for (let at = 0; at < before.length; at += 1) if (page[at] !== before[at]) return false;
    for (let at = before.length; at < page.length; at += 1) {
      const item = page[at];
      this.#importances.push(item?.importance ?? 0);
      this.#sizes.push(item?.entities.length ?? 0);
      for (const entity of item?.entities ?? []) {
        const places = this.#places.get(entity);
        if (places === undefined) this.#places.set(entity, [at]);
        else places.push(at);
      }
    }
    this.#page = page;
    return true;
  }

  importance(at: number): number {
    return this.#importances[at] ?? 0;
  }

  /** How many entities an item is about. */
  size(at: number): number {
    return this.#sizes[at] ?? 0;
  }

  /**
   * How many of the entities each item is about, by its place: the numerator of the overlap coefficient, whose
   * denominator is the smaller of both numbers of entities.
   */
  sharedWith(entities: ReadonlySet<string>): number[] {
    const shared: number[] = new Array<number>(this.#page.length).fill(0);
    for (const entity of entities) {
      const places = this.#places.get(entity);
      if (places !== undefined) for (const place of places) shared[place] = (shared[place] ?? 0) + 1;
    }
    return shared;
  }

  /** Cosine of an item's words and those of a cue; goals stay the same for many turns. */
  likeness(at: number, words: ReadonlySet<string>): number {
    if (words !== this.#words) {
      this.#words = words;
      this.#likenesses = [];
    }
    const known = this.#likenesses[at];
    if (known !== undefined) return known;
    const value = cosine(wordsOfText(this.#page[at]?.text ?? ''), words);
    this.#likenesses[at] = value;
    return value;
  }
}

/** By the first item of a page, which stays there as long as the page only grows. */
const readings = new WeakMap<MemoryItem, PageReading>();

function readingOf(page: readonly MemoryItem[]): PageReading {
  const [first] = page;
  const known = first === undefined ? undefined : readings.get(first);
  if (known?.follows(page) === true) return known;
  const reading = new PageReading();
  reading.follows(page);
  if (first !== undefined) readings.set(first, reading);
  return reading;
}
