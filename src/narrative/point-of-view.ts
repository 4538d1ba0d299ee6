import type { Style } from '../simulation/types.js';

/** Who tells a story: one of the cast, somebody at the shoulder of one of the cast, or somebody who sees everything. */
export type PointOfView = 'first_person' | 'third_limited' | 'third_omniscient';

/** Reads a client's wish, which is free text (`first person`, `close third`); what it doesn't know is omniscient. */
export function pointOfView({ pov }: Style): PointOfView {
  const wish = (pov ?? '').toLowerCase();
  if (/\bfirst\b|\b1st\b|first[_-]/u.test(wish)) return 'first_person';
  if (/limited|close|single|subjective/u.test(wish)) return 'third_limited';
  return 'third_omniscient';
}
