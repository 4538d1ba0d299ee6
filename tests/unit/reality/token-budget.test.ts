import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BRIEF_SHARES, estimateTokens, fitBudget } from '../../../src/reality/token-budget.js';

const words = (...lengths: number[]) => lengths.map((length) => 'x'.repeat(length * 4));
const kept = (fitted: ReturnType<typeof fitBudget>) =>
  fitted.sections.map(({ entries }) => entries.map(estimateTokens));

describe('tokens', () => {
  it('are a quarter of the characters, rounded up', () => {
    expect(['', 'a', 'abcd', 'abcde'].map(estimateTokens)).toEqual([0, 1, 1, 2]);
  });
});

describe('a budget', () => {
  it('is shared out, and the lowest ranked entries go first', () => {
    const sections = [
      { name: 'scene', share: 0.5, entries: words(30, 15, 10) },
      { name: 'beliefs', share: 0.5, entries: words(20, 20, 20) },
    ];
    const fitted = fitBudget(sections, 120, 20);
    // 50 each: 30+15 leaves 5 over, 20+20 uses 40 of 55; 10 of the last 15 go to the scene after all.
    expect(kept(fitted)).toEqual([
      [30, 15, 10],
      [20, 20],
    ]);
    expect(fitted.sections.map(({ dropped }) => dropped)).toEqual([0, 1]);
    expect(fitted.tokens).toBe(115);
  });

  it('passes an unused share on', () => {
    const sections = [
      { name: 'scene', share: 0.5, entries: [] },
      { name: 'lore', share: 0.5, entries: words(90) },
    ];
    expect(kept(fitBudget(sections, 100, 10))).toEqual([[], [90]]);
  });

  it('never skips a better entry for a worse one that would fit', () => {
    const sections = [{ name: 'lore', share: 1, entries: words(10, 95, 5) }];
    expect(kept(fitBudget(sections, 100, 0))).toEqual([[10]]);
  });

  it('never trims what is fixed', () => {
    const fitted = fitBudget([{ name: 'lore', share: 1, entries: words(1) }], 100, 300);
    expect(fitted.tokens).toBe(300);
    expect(kept(fitted)).toEqual([[]]);
  });

  it('counts as the tokenizer does that it is given', () => {
    const fitted = fitBudget([{ name: 'lore', share: 1, entries: ['a', 'b'] }], 5, 0, () => 3);
    expect(fitted).toEqual({ sections: [{ name: 'lore', entries: ['a'], dropped: 1 }], tokens: 3 });
  });

  it('of a brief is shared out whole', () => {
    expect(Object.values(BRIEF_SHARES).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
  });

  it('is never exceeded, and leaves out nothing that still fits', () => {
    const section = fc.record({
      name: fc.constant('any'),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      entries: fc.array(fc.string({ maxLength: 400 }), { maxLength: 10 }),
    });
    fc.assert(
      fc.property(
        fc.array(section, { maxLength: 5 }),
        fc.nat(800),
        fc.nat(400),
        (sections, variable, fixed) => {
          const fitted = fitBudget(sections, fixed + variable, fixed);
          expect(fitted.tokens).toBeLessThanOrEqual(fixed + variable);
          fitted.sections.forEach(({ entries }, i) => {
            const next = sections[i]?.entries[entries.length];
            if (next === undefined) return;
            expect(fitted.tokens + estimateTokens(next)).toBeGreaterThan(fixed + variable);
          });
        },
      ),
    );
  });
});
