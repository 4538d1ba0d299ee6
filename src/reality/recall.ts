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

interface Candidate {
  readonly page: number;
  readonly at: number;
  readonly item: MemoryItem;
  readonly recency: number;
  readonly relevance: number;
}

/**
 * The eight candidates of the highest score: recency*(1+r) + importance + relevance, each scaled to 0..1 over the
 * candidates (.5 where all are equal); the newer first among equals. Relevance is .6*overlap of entities + .4*cosine of
 * words.
 */
export function retrieve(store: MemoryStore, cue: Cue): Recall {
  const candidates = candidatesOf(store, cue);
  if (candidates.length === 0) return { items: [], store };
  const recent = scaling(candidates, (candidate) => candidate.recency);
  const important = scaling(candidates, ({ item }) => item.importance);
  const relevant = scaling(candidates, ({ relevance }) => relevance);
  const weight = recencyFactor({ recency: cue.recencyBias ?? 0 });
  const best = candidates
    .map((candidate) => ({
      candidate,
      score:
        weight * recent(candidate.recency) +
        important(candidate.item.importance) +
        relevant(candidate.relevance),
    }))
    // Candidates come newest first, and sorting is stable.
    .sort((a, b) => b.score - a.score)
    .slice(0, RECALLED)
    .map(({ candidate }) => candidate);
  return { items: best.map(({ item }) => item), store: touched(store, best, cue.turn) };
}

/** Newest first. */
function candidatesOf(store: MemoryStore, cue: Cue): Candidate[] {
  const entities = new Set(cue.entities);
  const words = wordsOfText(cue.text);
  const found: Candidate[] = [];
  let latest = LATEST;
  for (let page = store.pages.length - 1; page >= 0 && found.length < CANDIDATES; page -= 1) {
    const items = store.pages[page] ?? [];
    const about = latest >= items.length ? undefined : positionsAbout(items, entities);
    for (let at = items.length - 1; at >= 0 && found.length < CANDIDATES; at -= 1) {
      const item = items[at];
      if (item === undefined) continue;
      if (latest > 0) latest -= 1;
      else if (about?.has(at) !== true) continue;
      found.push({
        page,
        at,
        item,
        recency: recency(cue.turn - (store.lastAccess[page]?.[at] ?? cue.turn)),
        relevance: 0.6 * overlap(item.entities, entities) + 0.4 * likeness(item, words),
      });
    }
  }
  return found;
}

/** Maps a value to 0..1 between the least and the greatest of the candidates; to .5 when they are equal. */
function scaling(
  candidates: readonly Candidate[],
  measure: (candidate: Candidate) => number,
): (value: number) => number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const candidate of candidates) {
    const value = measure(candidate);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high === low ? () => 0.5 : (value) => (value - low) / (high - low);
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

function touched(store: MemoryStore, recalled: readonly Candidate[], turn: number): MemoryStore {
  const lastAccess = [...store.lastAccess];
  for (const { page, at } of recalled) {
    const turns = lastAccess[page];
    if (turns === undefined || turns[at] === turn) continue;
    const copy = [...turns];
    copy[at] = turn;
    lastAccess[page] = copy;
  }
  return { ...store, lastAccess };
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
