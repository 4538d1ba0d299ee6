import { canonicalJson, sorted } from '../canonical-json.js';
import type { Json } from '../json.js';
import { keysWritten } from '../reality/bounded-draft.js';
import { nameText, textInQuotes } from './quoted-words.js';
import { isList, isObject, type JsonList, type JsonObject } from './state-delta.js';

/**
 * The delta from one plain-JSON state to another, written straight away as what is hashed and stored: canonical JSON.
 * Nearly all of it is small (a belief that was renewed, a memory more), so that to lay it out as objects, put those in
 * order and turn them into JSON would take far longer than to compare the states.
 */

/** The `ObjectDelta` that leads from `before` to `after` as canonical JSON; undefined when they are equal. */
export function deltaText(before: object, after: object): string | undefined {
  const writer = new DeltaWriter();
  return writer.objectDelta(before as JsonObject, after as JsonObject) ? writer.text : undefined;
}

/** That a value is told as a whole. */
const WHOLE = Symbol('whole');

/**
 * One text that only ever grows at its end, but for what turns out not to be worth writing: there it goes back to what
 * it was before. Far fewer texts are made so than by putting together those of all branches.
 */
class DeltaWriter {
  text = '';

  /** Whether the two differ: the delta between them has been written then. */
  objectDelta(before: JsonObject, after: JsonObject): boolean {
    let changed = false;
    let set: string[] | undefined;
    let removed: string[] | undefined;
    for (const name of namesThatMayDiffer(before, after)) {
      const value = ownMember(after, name);
      const was = ownMember(before, name);
      if (was === value) continue;
      if (value === undefined) {
        removed ??= [];
        removed.push(name);
        continue;
      }
      const start = this.text;
      if (was !== undefined && typeof was === 'object' && typeof value === 'object') {
        this.text += changed ? nameText(name).next : nameText(name).changed;
        const differs = this.difference(was, value);
        if (differs === true) {
          changed = true;
          continue;
        }
        this.text = start;
        if (differs === false) continue;
      }
      set ??= [];
      set.push(name);
    }
    if (!changed && set === undefined && removed === undefined) return false;
    if (changed) this.text += '}';
    if (removed !== undefined) this.text += `${changed ? ',' : '{'}"remove":${canonicalJson(removed)}`;
    if (set !== undefined) {
      this.text += changed || removed !== undefined ? ',"set":{' : '{"set":{';
      this.#members(after, set);
    }
    this.text += '}';
    return true;
  }

  /** Whether there is a delta between two objects or lists, which has been written then, or no less than the later one. */
  difference(before: Json, after: Json): boolean | typeof WHOLE {
    if (before === after) return false;
    if (isList(before)) return isList(after) ? this.#listDelta(before, after) : WHOLE;
    return isObject(before) && isObject(after) ? this.objectDelta(before, after) : WHOLE;
  }

  value(value: Json): void {
    if (typeof value === 'string') this.text += textInQuotes(value);
    else if (typeof value === 'number' && Number.isFinite(value)) this.text += value;
    else if (typeof value === 'boolean') this.text += value ? 'true' : 'false';
    // What is short is sooner written than handed over to the runtime.
    else if (isList(value) && isBrief(value)) this.list(value);
    else this.text += canonicalJson(value);
  }

  list(list: JsonList): void {
    let before = '[';
    for (const item of list) {
      this.text += before;
      before = ',';
      this.value(item);
    }
    this.text += before === '[' ? '[]' : ']';
  }

  #members(object: JsonObject, names: readonly string[]): void {
    let isFirst = true;
    for (const name of names) {
      this.text += isFirst ? nameText(name).first : nameText(name).next;
      isFirst = false;
      this.value(object[name] as Json);
    }
    this.text += '}';
  }

  #listDelta(before: JsonList, after: JsonList): boolean | typeof WHOLE {
    const shorter = Math.min(before.length, after.length);
    let head = 0;
    while (head < shorter && before[head] === after[head]) head += 1;
    if (head === before.length && head === after.length) return false;
    if (isBrief(before)) return WHOLE;
    let tail = 0;
    const [lastBefore, lastAfter] = [before.length - 1, after.length - 1];
    while (tail < shorter - head && before[lastBefore - tail] === after[lastAfter - tail]) tail += 1;
    const parts = new Parts(before, this);
    parts.keep(0, head);
    diffMiddle(parts, before, head, before.length - tail, after, head, after.length - tail);
    parts.keep(before.length - tail, tail);
    return parts.end();
  }
}

/** In order. What a draft wrote is known; of other objects all members are looked at. */
function namesThatMayDiffer(before: JsonObject, after: JsonObject): readonly string[] {
  const written = keysWritten(before, after);
  if (written !== undefined) return sorted([...written]);
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
  if (all.length === shared) return inOrder ? names : sorted(names);
  for (const name of all) if (!Object.hasOwn(after, name)) names.push(name);
  return sorted(names);
}

/**
 * Ids are words that users choose, `constructor` among them: only own members count. All that objects inherit are
 * functions, and `__proto__`.
 */
function ownMember(object: JsonObject, name: string): Json | undefined {
  const value = object[name];
  if (typeof value !== 'function' && name !== '__proto__') return value;
  return Object.hasOwn(object, name) ? value : undefined;
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

/** The parts of a list's delta, written as soon as it is clear where they end. */
class Parts {
  readonly #before: JsonList;
  readonly #writer: DeltaWriter;
  /** What had been written before them. */
  readonly #start: string;
  /** The last part, as long as it may grow: items that are kept, or added. */
  #keptFrom = 0;
  #kept = 0;
  #added: Json[] | undefined;
  /** How many plain values are pointed at; an object counts as enough of them. */
  #saved = 0;
  #isFirst = true;

  constructor(before: JsonList, writer: DeltaWriter) {
    this.#before = before;
    this.#writer = writer;
    this.#start = writer.text;
  }

  keep(from: number, count: number): void {
    if (count === 0) return;
    this.#saved += typeof this.#before[from] === 'object' ? WORTH_POINTING_AT : count;
    if (this.#kept > 0 && this.#keptFrom + this.#kept === from) {
      this.#kept += count;
      return;
    }
    this.#endPart();
    this.#keptFrom = from;
    this.#kept = count;
  }

  add(item: Json): void {
    if (this.#added !== undefined) {
      this.#added.push(item);
      return;
    }
    this.#endPart();
    this.#added = [item];
  }

  /** An item instead of the one at an index before. */
  replace(at: number, item: Json): void {
    const was = this.#before[at];
    if (was === item) {
      this.keep(at, 1);
      return;
    }
    if (typeof was !== 'object' || typeof item !== 'object') {
      this.add(item);
      return;
    }
    const start = this.#writer.text;
    this.#writePart();
    this.#writer.text += `${this.#isFirst && this.#isNone() ? LIST_CHANGED : ','}{"at":${at},"delta":`;
    const differs = this.#writer.difference(was, item);
    if (differs === true) {
      this.#writer.text += '}';
      this.#saved += WORTH_POINTING_AT;
      this.#forgetPart();
      return;
    }
    this.#writer.text = start;
    if (differs === WHOLE) this.add(item);
    else this.keep(at, 1);
  }

  /** Whether the parts lead to another list than that before, or no less than that list is worth writing. */
  end(): boolean | typeof WHOLE {
    if (this.#isFirst && this.#added === undefined && this.#kept === this.#before.length) return false;
    if (this.#saved < WORTH_POINTING_AT) {
      this.#writer.text = this.#start;
      return WHOLE;
    }
    this.#writePart();
    this.#writer.text += ']}';
    return true;
  }

  #isNone(): boolean {
    return this.#kept === 0 && this.#added === undefined;
  }

  #endPart(): void {
    if (this.#isNone()) return;
    this.#writePart();
    this.#forgetPart();
  }

  #forgetPart(): void {
    this.#isFirst = false;
    this.#kept = 0;
    this.#added = undefined;
  }

  #writePart(): void {
    if (this.#isNone()) return;
    const writer = this.#writer;
    writer.text += this.#isFirst ? LIST_CHANGED : ',';
    if (this.#added === undefined) {
      writer.text += `{"keep":[${this.#keptFrom},${this.#kept}]}`;
      return;
    }
    writer.text += '{"add":';
    writer.list(this.#added);
    writer.text += '}';
  }
}

const LIST_CHANGED = '{"items":[';
