import type { Json } from '../json.js';
import type { BeliefEntry } from '../reality/belief-store.js';
import type { MemoryStore } from '../reality/memory.js';
import { byCodeUnit, sortedKeys } from './numbers.js';
import type { SimulationState } from './state.js';
import { stateText } from './state-text.js';

/**
 * How large a state may grow. Every part of it has a bound of its own, and a cast of six stays far below this one; a model
 * that concludes at length, or a wider cast, could still fill it. Then the oldest of what nobody acts on any more goes
 * first: values that are no longer believed, then memories.
 */

/** Bytes of a state as it is stored. */
export const STATE_BOUND = 8 * 1024 * 1024;
/** What is dropped makes room for the turns until the next look. */
const LEFT_AFTER = 0.75;
const LOOKED_AT_EVERY = 10;

/** What a state lost because it had grown too large. */
export interface Trimmed {
  readonly kind: 'state_trimmed';
  /** Size before, bytes. */
  readonly bytes: number;
  readonly retiredBeliefs: number;
  readonly memories: number;
}

/** Whether a state is to be looked at after this turn. */
export function isLookedAt(turn: number): boolean {
  return turn % LOOKED_AT_EVERY === 0;
}

/** The state, without the oldest retired beliefs and memories if it is larger than the bound, and then what it lost. */
export function withinBound(
  state: SimulationState,
  bound = STATE_BOUND,
): { readonly state: SimulationState; readonly trimmed?: Trimmed } {
  if ((most.get(state) ?? Number.POSITIVE_INFINITY) <= bound) return { state };
  const text = stateText(state);
  if (BYTES_EACH * text.length <= bound) {
    noteSize(state, text);
    return { state };
  }
  const bytes = textBytes(text);
  most.set(state, bytes);
  if (bytes <= bound) return { state };
  const retired = withoutRetired(state, bytes - bound * LEFT_AFTER);
  const forgotten = withoutMemories(retired.state, bytes - bound * LEFT_AFTER - retired.freed);
  return {
    state: forgotten.state,
    trimmed: {
      kind: 'state_trimmed',
      bytes,
      retiredBeliefs: retired.dropped,
      memories: forgotten.dropped,
    },
  };
}

/** What states come to at most, bytes: a bound on what a turn adds is far cheaper than measuring a whole state again. */
const most = new WeakMap<SimulationState, number>();
/** A character of JSON comes to three bytes at most. */
const BYTES_EACH = 3;
const HASH_BYTES = 128;

/** Notes what a state comes to as JSON. */
export function noteSize(state: SimulationState, json: string): void {
  most.set(state, BYTES_EACH * json.length);
}

/** Notes that a delta, as JSON, leads from one state to another: what is new in that one stands in it. */
export function noteGrowth(before: SimulationState, after: SimulationState, delta: string): void {
  const bytes = most.get(before);
  if (bytes !== undefined) most.set(after, bytes + BYTES_EACH * delta.length + HASH_BYTES);
}

interface Cut {
  readonly state: SimulationState;
  /** Bytes. */
  readonly freed: number;
  readonly dropped: number;
}

/** Something that may go: whose it is, where it stands there, how old it is and how large. */
interface Old {
  readonly owner: string;
  readonly place: string;
  readonly time: number;
  readonly bytes: number;
}

function withoutRetired(state: SimulationState, excess: number): Cut {
  const { stores } = state.beliefs;
  const old = sortedKeys(stores).flatMap((owner) =>
    sortedKeys(stores[owner]?.entries ?? {}).flatMap((key) =>
      (stores[owner]?.entries[key]?.past ?? []).map(
        (held, index): Old => ({ owner, place: `${key}#${index}`, time: held[2], bytes: bytesOf(held) }),
      ),
    ),
  );
  const { gone, freed, dropped } = oldest(old, excess);
  if (dropped === 0) return { state, freed, dropped };
  const trimmed = Object.fromEntries(
    [...gone].map(([owner, places]) => {
      const store = stores[owner] ?? { entries: {}, hypotheses: {} };
      const entries = Object.fromEntries(
        Object.entries(store.entries).map(([key, entry]) => [key, withoutPast(entry, key, places)]),
      );
      return [owner, { ...store, entries }];
    }),
  );
  return {
    state: { ...state, beliefs: { ...state.beliefs, stores: { ...stores, ...trimmed } } },
    freed,
    dropped,
  };
}

function withoutPast(entry: BeliefEntry, key: string, places: ReadonlySet<string>): BeliefEntry {
  if (entry.past === undefined) return entry;
  const { past, ...rest } = entry;
  const left = past.filter((_, index) => !places.has(`${key}#${index}`));
  return left.length === past.length ? entry : left.length === 0 ? rest : { ...rest, past: left };
}

function withoutMemories(state: SimulationState, excess: number): Cut {
  const { memories } = state;
  const old = sortedKeys(memories).flatMap((owner) =>
    (memories[owner]?.pages ?? []).flatMap((page, p) =>
      page.map((item, i): Old => ({ owner, place: `${p}/${i}`, time: item.time, bytes: bytesOf(item) })),
    ),
  );
  const { gone, freed, dropped } = oldest(old, excess);
  if (dropped === 0) return { state, freed, dropped };
  const trimmed = Object.fromEntries(
    [...gone].flatMap(([owner, places]) => {
      const store = memories[owner];
      return store === undefined ? [] : [[owner, withoutItems(store, places)]];
    }),
  );
  return { state: { ...state, memories: { ...memories, ...trimmed } }, freed, dropped };
}

function withoutItems(store: MemoryStore, places: ReadonlySet<string>): MemoryStore {
  const stays = (p: number) => (_: unknown, i: number) => !places.has(`${p}/${i}`);
  return {
    ...store,
    pages: store.pages.map((page, p) => page.filter(stays(p))).filter((page) => page.length > 0),
    lastAccess: store.lastAccess.map((turns, p) => turns.filter(stays(p))).filter(({ length }) => length > 0),
  };
}

/** As many of the oldest as free the excess, by owner; ties by owner and place. */
function oldest(
  all: readonly Old[],
  excess: number,
): {
  readonly gone: ReadonlyMap<string, ReadonlySet<string>>;
  readonly freed: number;
  readonly dropped: number;
} {
  const gone = new Map<string, Set<string>>();
  let freed = 0;
  let dropped = 0;
  const inOrder = all.toSorted(
    (a, b) => a.time - b.time || byCodeUnit(a.owner, b.owner) || byCodeUnit(a.place, b.place),
  );
  for (const { owner, place, bytes } of inOrder) {
    if (freed >= excess) break;
    const places = gone.get(owner) ?? new Set();
    gone.set(owner, places.add(place));
    freed += bytes;
    dropped += 1;
  }
  return { gone, freed, dropped };
}

/** Bytes of a value as JSON in UTF-8. */
export function storedBytes(value: unknown): number {
  return value === undefined ? 0 : textBytes(JSON.stringify(value));
}

function bytesOf(value: object | Json): number {
  return storedBytes(value) + 1;
}

function textBytes(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x80) continue;
    // The halves of a surrogate pair come to four bytes together.
    bytes += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}
