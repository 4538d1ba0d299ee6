/**
 * How far a namespace's hits can be trusted, from those that were checked against a real call.
 *
 * The bounds are exact for a binomial share (Clopper and Pearson, Biometrika 26, 1934), one-sided at 95 %. With few
 * checks the upper bound is near 1 whatever they said: after one spotless check it is 95 %, and it can't be below 1 % before 299
 * of them. So the upper bound alone would switch every namespace off at once, and a plain share would switch off by
 * chance. The rule has three states:
 *
 * - `off` as soon as the lower bound is above the limit, from the second disagreement on: that many can't be chance.
 * - `proving` until there were enough checks for the upper bound to be below the limit in spite of one disagreement.
 * - from then on `trusted` while the upper bound is at most the limit, `off` once it isn't.
 *
 * So every namespace comes to one of the last two: none is served from for ever on no evidence.
 */

export interface Checks {
  readonly checks: number;
  /** Those in which the real answer was another. */
  readonly disagreements: number;
}

export type Trust = 'proving' | 'trusted' | 'off';

const CONFIDENCE = 0.95;
/** A single disagreement may be the model's own whim. */
const FEWEST_DISAGREEMENTS = 2;

/**
 * @param maxError the largest tolerable share of wrong hits, 0..1
 */
export function trustIn({ checks, disagreements }: Checks, maxError: number): Trust {
  if (disagreements >= FEWEST_DISAGREEMENTS && lowerBound({ checks, disagreements }) > maxError) return 'off';
  if (upperBound({ checks: checks, disagreements: Math.min(1, checks) }) > maxError) return 'proving';
  return upperBound({ checks, disagreements }) <= maxError ? 'trusted' : 'off';
}

/** The share of wrong hits that the true one is at most, with 95 % confidence; 1 without a check. */
export function upperBound({ checks, disagreements }: Checks): number {
  if (disagreements >= checks) return 1;
  return shareAt((share) => atMost(disagreements, checks, share) > 1 - CONFIDENCE);
}

/** The share of wrong hits that the true one is at least, with 95 % confidence. */
export function lowerBound({ checks, disagreements }: Checks): number {
  if (disagreements === 0) return 0;
  return shareAt((share) => 1 - atMost(disagreements - 1, checks, share) < 1 - CONFIDENCE);
}

/** The largest share for which something holds that holds for all smaller ones. */
function shareAt(holds: (share: number) => boolean): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** The chance of at most `most` wrong ones among `checks`, each wrong with the chance `share`. */
function atMost(most: number, checks: number, share: number): number {
  if (share <= 0) return 1;
  if (share >= 1) return most >= checks ? 1 : 0;
  const odds = Math.log(share) - Math.log1p(-share);
  // In logarithms: the first term underflows for thousands of checks.
  let term = checks * Math.log1p(-share);
  let sum = Math.exp(term);
  for (let wrong = 1; wrong <= most; wrong += 1) {
    term += Math.log(checks - wrong + 1) - Math.log(wrong) + odds;
    sum += Math.exp(term);
  }
  return Math.min(1, sum);
}
