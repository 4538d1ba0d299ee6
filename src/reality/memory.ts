import { cutAtWord } from '../narrative/plain-text.js';
import { clamp, round6 } from '../simulation/numbers.js';
import { importanceFactor } from './biases.js';
import { recency } from './recency.js';
import { reflectionsOn } from './reflection.js';

/**
 * What one persona remembers. Items never change once remembered; they stand in pages, oldest first, and a turn makes
 * new objects only of the pages that it adds to or forgets from, so that a commit hashes and writes little. When each
 * item was last thought of stands beside the pages, in the same order.
 */

export interface MemoryItem {
  /** Unique within the store: the id of the event, or `t0007-e003-on-lamp` of a reflection. */
  readonly id: string;
  /** Story time, seconds. */
  readonly time: number;
  /** At most 160 characters. */
  readonly text: string;
  /** Ids of people, things and places. */
  readonly entities: readonly string[];
  /** 1..10. */
  readonly importance: number;
  readonly kind: 'observation' | 'dialogue' | 'reflection';
  /** What a reflection rests on: ids of items. */
  readonly sources?: readonly string[];
}

export interface MemoryStore {
  readonly pages: readonly (readonly MemoryItem[])[];
  /** Turn of the last access of each item, page by page. */
  readonly lastAccess: readonly (readonly number[])[];
  /** Sum of importance since the last reflection. */
  readonly unreflected: number;
  /** Story time of the last item that the last reflection looked at. */
  readonly reflectedUntil: number;
}

export const EMPTY_MEMORY: MemoryStore = { pages: [], lastAccess: [], unreflected: 0, reflectedUntil: -1 };
export const MEMORY_BOUND = 500;
const PAGE_SIZE = 32;
const TEXT_LENGTH = 160;
const REFLECT_AT = 60;

export interface Remembering {
  readonly turn: number;
  /** Whose memory it is: nobody reflects on themselves. */
  readonly self: string;
  /** How an id is named in a reflection. */
  readonly nameOf: (id: string) => string;
}

/**
 * The store with a turn's new items, which come in story order. Each time importance since the last reflection reaches
 * 60 it gains reflections; above 500 items it forgets what is least important and longest not thought of, reflections
 * last.
 */
export function remember(store: MemoryStore, items: readonly MemoryItem[], by: Remembering): MemoryStore {
  if (items.length === 0) return store;
  const pages = [...store.pages];
  const lastAccess = [...store.lastAccess];
  let lastPage: MemoryItem[] = [];
  let lastTurns: number[] = [];
  const append = (item: MemoryItem): void => {
    // The last page is copied on the first write to it.
    if (pages.at(-1) !== lastPage || lastPage.length >= PAGE_SIZE) {
      const old = pages.at(-1);
      const isFull = old === undefined || old.length >= PAGE_SIZE;
      lastPage = isFull ? [] : [...old];
      lastTurns = isFull ? [] : [...(lastAccess.at(-1) ?? [])];
      const at = isFull ? pages.length : pages.length - 1;
      pages[at] = lastPage;
      lastAccess[at] = lastTurns;
    }
    lastPage.push(item);
    lastTurns.push(by.turn);
  };
  let { unreflected, reflectedUntil } = store;
  for (const item of items) {
    append(item.text.length > TEXT_LENGTH ? { ...item, text: cutAtWord(item.text, TEXT_LENGTH) } : item);
    unreflected = round6(unreflected + item.importance);
    if (unreflected < REFLECT_AT) continue;
    for (const thought of reflectionsOn(itemsSince(pages, reflectedUntil), by)) append(thought);
    unreflected = 0;
    reflectedUntil = item.time;
  }
  forget(pages, lastAccess, by.turn);
  return { pages, lastAccess, unreflected, reflectedUntil };
}

/** Items later than a story time, reflections aside, oldest first. */
function itemsSince(pages: readonly (readonly MemoryItem[])[], time: number): MemoryItem[] {
  const found: MemoryItem[] = [];
  for (let page = pages.length - 1; page >= 0; page -= 1) {
    const items = pages[page] ?? [];
    for (let at = items.length - 1; at >= 0; at -= 1) {
      const item = items[at];
      if (item === undefined || item.kind === 'reflection') continue;
      if (item.time <= time) return found.reverse();
      found.push(item);
    }
  }
  return found.reverse();
}

/** Removes the items of least importance*recency until the bound holds; the oldest first among equals. */
function forget(pages: (readonly MemoryItem[])[], lastAccess: (readonly number[])[], turn: number): void {
  let surplus = -MEMORY_BOUND;
  for (const page of pages) surplus += page.length;
  if (surplus <= 0) return;
  const doomed = new Set(leastWorth(pages, lastAccess, turn, surplus));
  let first = 0;
  for (let p = 0; p < pages.length; p += 1) {
    const size = pages[p]?.length ?? 0;
    const start = first;
    first += size;
    if (!someBetween(doomed, start, first)) continue;
    pages[p] = (pages[p] ?? []).filter((_, i) => !doomed.has(start + i));
    lastAccess[p] = (lastAccess[p] ?? []).filter((_, i) => !doomed.has(start + i));
  }
  joinThinPages(pages, lastAccess);
}

/** Places, counted over all pages, of the `count` items that are worth least; of equals, the oldest. */
function leastWorth(
  pages: readonly (readonly MemoryItem[])[],
  lastAccess: readonly (readonly number[])[],
  turn: number,
  count: number,
): number[] {
  /** In rising order of worth. */
  const places: number[] = [];
  const worths: number[] = [];
  /** What is worth no less has no place among them. */
  let most = Number.POSITIVE_INFINITY;
  let place = 0;
  for (let p = 0; p < pages.length; p += 1) {
    const page = pages[p] ?? [];
    const turns = lastAccess[p] ?? [];
    for (let i = 0; i < page.length; i += 1, place += 1) {
      const worth = worthOf(page[i], turn - (turns[i] ?? turn));
      if (worth >= most) continue;
      let at = Math.min(places.length, count - 1);
      for (; at > 0 && worth < (worths[at - 1] ?? 0); at -= 1) {
        places[at] = places[at - 1] ?? 0;
        worths[at] = worths[at - 1] ?? 0;
      }
      places[at] = place;
      worths[at] = worth;
      if (places.length === count) most = worths[count - 1] ?? most;
    }
  }
  return places;
}

/** Importance is 10 at most, so that any reflection outlasts all else. */
function worthOf(item: MemoryItem | undefined, turnsSince: number): number {
  if (item === undefined) return 0;
  const worth = item.importance * recency(turnsSince);
  return item.kind === 'reflection' ? worth + 100 : worth;
}

function someBetween(numbers: ReadonlySet<number>, from: number, to: number): boolean {
  for (const number of numbers) if (number >= from && number < to) return true;
  return false;
}

/** Neighbours that fit on one page become one, so that there are never many pages. */
function joinThinPages(pages: (readonly MemoryItem[])[], lastAccess: (readonly number[])[]): void {
  for (let p = pages.length - 1; p > 0; p -= 1) {
    const [before, after] = [pages[p - 1] ?? [], pages[p] ?? []];
    if (before.length + after.length > PAGE_SIZE) continue;
    pages.splice(p - 1, 2, [...before, ...after]);
    lastAccess.splice(p - 1, 2, [...(lastAccess[p - 1] ?? []), ...(lastAccess[p] ?? [])]);
  }
}

/** What makes an event matter to somebody. */
export interface ImportanceFactors {
  /** They did it, or it was aimed at them. */
  readonly isOwn?: boolean;
  /** An attack, a betrayal or an injury. */
  readonly isHarm?: boolean;
  readonly isDiscovery?: boolean;
  /** It involves somebody for whom their |affinity| is above .5. */
  readonly isClose?: boolean;
  /** It was brought about by a trigger. */
  readonly isTriggered?: boolean;
  /** It is bad news, for somebody with a negativity bias of 0..1. */
  readonly isNegative?: boolean;
  readonly negativity?: number;
}

/**
 * Importance 1..10: 2, + 2 if own, + 2 for harm, + 1 for a discovery, + 1 if it involves somebody close, + 2 for a
 * trigger event; what is negative times 1 + .5*negativity.
 */
export function importanceOf(event: ImportanceFactors): number {
  let sum = 2;
  if (event.isOwn) sum += 2;
  if (event.isHarm) sum += 2;
  if (event.isDiscovery) sum += 1;
  if (event.isClose) sum += 1;
  if (event.isTriggered) sum += 2;
  sum *= importanceFactor({ negativity: event.negativity ?? 0 }, event.isNegative === true);
  return round6(clamp(sum, 1, 10));
}
