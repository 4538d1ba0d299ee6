import type { Json } from '../json.js';

/** A value that somebody once held, or that was once true, as it stood when another took its place. */
export interface PastValue {
  readonly value: Json;
  /** 0..1, as it was when the value was given up. */
  readonly reliability: number;
  /** Story time in seconds from which it was held. */
  readonly since: number;
  readonly source: string;
  /** Event it came from. */
  readonly eventId: string;
}

/** How many past values are kept besides the very first. */
export const PAST_KEPT = 8;

/** A history with one more value at its end: the first value ever and the last eight stay. */
export function withPast(past: readonly PastValue[] | undefined, value: PastValue): readonly PastValue[] {
  if (past === undefined) return [value];
  if (past.length <= PAST_KEPT) return [...past, value];
  return [...past.slice(0, 1), ...past.slice(past.length - PAST_KEPT + 1), value];
}

/** The value in force at a time, of those given up; `undefined` before the first. */
export function pastAt(past: readonly PastValue[] | undefined, at: number): PastValue | undefined {
  return past?.findLast(({ since }) => since <= at);
}

/** Whether two values are the same JSON; the order of keys doesn't matter. */
export function sameValue(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return left.size === right.size && [...left].every(([key, value]) => sameValue(value, right.get(key)));
}
