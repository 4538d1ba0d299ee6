import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTimeShare } from '../../../src/tasks/time-share.js';

const QUARTER = { share: 0.25, savedMs: 50, mostRestMs: 1_000 };

/** Works for so long each time, rests as it is told, and waits for so long on top; returns what was worked, and when. */
function workThrough(pieces: readonly { readonly workMs: number; readonly idleMs: number }[]) {
  const restAfter = createTimeShare(QUARTER, 0);
  let now = 0;
  let worked = 0;
  const rests: number[] = [];
  for (const { workMs, idleMs } of pieces) {
    const startedAt = now;
    now += workMs;
    worked += workMs;
    const restMs = restAfter(startedAt, now);
    rests.push(restMs);
    now += restMs + idleMs;
  }
  return { now, worked, rests };
}

const idle = fc.integer({ min: 0, max: 500 });

describe('a share of the time', () => {
  it('takes no rest while it is saved up', () => {
    expect(workThrough(Array.from({ length: 20 }, () => ({ workMs: 10, idleMs: 40 }))).rests).toEqual(
      Array.from({ length: 20 }, () => 0),
    );
  });

  it('is kept, but for what was saved up before, whatever there is to do', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ workMs: fc.integer({ min: 0, max: 300 }), idleMs: idle }), { minLength: 1 }),
        (pieces) => {
          const { now, worked } = workThrough(pieces);
          expect(worked).toBeLessThanOrEqual(QUARTER.share * now + QUARTER.savedMs + 1e-6);
        },
      ),
    );
  });

  it('costs a rest of a second at most after work that stood still, and none for it later', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2_000, max: 1_000_000 }), (workMs) => {
        const { rests } = workThrough([
          { workMs, idleMs: 1_000 },
          { workMs: 1, idleMs: 0 },
        ]);
        expect(rests[0]).toBeCloseTo(QUARTER.mostRestMs);
        expect(rests[1]).toBe(0);
      }),
    );
  });
});
