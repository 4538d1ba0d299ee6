import { clamp } from '../simulation/numbers.js';

/** Strengths 0..1; a missing one is 0 and changes nothing. */
export type Biases = Readonly<Record<string, number>>;

/** What biases look at when an item arrives. */
export interface Arrival {
  /** The source stands above the one who receives. */
  readonly outranks: boolean;
  /** The item is bad news. */
  readonly negative: boolean;
  /** How the item stands to what is believed so far; `none` when nothing is. */
  readonly against: 'agrees' | 'contradicts' | 'none';
  /** Age of what is believed so far, hours; 0 when nothing is. */
  readonly incumbentHours: number;
}

/**
 * Reliability (0..1) of an item after the receiver's biases, in this order: authority, negativity, confirmation,
 * recency. With p so far: an item from above, bad news and an item against a belief older than an hour gain .5, .3 and
 * .3 of what p lacks to 1, times the strength; agreement gains .5 of it, contradiction costs .5 of p.
 */
export function biasedReliability(reliability: number, biases: Biases, arrival: Arrival): number {
  const confirmation = strength(biases, 'confirmation');
  let p = reliability;
  if (arrival.outranks) p += (1 - p) * 0.5 * strength(biases, 'authority');
  if (arrival.negative) p += (1 - p) * 0.3 * strength(biases, 'negativity');
  if (arrival.against === 'agrees') p += (1 - p) * 0.5 * confirmation;
  if (arrival.against === 'contradicts') p *= 1 - 0.5 * confirmation;
  if (arrival.incumbentHours > 1) p += (1 - p) * 0.3 * strength(biases, 'recency');
  return clamp(p, 0, 1);
}

/** Reliability of a belief that is challenged: the first value ever held weighs (1 + .5a) times as much, up to 1. */
export function anchoredReliability(reliability: number, biases: Biases, isFirst: boolean): number {
  return isFirst ? Math.min(1, reliability * (1 + 0.5 * strength(biases, 'anchoring'))) : reliability;
}

/** By how much bad news is remembered as more important: 1 + .5n, 1 for anything else. */
export function importanceFactor(biases: Biases, negative: boolean): number {
  return negative ? 1 + 0.5 * strength(biases, 'negativity') : 1;
}

/** By how much recency counts more in what comes to mind: 1 + r. */
export function recencyFactor(biases: Biases): number {
  return 1 + strength(biases, 'recency');
}

function strength(biases: Biases, name: string): number {
  return Object.hasOwn(biases, name) ? (biases[name] ?? 0) : 0;
}
