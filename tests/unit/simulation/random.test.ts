import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clamp, round6 } from '../../../src/simulation/numbers.js';
import { rng } from '../../../src/simulation/random.js';

const part = fc.string({ maxLength: 12 });
const draw = (seed: number, turn: number, phase: string, subject: string, count = 5) => {
  const stream = rng(seed, turn, phase, subject);
  return Array.from({ length: count }, () => stream.next());
};

describe('a random stream', () => {
  it('is a pure function of its four parts', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(1000), part, part, (seed, turn, phase, subject) => {
        expect(draw(seed, turn, phase, subject)).toEqual(draw(seed, turn, phase, subject));
      }),
    );
  });

  it('differs as soon as one part differs', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(1000), part, part, (seed, turn, phase, subject) => {
        const here = draw(seed, turn, phase, subject);
        expect(draw(seed + 1, turn, phase, subject)).not.toEqual(here);
        expect(draw(seed, turn + 1, phase, subject)).not.toEqual(here);
        expect(draw(seed, turn, `${phase}x`, subject)).not.toEqual(here);
        expect(draw(seed, turn, phase, `${subject}x`)).not.toEqual(here);
      }),
    );
  });

  it('stays in [0, 1) and spreads evenly', () => {
    const values = draw(1, 1, 'spread', '', 20_000);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const share = values.filter((value) => Math.floor(value * 10) === tenth).length / values.length;
      expect(share).toBeGreaterThan(0.09);
      expect(share).toBeLessThan(0.11);
    }
  });

  it('gives integers within both bounds and picks only what is in the list', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.nat(50), (seed, low, span) => {
        const value = rng(seed, 0, 'int', '').int(low, low + span);
        expect(value).toBeGreaterThanOrEqual(low);
        expect(value).toBeLessThanOrEqual(low + span);
      }),
    );
    expect(rng(1, 1, 'pick', '').pick([])).toBeUndefined();
    expect(rng(1, 1, 'pick', '').pick(['only'])).toBe('only');
  });
});

describe('stored numbers', () => {
  it('round half up to six decimals, and rounding again changes nothing', () => {
    expect(round6(0.0000005)).toBe(0.000001);
    expect(Object.is(round6(-0.0000001), 0)).toBe(true);
    fc.assert(
      fc.property(fc.double({ min: -1000, max: 1000, noNaN: true }), (value) => {
        expect(round6(round6(value))).toBe(round6(value));
        expect(Math.abs(round6(value) - value)).toBeLessThanOrEqual(0.000001);
      }),
    );
  });

  it('clamp into their range', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        expect(clamp(value, 0, 1)).toBeGreaterThanOrEqual(0);
        expect(clamp(value, 0, 1)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
