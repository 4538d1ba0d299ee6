import type { Json } from '../json.js';

/**
 * A value, how reliably it is or was held (0..1), from which story time in seconds, on whose word, and from which event
 * on. A tuple, because a state holds thousands of them. Of a value that was given up, the reliability is the one at
 * its end.
 */
export type Held = readonly [
  value: Json,
  reliability: number,
  since: number,
  source: string,
  eventId: string,
];

/** A history with one more value at its end: the first ever and the last `kept` stay. */
export function withPast(past: readonly Held[] | undefined, value: Held, kept: number): readonly Held[] {
  if (past === undefined) return [value];
  if (past.length <= kept) return [...past, value];
  return [...past.slice(0, 1), ...past.slice(past.length - kept + 1), value];
}

/** The value in force at a time, as far as the history is kept; `undefined` before the first. */
export function pastAt(past: readonly Held[] | undefined, at: number): Held | undefined {
  return past?.findLast(([, , since]) => since <= at);
}

/** Whether two values are the same JSON; the order of keys doesn't matter. */
export function sameValue(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return left.size === right.size && [...left].every(([key, value]) => sameValue(value, right.get(key)));
}
