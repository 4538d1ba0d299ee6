import type { Json } from '../json.js';

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

export type JsonObject = Readonly<Record<string, Json>>;
export type JsonList = readonly Json[];

/** The state that `delta` leads to; branches that it doesn't touch are shared with `before`. */
export function applyDelta<State extends object>(before: State, delta: Delta): State {
  return patched(before as Json, delta) as State;
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

export function isList(value: Json): value is JsonList {
  return Array.isArray(value);
}

export function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
