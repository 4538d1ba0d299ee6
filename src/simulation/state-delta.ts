import type { Json } from '../json.js';
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

/** A list that lost items at its head, changed some and grew at its end. */
export interface ListDelta {
  readonly drop: number;
  /** By index after the drop. */
  readonly change?: Readonly<Record<string, Delta>>;
  readonly set?: Readonly<Record<string, Json>>;
  readonly append?: readonly Json[];
  /** Items to cut off at the end, before any is appended. */
  readonly cut?: number;
}

type JsonObject = Readonly<Record<string, Json>>;

/** The delta that leads from `before` to `after`; undefined when they are equal. */
export function diffStates(before: object, after: object): ObjectDelta | undefined {
  return diffObjects(before as JsonObject, after as JsonObject);
}

/** The state that `delta` leads to; branches that it doesn't touch are shared with `before`. */
export function applyDelta<State extends object>(before: State, delta: Delta): State {
  return patched(before as Json, delta) as State;
}

type ValueChange = { readonly delta: Delta } | { readonly value: Json };

function diffValues(before: Json, after: Json): ValueChange | undefined {
  if (before === after) return undefined;
  if (isObject(before) && isObject(after)) {
    const delta = diffObjects(before, after);
    return delta === undefined ? undefined : { delta };
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const delta = diffLists(before, after);
    return delta === undefined ? undefined : { delta };
  }
  return { value: after };
}

function diffObjects(before: JsonObject, after: JsonObject): ObjectDelta | undefined {
  const changes = new Changes();
  for (const key in after) {
    const value = after[key];
    const was = Object.hasOwn(before, key) ? before[key] : undefined;
    if (was === value || value === undefined) continue;
    changes.note(key, was === undefined ? { value } : diffValues(was, value));
  }
  const removed: string[] = [];
  for (const key in before) {
    if (before[key] !== undefined && (!Object.hasOwn(after, key) || after[key] === undefined)) {
      removed.push(key);
    }
  }
  const parts = changes.parts();
  if (parts === undefined && removed.length === 0) return undefined;
  return { ...parts, ...(removed.length === 0 ? {} : { remove: removed.sort(byCodeUnit) }) };
}

function diffLists(before: readonly Json[], after: readonly Json[]): ListDelta | undefined {
  const first = after[0];
  const found = first === undefined ? before.length : before.indexOf(first);
  const drop = Math.max(0, found);
  const kept = Math.min(before.length - drop, after.length);
  const changes = new Changes();
  for (let index = 0; index < kept; index += 1) {
    const was = before[index + drop];
    const value = after[index];
    if (was === value || was === undefined || value === undefined) continue;
    changes.note(String(index), diffValues(was, value));
  }
  const cut = before.length - drop - kept;
  const appended = after.slice(kept);
  const parts = changes.parts();
  if (drop === 0 && cut === 0 && appended.length === 0 && parts === undefined) return undefined;
  return {
    drop,
    ...parts,
    ...(cut === 0 ? {} : { cut }),
    ...(appended.length === 0 ? {} : { append: appended }),
  };
}

/** Changed members as they are found, and their two kinds with sorted keys. */
class Changes {
  readonly #set = new Map<string, Json>();
  readonly #change = new Map<string, Delta>();

  note(key: string, change: ValueChange | undefined): void {
    if (change === undefined) return;
    if ('delta' in change) this.#change.set(key, change.delta);
    else this.#set.set(key, change.value);
  }

  parts(): Pick<ObjectDelta, 'set' | 'change'> | undefined {
    const set = sorted(this.#set);
    const change = sorted(this.#change);
    if (set === undefined && change === undefined) return undefined;
    return { ...(set === undefined ? {} : { set }), ...(change === undefined ? {} : { change }) };
  }
}

function sorted<Value>(members: ReadonlyMap<string, Value>): Record<string, Value> | undefined {
  return members.size === 0
    ? undefined
    : Object.fromEntries([...members].sort(([a], [b]) => byCodeUnit(a, b)));
}

function patched(before: Json, delta: Delta): Json {
  if ('drop' in delta) {
    const list = (Array.isArray(before) ? before : []).slice(delta.drop);
    if (delta.cut !== undefined) list.length -= delta.cut;
    for (const [index, value] of Object.entries(delta.set ?? {})) list[Number(index)] = value;
    for (const [index, change] of Object.entries(delta.change ?? {})) {
      list[Number(index)] = patched(list[Number(index)] ?? null, change);
    }
    return [...list, ...(delta.append ?? [])];
  }
  const object = new Map(isObject(before) ? Object.entries(before) : []);
  for (const key of delta.remove ?? []) object.delete(key);
  for (const [key, value] of Object.entries(delta.set ?? {})) object.set(key, value);
  for (const [key, change] of Object.entries(delta.change ?? {})) {
    object.set(key, patched(object.get(key) ?? {}, change));
  }
  // Ids are words that users choose, `__proto__` among them: entries make own members of them all.
  return Object.fromEntries(object);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
