/**
 * Arithmetic of stored numbers: + - * /, min, max and rounding only, so that every machine computes the same bytes.
 */

/** Rounds half up to 6 decimals, the precision of everything that is stored; never gives -0. */
export function round6(value: number): number {
  return Math.floor(value * 1_000_000 + 0.5) / 1_000_000 + 0;
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** Orders strings by code units: the same on every machine, unlike a locale's order. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The keys of a record in code-unit order. */
export function sortedKeys<K extends string>(record: Readonly<Record<K, unknown>>): K[] {
  // Sorting without a comparison is by code units, and several times faster than with one.
  return (Object.keys(record) as K[]).sort();
}

const keysOfBranches = new WeakMap<object, readonly string[]>();

/** As `sortedKeys`, for a branch of a state: those are never written to, so its keys are put in order once. */
export function keysInOrder(branch: Readonly<Record<string, unknown>>): readonly string[] {
  const known = keysOfBranches.get(branch);
  if (known !== undefined) return known;
  const keys = sortedKeys(branch);
  keysOfBranches.set(branch, keys);
  return keys;
}
