import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOT_SHEDDING, type SheddingState, shed } from '../../../src/throttle/shedding.js';

const LIMIT = 200;

/** Whether work is turned away after each of these windows. */
function sheddingAfter(delays: readonly number[], start: SheddingState = NOT_SHEDDING): readonly boolean[] {
  let state = start;
  return delays.map((delay) => {
    state = shed(state, delay, LIMIT);
    return state.isShedding;
  });
}

describe('shedding', () => {
  it('begins when the loop was late in two windows in a row', () => {
    expect(sheddingAfter([201, 500])).toEqual([false, true]);
  });

  it('does not begin at single pauses, however long, nor at the limit itself', () => {
    expect(sheddingAfter([9_000, 10, 9_000, 10, 200, 200, 200])).not.toContain(true);
  });

  it('ends after three windows in a row below half of the limit', () => {
    expect(sheddingAfter([300, 300, 20, 20, 20, 20])).toEqual([false, true, true, true, false, false]);
  });

  it('goes on while the loop is neither late nor has room', () => {
    expect(sheddingAfter([300, 300, 150, 150, 150, 150, 150, 100])).toEqual([false, ...Array(7).fill(true)]);
  });

  it('begins to count its room anew when the loop is late again', () => {
    expect(sheddingAfter([300, 300, 20, 20, 300, 20, 20, 20])).toEqual([
      false,
      true,
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  it('changes at most once within any two windows, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(600), { maxLength: 60 }), (delays) => {
        const turns = [false, ...sheddingAfter(delays)].flatMap((shedding, index, all) =>
          index > 0 && shedding !== all[index - 1] ? [index] : [],
        );
        for (const [index, at] of turns.entries()) {
          expect(at - (turns[index - 1] ?? -Infinity)).toBeGreaterThanOrEqual(2);
        }
      }),
    );
  });
});
