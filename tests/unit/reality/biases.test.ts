import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anchoredReliability,
  biasedReliability,
  importanceFactor,
  recencyFactor,
} from '../../../src/reality/biases.js';

const plain = { outranks: false, negative: false, against: 'none', incumbentHours: 0 } as const;
const anyArrival = fc.record({
  outranks: fc.boolean(),
  negative: fc.boolean(),
  against: fc.constantFrom('agrees' as const, 'contradicts' as const, 'none' as const),
  incumbentHours: fc.double({ min: 0, max: 100, noNaN: true }),
});
const share = fc.double({ min: 0, max: 1, noNaN: true });
const anyBiases = fc.record({
  authority: share,
  negativity: share,
  confirmation: share,
  recency: share,
  anchoring: share,
});

describe('a bias', () => {
  it.each([
    [
      'confirmation against a belief',
      { confirmation: 0.4 },
      { ...plain, against: 'contradicts' as const },
      0.48,
    ],
    ['confirmation of a belief', { confirmation: 0.4 }, { ...plain, against: 'agrees' as const }, 0.68],
    ['authority', { authority: 0.5 }, { ...plain, outranks: true }, 0.7],
    ['negativity', { negativity: 0.5 }, { ...plain, negative: true }, 0.66],
    ['recency, after more than an hour', { recency: 0.5 }, { ...plain, incumbentHours: 1.5 }, 0.66],
    ['recency, after an hour', { recency: 0.5 }, { ...plain, incumbentHours: 1 }, 0.6],
    // .6 -> .7 by authority -> .745 by negativity -> .596 by contradiction -> .6566 by recency
    [
      'all of them in their order',
      { authority: 0.5, negativity: 0.5, confirmation: 0.4, recency: 0.5 },
      { outranks: true, negative: true, against: 'contradicts' as const, incumbentHours: 2 },
      0.6566,
    ],
  ])('of %s moves .6 to what the formula says', (_, biases, arrival, expected) => {
    expect(biasedReliability(0.6, biases, arrival)).toBeCloseTo(expected, 9);
  });

  it('of anchoring makes the first value weigh more, never above 1', () => {
    expect(anchoredReliability(0.6, { anchoring: 0.5 }, true)).toBeCloseTo(0.75, 9);
    expect(anchoredReliability(0.9, { anchoring: 0.5 }, true)).toBe(1);
    expect(anchoredReliability(0.6, { anchoring: 0.5 }, false)).toBe(0.6);
  });

  it('colours what is remembered', () => {
    expect(importanceFactor({ negativity: 0.4 }, true)).toBeCloseTo(1.2, 9);
    expect(importanceFactor({ negativity: 0.4 }, false)).toBe(1);
    expect(recencyFactor({ recency: 0.4 })).toBeCloseTo(1.4, 9);
  });

  it('of strength 0 changes nothing, whatever comes', () => {
    fc.assert(
      fc.property(share, anyArrival, (p, arrival) => {
        expect(biasedReliability(p, {}, arrival)).toBe(p);
      }),
    );
  });

  it('never leads out of 0..1', () => {
    fc.assert(
      fc.property(share, anyBiases, anyArrival, (p, biases, arrival) => {
        const biased = biasedReliability(p, biases, arrival);
        expect(biased).toBeGreaterThanOrEqual(0);
        expect(biased).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('never turns a surer item into a less sure one', () => {
    fc.assert(
      fc.property(share, share, anyBiases, anyArrival, (p, q, biases, arrival) => {
        const [low, high] = p < q ? [p, q] : [q, p];
        expect(biasedReliability(low, biases, arrival)).toBeLessThanOrEqual(
          biasedReliability(high, biases, arrival) + 1e-9,
        );
      }),
    );
  });

  it('that has the name of a property of every object is no bias', () => {
    expect(biasedReliability(0.6, JSON.parse('{"constructor":1}'), { ...plain, outranks: true })).toBe(0.6);
  });
});
