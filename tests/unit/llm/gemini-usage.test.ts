import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readUsage } from '../../../src/llm/gemini/usage.js';

const told = (usageMetadata: unknown) => ({ usageMetadata });

describe('the usage of a reply', () => {
  it('is what the reply tells', () => {
    const counts = {
      promptTokenCount: 1_000,
      cachedContentTokenCount: 400,
      candidatesTokenCount: 50,
      thoughtsTokenCount: 150,
    };
    expect(readUsage(told(counts), 9, 9)).toEqual({
      promptTokens: 1_000,
      cachedTokens: 400,
      outputTokens: 50,
      thoughtTokens: 150,
    });
  });

  it.each([
    ['is left out', undefined],
    ['is null', null],
    ['is a list', []],
    ['holds nothing', {}],
    ['holds less than nothing', { promptTokenCount: -1, candidatesTokenCount: -1_000 }],
    ['holds texts', { promptTokenCount: '100', candidatesTokenCount: '10' }],
    [
      'holds what no model could read',
      { promptTokenCount: 1e300, candidatesTokenCount: Number.POSITIVE_INFINITY },
    ],
  ])('is measured by the length of prompt and answer, and says so, where it %s', (_, usageMetadata) => {
    expect(readUsage(told(usageMetadata), 401, 40)).toEqual({
      promptTokens: 101,
      cachedTokens: 0,
      outputTokens: 10,
      thoughtTokens: 0,
      isEstimated: true,
    });
  });

  it('of a reply without an answer is nothing where it tells nothing', () => {
    expect(readUsage({}, 0, 0)).toEqual({
      promptTokens: 0,
      cachedTokens: 0,
      outputTokens: 0,
      thoughtTokens: 0,
    });
    // A count of nothing is left out, as of the answer to a prompt that was blocked.
    expect(readUsage(told({ promptTokenCount: 12 }), 0, 0)).not.toHaveProperty('isEstimated');
  });

  it('holds whole numbers that can be added up and stored, and no more cached tokens than the prompt has', () => {
    const count = fc.option(fc.oneof(fc.double(), fc.integer(), fc.anything()), { nil: undefined });
    const metadata = fc.record({
      promptTokenCount: count,
      cachedContentTokenCount: count,
      candidatesTokenCount: count,
      thoughtsTokenCount: count,
    });
    const minusNothing = { promptTokenCount: 3, cachedContentTokenCount: -0, candidatesTokenCount: -0.0 };
    fc.assert(
      fc.property(fc.oneof(metadata, fc.anything()), fc.nat(1e6), fc.nat(1e6), (usage, prompt, answer) => {
        const { isEstimated: _, ...counts } = readUsage(told(usage), prompt, answer);
        for (const tokens of Object.values(counts)) {
          expect(Number.isSafeInteger(tokens) && tokens >= 0 && !Object.is(tokens, -0)).toBe(true);
        }
        expect(counts.cachedTokens).toBeLessThanOrEqual(counts.promptTokens);
      }),
      { examples: [[minusNothing, 0, 0]] },
    );
  });
});
