import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Buckets,
  type Claim,
  NO_PACE,
  type Pace,
  paceOfRequests,
  paceOfTokens,
  settleTokens,
  takePlace,
} from '../../../src/llm/rate/schedule.js';

const MINUTE = 60_000;
/** Where calls may be on their way without a minute being overfull. */
const TRANSIT = 1_000;
const EMPTY: Buckets = { requestsFullAt: 0, tokensFullAt: 0 };

function claimOf(requests: Pace, tokens: Pace, weight: number, longestWaitMs = 10_000): Claim {
  return {
    requestMs: requests.unitMs,
    requestBurstMs: requests.burstMs,
    tokenMs: tokens.unitMs * weight,
    tokenBurstMs: tokens.burstMs,
    longestWaitMs,
    horizonMs: 2 * MINUTE,
  };
}

/** The most that lies in any stretch of a minute, its end left out. */
function fullestMinute(passed: readonly { readonly at: number; readonly weight: number }[]): number {
  const inOrder = [...passed].sort((one, other) => one.at - other.at);
  let fullest = 0;
  let inside = 0;
  let first = 0;
  for (const { at, weight } of inOrder) {
    inside += weight;
    for (let oldest = inOrder[first]; oldest !== undefined && oldest.at <= at - MINUTE; ) {
      inside -= oldest.weight;
      first += 1;
      oldest = inOrder[first];
    }
    fullest = Math.max(fullest, inside);
  }
  return fullest;
}

/** Storms, trickles and silences: gaps between arrivals in milliseconds. */
const gaps = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 500 }) },
  { weight: 1, arbitrary: fc.integer({ min: 500, max: 90_000 }) },
);

describe('a quota of requests', () => {
  it('is exceeded in no minute, whenever calls come and however long each is on its way', () => {
    const arrivals = fc.array(fc.record({ gap: gaps, transit: fc.integer({ min: 0, max: TRANSIT - 1 }) }), {
      minLength: 50,
      maxLength: 600,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), arrivals, (quota, calls) => {
        const pace = paceOfRequests(quota, MINUTE);
        let buckets = EMPTY;
        let now = 1e9;
        const passed: { at: number; weight: number }[] = [];
        for (const { gap, transit } of calls) {
          now += gap;
          const step = takePlace(buckets, claimOf(pace, NO_PACE, 0, 45_000), now);
          buckets = step.buckets;
          if (step.place.taken) passed.push({ at: now + step.place.waitMs + transit, weight: 1 });
        }
        expect(fullestMinute(passed)).toBeLessThanOrEqual(quota);
      }),
    );
  });

  it('is used to nine tenths and more by ten processes that hold one place each', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 2_000 }),
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 10, maxLength: 10 }),
        (quota, delays) => {
          const pace = paceOfRequests(quota, MINUTE);
          let buckets = EMPTY;
          const start = 1e9;
          /** When each process asks for its next place. */
          const asks = delays.map((delay) => start + delay);
          let passed = 0;
          for (;;) {
            const now = Math.min(...asks);
            const process = asks.indexOf(now);
            const step = takePlace(buckets, claimOf(pace, NO_PACE, 0, Number.POSITIVE_INFINITY), now);
            buckets = step.buckets;
            const at = now + step.place.waitMs;
            if (at > start + 2 * MINUTE) break;
            passed += at > start + MINUTE ? 1 : 0;
            asks[process] = at + (delays[process] ?? 0);
          }
          expect(passed).toBeGreaterThanOrEqual(0.9 * quota);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('a quota of tokens', () => {
  const QUOTA = 100_000;
  const pace = paceOfTokens(QUOTA, MINUTE);

  it('is exceeded in no minute when the estimates are right, large calls included', () => {
    const arrivals = fc.array(fc.record({ gap: gaps, weight: fc.integer({ min: 1, max: QUOTA }) }), {
      minLength: 20,
      maxLength: 300,
    });
    fc.assert(
      fc.property(arrivals, (calls) => {
        let buckets = EMPTY;
        let now = 1e9;
        const passed: { at: number; weight: number }[] = [];
        for (const { gap, weight } of calls) {
          now += gap;
          const step = takePlace(buckets, claimOf(NO_PACE, pace, weight), now);
          buckets = step.buckets;
          if (step.place.taken) passed.push({ at: now + step.place.waitMs, weight });
        }
        expect(fullestMinute(passed)).toBeLessThanOrEqual(QUOTA);
      }),
    );
  });

  it('is exceeded by no more than what was misjudged of the calls in flight', () => {
    const arrivals = fc.array(
      fc.record({
        gap: gaps,
        estimate: fc.integer({ min: 1, max: 8_000 }),
        real: fc.integer({ min: 1, max: 8_000 }),
        latency: fc.integer({ min: 0, max: 20_000 }),
      }),
      { minLength: 20, maxLength: 300 },
    );
    fc.assert(
      fc.property(arrivals, (calls) => {
        let buckets = EMPTY;
        let now = 1e9;
        const passed: { at: number; weight: number }[] = [];
        let answers: { at: number; tokens: number }[] = [];
        let misjudged = 0;
        const settleUntil = (moment: number) => {
          answers.sort((one, other) => one.at - other.at);
          for (const { at, tokens } of answers.filter((answer) => answer.at <= moment)) {
            buckets = settleTokens(buckets, tokens * pace.unitMs, at);
          }
          answers = answers.filter(({ at }) => at > moment);
        };
        for (const { gap, estimate, real, latency } of calls) {
          now += gap;
          settleUntil(now);
          const step = takePlace(buckets, claimOf(NO_PACE, pace, estimate), now);
          buckets = step.buckets;
          if (!step.place.taken) continue;
          const at = now + step.place.waitMs;
          passed.push({ at, weight: real });
          answers.push({ at: at + latency, tokens: real - estimate });
          misjudged = Math.max(
            misjudged,
            answers.reduce((sum, { tokens }) => sum + Math.abs(tokens), 0),
          );
        }
        expect(fullestMinute(passed)).toBeLessThanOrEqual(QUOTA + 2 * misjudged);
      }),
    );
  });

  it('is used to nine tenths and more', () => {
    const weight = 700;
    let buckets = EMPTY;
    let now = 1e9;
    let used = 0;
    for (;;) {
      const step = takePlace(buckets, claimOf(NO_PACE, pace, weight), now);
      buckets = step.buckets;
      now += step.place.waitMs;
      if (now > 1e9 + 2 * MINUTE) break;
      used += now > 1e9 + MINUTE ? weight : 0;
    }
    expect(used).toBeGreaterThanOrEqual(0.9 * QUOTA);
  });
});

it('what is given back never makes a bucket fuller than full', () => {
  const now = 1e9;
  expect(settleTokens({ ...EMPTY, tokensFullAt: now + 500 }, -2_000, now).tokensFullAt).toBe(now);
  expect(settleTokens({ ...EMPTY, tokensFullAt: now - 500 }, -2_000, now).tokensFullAt).toBe(now - 500);
  expect(settleTokens({ ...EMPTY, tokensFullAt: now + 500 }, 2_000, now).tokensFullAt).toBe(now + 2_500);
});

it('a place that is too far away is not taken, and told', () => {
  const pace = paceOfRequests(1, MINUTE);
  const first = takePlace(EMPTY, claimOf(pace, NO_PACE, 0), 1e9);
  const second = takePlace(first.buckets, claimOf(pace, NO_PACE, 0), 1e9);
  expect(second).toEqual({ buckets: first.buckets, place: { taken: false, waitMs: pace.unitMs } });
});
