import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lowerBound, trustIn, upperBound } from '../../../../src/cache/semantic/verification.js';
import { rng } from '../../../../src/simulation/random.js';

const LIMIT = 0.01;
const trust = (checks: number, disagreements: number) => trustIn({ checks, disagreements }, LIMIT);

describe('the bounds on a share', () => {
  // One-sided, from the tables of Clopper and Pearson: spotless records follow the closed form 1 - 0.05^(1/n).
  test.each([
    [0, 1, 0.95],
    [0, 10, 0.2589],
    [0, 299, 0.00997],
    [1, 10, 0.3942],
    [5, 100, 0.1023],
  ])('with %d wrong of %d the upper one is %d', (disagreements, checks, bound) => {
    expect(upperBound({ checks, disagreements })).toBeCloseTo(bound, 4);
  });

  test('lie on both sides of the share that was seen', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (checks, share) => {
          const disagreements = Math.round(share * checks);
          expect(lowerBound({ checks, disagreements })).toBeLessThanOrEqual(disagreements / checks);
          expect(upperBound({ checks, disagreements })).toBeGreaterThanOrEqual(disagreements / checks);
        },
      ),
    );
  });

  test('know nothing without a check', () => {
    expect(upperBound({ checks: 0, disagreements: 0 })).toBe(1);
    expect(lowerBound({ checks: 0, disagreements: 0 })).toBe(0);
  });
});

describe('a namespace', () => {
  test('is not switched off before anything was checked, nor by one disagreement', () => {
    expect(trust(0, 0)).toBe('proving');
    expect(trust(1, 0)).toBe('proving');
    expect(trust(1, 1)).toBe('proving');
    expect(trust(40, 1)).toBe('proving');
  });

  test('is switched off early when its hits are wrong too often for chance', () => {
    expect(trust(2, 2)).toBe('off');
    expect(trust(20, 2)).toBe('off');
    expect(trust(100, 4)).toBe('off');
  });

  test('is trusted once its bound is below the limit, and switched off if it is not by then', () => {
    expect(trust(600, 0)).toBe('trusted');
    expect(trust(600, 1)).toBe('trusted');
    expect(trust(600, 3)).toBe('off');
    expect(trust(5000, 30)).toBe('trusted');
    expect(trust(5000, 60)).toBe('off');
  });

  /** Share of simulated namespaces of a true error that are off after so many checks. */
  function shareOff(error: number, checks: number): number {
    const RUNS = 300;
    let off = 0;
    for (let run = 0; run < RUNS; run += 1) {
      const chance = rng(run, 0, 'verification', String(error));
      let disagreements = 0;
      let isOff = false;
      for (let check = 1; check <= checks && !isOff; check += 1) {
        if (chance.chance(error)) disagreements += 1;
        isOff = check % 50 === 0 && trust(check, disagreements) === 'off';
      }
      if (isOff) off += 1;
    }
    return off / RUNS;
  }

  test('that is wrong in 1 of 2,000 is kept by and large, one wrong in 1 of 20 is soon off', () => {
    expect(shareOff(0.0005, 1000)).toBeLessThan(0.1);
    expect(shareOff(0.05, 200)).toBeGreaterThan(0.95);
  });

  test('that is wrong more often than allowed is off in the end', () => {
    expect(shareOff(0.02, 1000)).toBeGreaterThan(0.95);
  });
});
