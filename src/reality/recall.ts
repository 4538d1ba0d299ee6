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

/** Memories that may come to mind, newest first; a list for each of their measures, in the same order. */
interface Candidates {
  readonly items: MemoryItem[];
  /** Where each stands: its page, and its place there. */
  readonly pages: number[];
  readonly places: number[];
  readonly recency: number[];
  readonly importance: number[];
  readonly relevance: number[];
}

/**
 * The eight candidates of the highest score: recency*(1+r) + importance + relevance, each scaled to 0..1 over the
 * candidates (.5 where all are equal); the newer first among equals. Relevance is .6*overlap of entities + .4*cosine of
 * words.
 */
export function retrieve(store: MemoryStore, cue: Cue): Recall {
  const found = candidatesOf(store, cue);
  if (found.items.length === 0) return { items: [], store };
  const weight = recencyFactor({ recency: cue.recencyBias ?? 0 });
  const recent = scaled(found.recency);
  const important = scaled(found.importance);
  const relevant = scaled(found.relevance);
  const scores = recent.map((each, at) => weight * each + (important[at] ?? 0) + (relevant[at] ?? 0));
  const best = highest(scores, RECALLED);
  return {
    items: best.flatMap((at) => found.items[at] ?? []),
    store: touched(store, found, best, cue.turn),
  };
}

function candidatesOf(store: MemoryStore, cue: Cue): Candidates {
  const entities = new Set(cue.entities);
  const words = wordsOfText(cue.text);
  const found: Candidates = { items: [], pages: [], places: [], recency: [], importance: [], relevance: [] };
  let latest = LATEST;
  for (let page = store.pages.length - 1; page >= 0 && found.items.length < CANDIDATES; page -= 1) {
    const items = store.pages[page] ?? [];
    const turns = store.lastAccess[page];
    const about = latest >= items.length ? undefined : positionsAbout(items, entities);
    for (let at = items.length - 1; at >= 0 && found.items.length < CANDIDATES; at -= 1) {
      const item = items[at];
      if (item === undefined) continue;
      if (latest > 0) latest -= 1;
      else if (about?.has(at) !== true) continue;
      found.items.push(item);
      found.pages.push(page);
      found.places.push(at);
      found.recency.push(recency(cue.turn - (turns?.[at] ?? cue.turn)));
      found.importance.push(item.importance);
      found.relevance.push(0.6 * overlap(item.entities, entities) + 0.4 * likeness(item, words));
    }
  }
  return found;
}

/** The values between their least, which becomes 0, and their greatest, which becomes 1; .5 each when they are equal. */
function scaled(values: readonly number[]): number[] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return values.map((value) => (high === low ? 0.5 : (value - low) / (high - low)));
}

/** Where the highest scores stand, the highest first; of equals the one that stands first. */
function highest(scores: readonly number[], count: number): number[] {
  const best: number[] = [];
  for (let at = 0; at < scores.length; at += 1) {
    const score = scores[at] ?? 0;
    let rank = best.length;
    while (rank > 0 && score > (scores[best[rank - 1] ?? 0] ?? 0)) rank -= 1;
    if (rank >= count) continue;
    best.splice(rank, 0, at);
    if (best.length > count) best.pop();
  }
  return best;
}

/** Overlap coefficient: shared entities by the smaller of the two numbers. */
function overlap(entities: readonly string[], others: ReadonlySet<string>): number {
  const smaller = Math.min(entities.length, others.size);
  if (smaller === 0) return 0;
  let shared = 0;
  for (const entity of entities) if (others.has(entity)) shared += 1;
  return shared / smaller;
}

const likenesses = new WeakMap<ReadonlySet<string>, WeakMap<MemoryItem, number>>();

/** Cosine of an item's words and those of a cue; goals stay the same for many turns, and items for good. */
function likeness(item: MemoryItem, words: ReadonlySet<string>): number {
  let known = likenesses.get(words);
  if (known === undefined) {
    known = new WeakMap();
    likenesses.set(words, known);
  }
  let value = known.get(item);
  if (value === undefined) {
    value = cosine(wordsOfText(item.text), words);
    known.set(item, value);
  }
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

/** Where on a page the items about any of these entities stand. */
function positionsAbout(page: readonly MemoryItem[], entities: ReadonlySet<string>): ReadonlySet<number> {
  const postings = postingsOf(page);
  const positions = new Set<number>();
  for (const entity of entities) {
    for (const position of postings.get(entity) ?? []) positions.add(position);
  }
  return positions;
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
