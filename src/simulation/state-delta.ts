import type { Json } from '../json.js';
import { keysWritten } from '../reality/bounded-draft.js';
import { byCodeUnit } from './numbers.js';

/**
 * What one plain-JSON state has that the one before it hasn't, so that a turn's commit writes what the turn changed and
 * not a whole state. Branches that both share are told by reference and never walked.
 */
export type Delta = ObjectDelta | ListDelta;

export interface ObjectDelta {
  /** Members that are new, or changed as a whole. */
  readonly set?: Readonly<Record<string, Json>>;
  /** Members that changed in part. */
  readonly change?: Readonly<Record<string, Delta>>;
  readonly remove?: readonly string[];
}

/** A list put together anew, part after part. */
export interface ListDelta {
  readonly items: readonly ListPart[];
}

export type ListPart =
  /** So many items of the list before, from an index on. */
  | { readonly keep: readonly [from: number, count: number] }
  | { readonly add: readonly Json[] }
  /** The item at an index of the list before, changed. */
  | { readonly at: number; readonly delta: Delta };

type JsonObject = Readonly<Record<string, Json>>;
type JsonList = readonly Json[];

/** The delta that leads from `before` to `after`; undefined when they are equal. */
export function diffStates(before: object, after: object): ObjectDelta | undefined {
  return diffObjects(before as JsonObject, after as JsonObject);
}

/** The state that `delta` leads to; branches that it doesn't touch are shared with `before`. */
export function applyDelta<State extends object>(before: State, delta: Delta): State {
  return patched(before as Json, delta) as State;
}

/** That a value is told as a whole. */
const WHOLE = Symbol('whole');
type Difference = Delta | typeof WHOLE | undefined;

function diffValues(before: Json, after: Json): Difference {
  if (before === after) return undefined;
  if (isList(before)) return isList(after) ? diffLists(before, after) : WHOLE;
  return isObject(before) && isObject(after) ? diffObjects(before, after) : WHOLE;
}

function diffObjects(before: JsonObject, after: JsonObject): ObjectDelta | undefined {
  const changes = new Changes(before);
  const written = keysWritten(before, after);
  if (written !== undefined) {
    // In the order of canonical JSON, which a delta is hashed and stored as.
    for (const key of [...written].sort()) changes.look(key, after[key]);
    return changes.delta();
  }
  let shared = 0;
  for (const key in after) if (changes.look(key, after[key])) shared += 1;
  const keys = Object.keys(before);
  if (keys.length !== shared) {
    for (const key of keys) if (!Object.hasOwn(after, key)) changes.look(key, undefined);
  }
  return changes.delta();
}

/** The members in which two objects differ, as they are found. */
class Changes {
  #set: Record<string, Json> | undefined;
  #change: Record<string, Delta> | undefined;
  #remove: string[] | undefined;

  constructor(private readonly before: JsonObject) {}

  /** Compares one member, whose value is now `value`; whether there was one before. */
  look(key: string, value: Json | undefined): boolean {
    const { before } = this;
    // No value is the same as what every object inherits: whose it is matters only when the two differ.
    const was = before[key] === value || Object.hasOwn(before, key) ? before[key] : undefined;
    if (was === value) return was !== undefined;
    if (value === undefined) {
      this.#remove ??= [];
      this.#remove.push(key);
      return true;
    }
    const difference = was === undefined ? WHOLE : diffValues(was, value);
    if (difference === undefined) return true;
    if (difference === WHOLE) {
      this.#set ??= members();
      this.#set[key] = value;
    } else {
      this.#change ??= members();
      this.#change[key] = difference;
    }
    return was !== undefined;
  }

  delta(): ObjectDelta | undefined {
    const [set, change, remove] = [this.#set, this.#change, this.#remove];
    if (set === undefined && change === undefined && remove === undefined) return undefined;
    const delta: { -readonly [Part in keyof ObjectDelta]: ObjectDelta[Part] } = {};
    // The order of canonical JSON here too.
    if (change !== undefined) delta.change = change;
    if (remove !== undefined) delta.remove = remove.sort(byCodeUnit);
    if (set !== undefined) delta.set = set;
    return delta;
  }
}

/**
 * For members of any name: ids are words that users choose, `__proto__` among them, and most are new every turn. Without
 * a prototype all are members like any other, and the runtime doesn't work out a layout for each set of names.
 */
function members<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

function diffLists(before: JsonList, after: JsonList): Difference {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  if (head === before.length && head === after.length) return undefined;
  if (isBrief(before)) return WHOLE;
  let tail = 0;
  const [lastBefore, lastAfter] = [before.length - 1, after.length - 1];
  while (tail < shorter - head && before[lastBefore - tail] === after[lastAfter - tail]) tail += 1;
  const parts = new Parts(before);
  parts.keep(0, head);
  diffMiddle(parts, before, head, before.length - tail, after, head, after.length - tail);
  parts.keep(before.length - tail, tail);
  return parts.change();
}

/** Whether nothing of a list is worth pointing at. */
function isBrief(list: JsonList): boolean {
  return list.length < WORTH_POINTING_AT && list.every((item) => typeof item !== 'object');
}

/**
 * Items that are the very same are followed to where they stand now; what lies between two runs of them is compared one
 * by one with what lay there before.
 */
function diffMiddle(
  parts: Parts,
  before: JsonList,
  from: number,
  end: number,
  after: JsonList,
  start: number,
  stop: number,
): void {
  let next = from;
  let gap = start;
  let index = start;
  while (index < stop) {
    const place = placeOf(after[index], before, next, from, end);
    if (place === undefined) {
      index += 1;
      continue;
    }
    diffGap(parts, next, place, after, gap, index);
    let count = 1;
    while (place + count < end && index + count < stop && before[place + count] === after[index + count]) {
      count += 1;
    }
    parts.keep(place, count);
    next = place + count;
    index += count;
    gap = index;
  }
  diffGap(parts, next, end, after, gap, stop);
}

/** Items from `gap` to `stop`, which stand where those of the list before from `next` to `bound` stood. */
function diffGap(
  parts: Parts,
  next: number,
  bound: number,
  after: JsonList,
  gap: number,
  stop: number,
): void {
  for (let index = gap; index < stop; index += 1) {
    const at = next + index - gap;
    const item = after[index] as Json;
    if (at < bound) parts.replace(at, item);
    else parts.add(item);
  }
}

/** Where an object stood between two indexes of the list before; most often where it was to be expected. */
function placeOf(
  item: Json | undefined,
  before: JsonList,
  expected: number,
  from: number,
  end: number,
): number | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  if (expected < end && before[expected] === item) return expected;
  const place = before.indexOf(item, from);
  return place === -1 || place >= end ? undefined : place;
}

/** A few words and numbers are sooner written anew than pointed at. */
const WORTH_POINTING_AT = 8;

/** The parts of a list's delta as they are found. */
class Parts {
  readonly #before: JsonList;
  readonly #items: ListPart[] = [];
  /** The last parts, as long as they may grow. */
  #kept: [from: number, count: number] | undefined;
  #added: Json[] | undefined;
  /** How many plain values are pointed at; an object counts as enough of them. */
  #saved = 0;

  constructor(before: JsonList) {
    this.#before = before;
  }

  keep(from: number, count: number): void {
    if (count === 0) return;
    this.#saved += typeof this.#before[from] === 'object' ? WORTH_POINTING_AT : count;
    this.#added = undefined;
    if (this.#kept !== undefined && this.#kept[0] + this.#kept[1] === from) {
      this.#kept[1] += count;
      return;
    }
    this.#kept = [from, count];
    this.#items.push({ keep: this.#kept });
  }

  add(item: Json): void {
    this.#kept = undefined;
    if (this.#added !== undefined) {
      this.#added.push(item);
      return;
    }
    this.#added = [item];
    this.#items.push({ add: this.#added });
  }

  /** An item instead of the one at an index before. */
  replace(at: number, item: Json): void {
    const was = this.#before[at];
    const difference = was === undefined ? WHOLE : diffValues(was, item);
    if (difference === undefined) {
      this.keep(at, 1);
      return;
    }
    if (difference === WHOLE) {
      this.add(item);
      return;
    }
    this.#saved += WORTH_POINTING_AT;
    this.#kept = undefined;
    this.#added = undefined;
    this.#items.push({ at, delta: difference });
  }

  /** What leads to the list that these are the parts of. */
  change(): Difference {
    const [first] = this.#items;
    const isSame = first !== undefined && 'keep' in first && first.keep[1] === this.#before.length;
    if (isSame && this.#items.length === 1) return undefined;
    return this.#saved < WORTH_POINTING_AT ? WHOLE : { items: this.#items };
  }
}

function patched(before: Json, delta: Delta): Json {
  if ('items' in delta) return delta.items.flatMap((part) => itemsOf(part, isList(before) ? before : []));
  const object = new Map(isObject(before) ? Object.entries(before) : []);
  for (const key of delta.remove ?? []) object.delete(key);
  for (const [key, value] of Object.entries(delta.set ?? {})) object.set(key, value);
  for (const [key, change] of Object.entries(delta.change ?? {})) {
    object.set(key, patched(object.get(key) ?? {}, change));
  }
  // Entries make own members of all keys, `__proto__` too.
  return Object.fromEntries(object);
}

function itemsOf(part: ListPart, before: JsonList): JsonList {
  if ('add' in part) return part.add;
  if ('at' in part) return [patched(before[part.at] ?? null, part.delta)];
  const [from, count] = part.keep;
  return before.slice(from, from + count);
}

function isList(value: Json): value is JsonList {
  return Array.isArray(value);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
