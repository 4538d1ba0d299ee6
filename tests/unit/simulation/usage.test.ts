import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addUsage, NO_USAGE_TOTALS } from '../../../src/simulation/usage.js';

describe('the cost of calls', () => {
  it('is the same however it is summed up', () => {
    // Prices are thousandths of a dollar per million tokens.
    const cost = fc
      .tuple(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 15_000 }))
      .map(([tokens, price]) => ({ ...NO_USAGE_TOTALS, costUsd: (tokens * (price / 1000)) / 1e6 }));
    fc.assert(
      fc.property(fc.array(cost, { minLength: 2, maxLength: 20 }), fc.nat(), (costs, at) => {
        const cut = at % costs.length;
        const sum = (some: typeof costs) => some.reduce(addUsage, NO_USAGE_TOTALS);
        const inTwo = addUsage(sum(costs.slice(0, cut)), sum(costs.slice(cut)));
        expect(inTwo).toEqual(sum(costs));
        expect(sum(costs.toReversed())).toEqual(sum(costs));
      }),
    );
  });
});
