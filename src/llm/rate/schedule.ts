/**
 * The arithmetic of the pool's quotas: a generic cell rate algorithm (ITU-T I.371) for two buckets at once, requests and
 * tokens, that lets callers take a place in the future instead of coming back. Pure; the stores keep its state where all
 * processes share it, and `takePlace` is the model that their scripts follow.
 *
 * A bucket's state is one moment: when it would be full if nothing more were taken. A call that costs `c` (so many
 * milliseconds of the quota's pace) may pass at the first moment `t` with `fullAt + c <= t + burst`, and moves `fullAt`
 * to `max(fullAt, t) + c`. Between any two moments `u < t`, both of them included, calls of at most `t - u + burst` pass.
 * A window of length W therefore holds calls worth W + burst and no more, and `paceOf…` chooses the pace such that this is
 * the quota. The usual choice, a burst of the whole quota at the quota's pace, lets twice the quota through.
 */

/** What a quota allows, and how it is spread. */
export interface Pace {
  /** Milliseconds by which one request or one token moves its bucket. */
  readonly unitMs: number;
  /** What may pass at once, in milliseconds of the pace. */
  readonly burstMs: number;
}

/** So much of a minute may pass between being let through and reaching the provider, without a minute being overfull. */
const TRANSIT_SHARE = 1 / 60;
/** Of a quota of requests: the rest is spread evenly. */
const REQUEST_BURST = 0.03;
/** Of a quota of tokens: calls are large against it. */
const TOKEN_BURST = 0.08;

/**
 * At most `quota` requests in any window, at a pace that uses at least 95 % of it. Requests are whole: of W + burst
 * less than quota + 1 is enough.
 */
export function paceOfRequests(quota: number, windowMs: number): Pace {
  const burst = 1 + Math.floor(quota * REQUEST_BURST);
  const unitMs = (windowMs * (1 + TRANSIT_SHARE)) / (quota + 1 - burst);
  return { unitMs, burstMs: burst * unitMs };
}

/** At most `quota` tokens in any window, at a pace that uses at least 90 % of it. */
export function paceOfTokens(quota: number, windowMs: number): Pace {
  const burst = quota * TOKEN_BURST;
  const unitMs = (windowMs * (1 + TRANSIT_SHARE)) / (quota - burst);
  return { unitMs, burstMs: burst * unitMs };
}

/** A quota that isn't set: everything passes. */
export const NO_PACE: Pace = { unitMs: 0, burstMs: Number.MAX_SAFE_INTEGER };

/** When each bucket is full, in milliseconds since the epoch of the store's own clock. */
export interface Buckets {
  readonly requestsFullAt: number;
  readonly tokensFullAt: number;
}

/** What a call costs in each bucket, and what may pass there at once; milliseconds. */
export interface Claim {
  readonly requestMs: number;
  readonly requestBurstMs: number;
  readonly tokenMs: number;
  readonly tokenBurstMs: number;
  /** A place further away than this isn't taken. */
  readonly longestWaitMs: number;
  /** A bucket that says it is full later than this from now was written by a clock that has been set back. */
  readonly horizonMs: number;
}

/** When a call may pass. */
export interface Place {
  /** False when the place is too far away: nothing was taken. */
  readonly taken: boolean;
  /** From now. */
  readonly waitMs: number;
}

/** Takes the next place that both buckets have for a call. */
export function takePlace(
  buckets: Buckets,
  claim: Claim,
  now: number,
): { readonly buckets: Buckets; readonly place: Place } {
  const latest = now + claim.horizonMs;
  const requestsFullAt = Math.min(buckets.requestsFullAt, latest);
  const tokensFullAt = Math.min(buckets.tokensFullAt, latest);
  const waitMs = Math.max(
    0,
    requestsFullAt + claim.requestMs - claim.requestBurstMs - now,
    tokensFullAt + claim.tokenMs - claim.tokenBurstMs - now,
  );
  if (waitMs > claim.longestWaitMs) return { buckets, place: { taken: false, waitMs } };
  const at = now + waitMs;
  return {
    buckets: {
      requestsFullAt: Math.max(requestsFullAt, at) + claim.requestMs,
      tokensFullAt: Math.max(tokensFullAt, at) + claim.tokenMs,
    },
    place: { taken: true, waitMs },
  };
}

/**
 * Corrects the tokens of a call that has passed by what it really took, less or more. What comes back never makes a
 * bucket fuller than full, so that idle time isn't credited twice.
 */
export function settleTokens(buckets: Buckets, tokenMs: number, now: number): Buckets {
  const { tokensFullAt } = buckets;
  return { ...buckets, tokensFullAt: Math.max(tokensFullAt + tokenMs, Math.min(tokensFullAt, now)) };
}
