import { recencyFactor } from './biases.js';
import type { MemoryItem, MemoryStore } from './memory.js';
import { recency } from './recency.js';
import { wordsOfText } from './spoken-facts.js';

/**
 * Which memories come to mind. Candidates are at most 64: the last 32, and the newest of those about what the brief is
 * about. Indexes are made from a page or an item once and kept with it: neither ever changes.
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
  readonly items: readonly MemoryItem[];
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
  if (found.items.length === 0) return { items: [], store };
  const best = highest(found, recencyFactor({ recency: cue.recencyBias ?? 0 }));
  const items: MemoryItem[] = [];
  for (const at of best) {
    const item = found.items[at];
    if (item !== undefined) items.push(item);
  }
  return { items, store: touched(store, found, best, cue.turn) };
}

function candidatesOf(store: MemoryStore, cue: Cue): Candidates {
  const { turn } = cue;
  const entities = new Set(cue.entities);
  const words = wordsOfText(cue.text);
  const items: MemoryItem[] = [];
  const pages: number[] = [];
  const places: number[] = [];
  const [recent, important, relevant] = [new Measure(), new Measure(), new Measure()];
  const newest = store.pages.length - 1;
  let latest = LATEST;
  for (let page = newest; page >= 0 && items.length < CANDIDATES; page -= 1) {
    const onPage = store.pages[page] ?? [];
    const turns = store.lastAccess[page];
    const shared = page === newest ? sharedBy(onPage, entities) : sharedOn(onPage, entities);
    for (let at = onPage.length - 1; at >= 0 && items.length < CANDIDATES; at -= 1) {
      const item = onPage[at];
      const common = shared[at] ?? 0;
      if (item === undefined) continue;
      if (latest > 0) latest -= 1;
      else if (common === 0) continue;
      items.push(item);
      pages.push(page);
      places.push(at);
      recent.add(recency(turn - (turns?.[at] ?? turn)));
      important.add(item.importance);
      const overlap = common === 0 ? 0 : common / Math.min(item.entities.length, entities.size);
      relevant.add(0.6 * overlap + 0.4 * likeness(item, words));
    }
  }
  return { items, pages, places, recency: recent, importance: important, relevance: relevant };
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
function highest({ items, recency, importance, relevance }: Candidates, recencyWeight: number): number[] {
  const best: number[] = [];
  const scores: number[] = [];
  for (let at = 0; at < items.length; at += 1) {
    const score = recencyWeight * recency.scaled(at) + importance.scaled(at) + relevance.scaled(at);
    let rank = best.length;
    if (rank === RECALLED && score <= (scores[rank - 1] ?? 0)) continue;
    while (rank > 0 && score > (scores[rank - 1] ?? 0)) rank -= 1;
    if (best.length === RECALLED) {
      best.pop();
      scores.pop();
    }
    best.splice(rank, 0, at);
    scores.splice(rank, 0, score);
  }
  return best;
}

/** How much each item's words are like those that it was last held against. */
const likenesses = new WeakMap<MemoryItem, { readonly words: ReadonlySet<string>; readonly value: number }>();

/** Cosine of an item's words and those of a cue; goals stay the same for many turns, and items for good. */
function likeness(item: MemoryItem, words: ReadonlySet<string>): number {
  const known = likenesses.get(item);
  if (known?.words === words) return known.value;
  const value = cosine(wordsOfText(item.text), words);
  likenesses.set(item, { words, value });
  return value;
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
  return { ...store, lastAccess: store.lastAccess.map((turns, page) => copies.get(page) ?? turns) };
}

const postingsByPage = new WeakMap<readonly MemoryItem[], ReadonlyMap<string, readonly number[]>>();

/**
 * How many of the entities each item of a page is about, by its place: the numerator of the overlap coefficient, whose
 * denominator is the smaller of both numbers of entities.
 */
function sharedBy(page: readonly MemoryItem[], entities: ReadonlySet<string>): number[] {
  return page.map((item) => {
    let shared = 0;
    for (const entity of item.entities) if (entities.has(entity)) shared += 1;
    return shared;
  });
}

/** The same of a page that stays as it is for many turns: only the last one is written on. */
function sharedOn(page: readonly MemoryItem[], entities: ReadonlySet<string>): number[] {
  const postings = postingsOf(page);
  const shared: number[] = new Array<number>(page.length).fill(0);
  for (const entity of entities) {
    const places = postings.get(entity);
    if (places !== undefined) for (const place of places) shared[place] = (shared[place] ?? 0) + 1;
  }
  return shared;
}

function postingsOf(page: readonly MemoryItem[]): ReadonlyMap<string, readonly number[]> {
  const known = postingsByPage.get(page);
  if (known !== undefined) return known;
  const postings = new Map<string, number[]>();
  page.forEach(({ entities }, position) => {
    for (const entity of entities) {
      const list = postings.get(entity);
      if (list === undefined) postings.set(entity, [position]);
      else list.push(position);
    }
  });
  postingsByPage.set(page, postings);
  return postings;
}
