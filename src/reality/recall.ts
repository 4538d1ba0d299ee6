import { recencyFactor } from './biases.js';
import type { MemoryItem, MemoryStore } from './memory.js';
import { recency } from './recency.js';
import { wordsOfText } from './spoken-facts.js';

/**
 * Which memories come to mind. Candidates are at most 64: the last 32, and the newest of those about what the brief is
 * about. What a page holds is read once and kept with it, and read on as it grows or as some of it is forgotten.
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

/**
 * The candidates of the recall that is going on, newest first: where each stands (its page, and its place there), and
 * its measures. Lists of their own for everybody in every turn would cost more than what is written to them.
 */
const pageOf = new Int32Array(CANDIDATES);
const placeOf = new Int32Array(CANDIDATES);
const recencies = new Float64Array(CANDIDATES);
const importances = new Float64Array(CANDIDATES);
const relevances = new Float64Array(CANDIDATES);

/**
 * The eight candidates of the highest score: recency*(1+r) + importance + relevance, each scaled to 0..1 over the
 * candidates (.5 where all are equal); the newer first among equals. Relevance is .6*overlap of entities + .4*cosine of
 * words.
 */
export function retrieve(store: MemoryStore, cue: Cue): Recall {
  const count = findCandidates(store, cue);
  if (count === 0) return { items: [], store };
  const best = highest(count, recencyFactor({ recency: cue.recencyBias ?? 0 }));
  const items: MemoryItem[] = [];
  for (const each of best) {
    const item = store.pages[pageOf[each] ?? 0]?.[placeOf[each] ?? 0];
    if (item !== undefined) items.push(item);
  }
  return { items, store: touched(store, best, cue.turn) };
}

/** Lists the candidates; returns how many there are. */
function findCandidates({ pages, lastAccess }: MemoryStore, cue: Cue): number {
  const { turn, text } = cue;
  const entities = cue.entities.filter((id, at) => cue.entities.indexOf(id) === at);
  let count = 0;
  let latest = LATEST;
  for (let page = pages.length - 1; page >= 0 && count < CANDIDATES; page -= 1) {
    const items = pages[page] ?? NO_ITEMS;
    const turns = lastAccess[page];
    const reading = readingOf(items);
    let left = lastPlaces(items.length, latest);
    latest = Math.max(0, latest - items.length);
    const shared: Places[] = [];
    for (const entity of entities) {
      const places = reading.placesAbout(entity);
      if (places === 0) continue;
      shared.push(places);
      left |= places;
    }
    while (left !== 0 && count < CANDIDATES) {
      const at = 31 - Math.clz32(left);
      left &= ~(1 << at);
      let common = 0;
      for (const places of shared) common += (places >>> at) & 1;
      // The overlap coefficient: its denominator is the smaller of both numbers of entities.
      const overlap = common === 0 ? 0 : common / Math.min(items[at]?.entities.length ?? 0, entities.length);
      pageOf[count] = page;
      placeOf[count] = at;
      recencies[count] = recency(turn - (turns?.[at] ?? turn));
      importances[count] = items[at]?.importance ?? 0;
      relevances[count] = 0.6 * overlap + 0.4 * reading.likeness(at, text);
      count += 1;
    }
  }
  return count;
}

const NO_ITEMS: readonly MemoryItem[] = [];

/** Places on a page, which holds 32 items at most: a bit each. */
type Places = number;

/** The last so many places of a page that holds `length` items. */
function lastPlaces(length: number, count: number): Places {
  if (count === 0 || length === 0) return 0;
  const last = ALL >>> (32 - Math.min(count, length));
  return last << Math.max(0, length - count);
}

const ALL = 0xffffffff;

/** Where the candidates of the highest scores stand, the highest first; of equals the one that stands first. */
function highest(count: number, recencyWeight: number): number[] {
  const [recencyLow, recencySpan] = boundsOf(recencies, count);
  const [importanceLow, importanceSpan] = boundsOf(importances, count);
  const [relevanceLow, relevanceSpan] = boundsOf(relevances, count);
  const best: number[] = [];
  const scores: number[] = [];
  for (let at = 0; at < count; at += 1) {
    const score =
      recencyWeight * scaled(recencies[at] ?? 0, recencyLow, recencySpan) +
      scaled(importances[at] ?? 0, importanceLow, importanceSpan) +
      scaled(relevances[at] ?? 0, relevanceLow, relevanceSpan);
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

/** The least of the first so many values, and how much more the greatest is. */
function boundsOf(values: Float64Array, count: number): readonly [low: number, span: number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < count; at += 1) {
    const value = values[at] ?? 0;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high - low];
}

/** Between the least, which becomes 0, and the greatest, which becomes 1; .5 when all are equal. */
function scaled(value: number, low: number, span: number): number {
  return span === 0 ? 0.5 : (value - low) / span;
}

/** Cosine of two texts by the words that occur in them. */
function cosine(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0;
  let shared = 0;
  for (const word of a) if (b.has(word)) shared += 1;
  return shared / Math.sqrt(a.size * b.size);
}

/** The store after the candidates at these places have been thought of. */
function touched(store: MemoryStore, recalled: readonly number[], turn: number): MemoryStore {
  const { pages, unreflected, reflectedUntil } = store;
  const lastAccess = store.lastAccess.slice();
  for (const each of recalled) {
    const page = pageOf[each] ?? 0;
    const at = placeOf[each] ?? 0;
    const turns = lastAccess[page];
    if (turns !== undefined && turns[at] !== turn) lastAccess[page] = turns.with(at, turn);
  }
  return { pages, lastAccess, unreflected, reflectedUntil };
}

/** What the items of a page are about, and how much their words are like those they were last held against. */
class PageReading {
  /** The page as it was last seen. */
  #page: readonly MemoryItem[] = [];
  readonly #about = new Map<string, Places>();
  #text = '';
  /** To that text; NaN of those that weren't asked for. */
  readonly #likenesses: number[] = [];

  /** Reads a page that has grown since it was last seen, or lost items, or both. */
  read(page: readonly MemoryItem[]): void {
    if (page === this.#page) return;
    let kept = 0;
    for (const item of this.#page) {
      if (item === page[kept]) kept += 1;
      else this.#forget(kept);
    }
    for (let at = kept; at < page.length; at += 1) {
      for (const entity of page[at]?.entities ?? []) {
        this.#about.set(entity, (this.#about.get(entity) ?? 0) | (1 << at));
      }
      this.#likenesses.push(Number.NaN);
    }
    this.#page = page;
  }

  /** Whatever stood behind a place moves up by one. */
  #forget(place: number): void {
    const before = (1 << place) - 1;
    for (const [entity, places] of this.#about) {
      this.#about.set(entity, (places & before) | ((places >>> 1) & ~before));
    }
    this.#likenesses.splice(place, 1);
  }

  /** Places of the items that are about somebody or something. */
  placesAbout(entity: string): Places {
    return this.#about.get(entity) ?? 0;
  }

  /** Cosine of an item's words and those of a text; goals stay the same for many turns. */
  likeness(at: number, text: string): number {
    if (text !== this.#text) {
      this.#text = text;
      this.#likenesses.fill(Number.NaN);
    }
    const known = this.#likenesses[at] ?? Number.NaN;
    if (!Number.isNaN(known)) return known;
    const value = cosine(wordsOfText(this.#page[at]?.text ?? ''), wordsOfText(text));
    this.#likenesses[at] = value;
    return value;
  }
}

/** By the first item of a page, which is the same for as long as the page only grows or forgets others. */
const readings = new WeakMap<MemoryItem, PageReading>();

function readingOf(page: readonly MemoryItem[]): PageReading {
  const [first] = page;
  let reading = first === undefined ? undefined : readings.get(first);
  if (reading === undefined) {
    reading = new PageReading();
    if (first !== undefined) readings.set(first, reading);
  }
  reading.read(page);
  return reading;
}
