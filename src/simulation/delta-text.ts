import { canonicalJson, canonicalString } from '../canonical-json.js';
import type { Json } from '../json.js';
import { keysWritten } from '../reality/bounded-draft.js';
import { isList, isObject, type JsonList, type JsonObject } from './state-delta.js';

/**
 * The delta from one plain-JSON state to another, written straight away as what is hashed and stored: canonical JSON.
 * Nearly all of it is small (a belief that was renewed, a memory more), so that to lay it out as objects, put those in
 * order and turn them into JSON would take far longer than to compare the states.
 */

/** The `ObjectDelta` that leads from `before` to `after` as canonical JSON; undefined when they are equal. */
export function deltaText(before: object, after: object): string | undefined {
  return objectDelta(before as JsonObject, after as JsonObject);
}

/** That a value is told as a whole. */
const WHOLE = Symbol('whole');
/** What is between two values: a delta as JSON, nothing, or no less than the later one. */
type Difference = string | typeof WHOLE | undefined;

function differenceBetween(before: Json, after: Json): Difference {
  if (before === after) return undefined;
  if (isList(before)) return isList(after) ? listDelta(before, after) : WHOLE;
  return isObject(before) && isObject(after) ? objectDelta(before, after) : WHOLE;
}

function objectDelta(before: JsonObject, after: JsonObject): string | undefined {
  let change = '';
  let set = '';
  const removed: string[] = [];
  for (const name of namesThatMayDiffer(before, after)) {
    const value = ownMember(after, name);
    const was = ownMember(before, name);
    if (was === value) continue;
    if (value === undefined) {
      removed.push(name);
      continue;
    }
    const differs = was === undefined ? WHOLE : differenceBetween(was, value);
    if (differs === undefined) continue;
    if (differs === WHOLE) set += `${set === '' ? '' : ','}${canonicalString(name)}:${textOf(value)}`;
    else change += `${change === '' ? '' : ','}${canonicalString(name)}:${differs}`;
  }
  let text = '';
  if (change !== '') text = `{"change":{${change}}`;
  if (removed.length > 0) text += `${text === '' ? '{' : ','}"remove":${canonicalJson(removed)}`;
  if (set !== '') text += `${text === '' ? '{' : ','}"set":{${set}}`;
  return text === '' ? undefined : `${text}}`;
}

/** In order. What a draft wrote is known; of other objects all members are looked at. */
function namesThatMayDiffer(before: JsonObject, after: JsonObject): readonly string[] {
  const written = keysWritten(before, after);
  if (written !== undefined) return [...written].sort();
  const names: string[] = [];
  let last = '';
  let inOrder = true;
  let shared = 0;
  for (const name in after) {
    const value = after[name];
    if (before[name] === value && value !== undefined) {
      shared += 1;
      continue;
    }
    names.push(name);
    if (name < last) inOrder = false;
    last = name;
    if (Object.hasOwn(before, name)) shared += 1;
  }
  const all = Object.keys(before);
  if (all.length === shared) return inOrder ? names : names.sort();
  for (const name of all) if (!Object.hasOwn(after, name)) names.push(name);
  return names.sort();
}

/** Ids are words that users choose, `constructor` among them: only own members count. */
function ownMember(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function textOf(value: Json): string {
  if (typeof value === 'string') return canonicalString(value);
  if (typeof value === 'number' && Number.isFinite(value)) return `${value}`;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  // What is short is sooner written than handed over to the runtime.
  return isList(value) && isBrief(value) ? listText(value) : canonicalJson(value);
}

function listText(list: JsonList): string {
  let text = '';
  for (const item of list) text += `${text === '' ? '' : ','}${textOf(item)}`;
  return `[${text}]`;
}

function listDelta(before: JsonList, after: JsonList): Difference {
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
  if (list.length >= WORTH_POINTING_AT) return false;
  for (const item of list) if (typeof item === 'object') return false;
  return true;
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

/** As a `ListPart`, the delta of an item as JSON. */
type Part =
  | { readonly keep: readonly [from: number, count: number] }
  | { readonly add: readonly Json[] }
  | { readonly at: number; readonly delta: string };

function partText(part: Part): string {
  if ('keep' in part) return `{"keep":[${part.keep[0]},${part.keep[1]}]}`;
  if ('add' in part) return `{"add":${listText(part.add)}}`;
  return `{"at":${part.at},"delta":${part.delta}}`;
}

/** The parts of a list's delta as they are found. */
class Parts {
  readonly #before: JsonList;
  readonly #items: Part[] = [];
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
    const differs = was === undefined ? WHOLE : differenceBetween(was, item);
    if (differs === undefined) {
      this.keep(at, 1);
      return;
    }
    if (differs === WHOLE) {
      this.add(item);
      return;
    }
    this.#saved += WORTH_POINTING_AT;
    this.#kept = undefined;
    this.#added = undefined;
    this.#items.push({ at, delta: differs });
  }

  /** What leads to the list that these are the parts of. */
  change(): Difference {
    const [first] = this.#items;
    const isSame = first !== undefined && 'keep' in first && first.keep[1] === this.#before.length;
    if (isSame && this.#items.length === 1) return undefined;
    if (this.#saved < WORTH_POINTING_AT) return WHOLE;
    return `{"items":[${this.#items.map(partText).join(',')}]}`;
  }
}
