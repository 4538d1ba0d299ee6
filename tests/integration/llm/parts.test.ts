import { describe, expect, test } from 'vitest';
import { nextQuotaReset } from '../../../src/llm/gemini/failure.js';
import { schemaProblems } from '../../../src/llm/json-schema.js';
import type { JsonSchema } from '../../../src/llm/port.js';
import { costOf, LISTED_PRICES, priceOf } from '../../../src/llm/prices.js';

describe('daily quotas begin anew at midnight in California', () => {
  test.each([
    ['in winter', '2026-01-15T20:30:00Z', '2026-01-16T08:00:00Z'],
    ['in summer', '2026-07-01T06:59:59Z', '2026-07-01T07:00:00Z'],
    ['on the day the clocks go forward', '2026-03-08T09:00:00Z', '2026-03-09T07:00:00Z'],
    ['on the day they go back', '2026-11-01T07:30:00Z', '2026-11-02T08:00:00Z'],
    ['from midnight to midnight', '2026-07-01T07:00:00Z', '2026-07-02T07:00:00Z'],
  ])('%s', (_, now, reset) => {
    expect(nextQuotaReset(new Date(now))).toEqual(new Date(reset));
  });
});

describe('a value is checked against its schema', () => {
  const schema: JsonSchema = {
    type: 'object',
    required: ['name', 'count'],
    properties: {
      name: { type: 'string' },
      count: { type: 'integer' },
      share: { type: 'number', nullable: true },
      sure: { type: 'boolean' },
      marks: {
        type: 'array',
        items: { type: 'object', properties: { of: { type: 'string', enum: ['a'] } } },
      },
    },
  };

  test('what fits has no problems, and properties that nobody named do no harm', () => {
    const value = { name: '', count: 3, share: null, sure: false, marks: [{ of: 'a' }, {}], more: 1 };
    expect(schemaProblems(value, schema)).toEqual([]);
  });

  test('each problem is named with its place', () => {
    const value = { count: 1.5, share: '1', sure: null, marks: [{ of: 'b' }, 'a'] };
    expect(schemaProblems(value, schema)).toEqual([
      'the answer must have the property name',
      'the answer.count must be of type integer',
      'the answer.share must be null or of type number',
      'the answer.sure must be of type boolean',
      'the answer.marks[0].of must be one of: a',
      'the answer.marks[1] must be of type object',
    ]);
  });

  test('a number that JSON can not write again is none', () => {
    const value = { ...JSON.parse('{"share": 1e999}'), name: '', count: 1 };
    expect(schemaProblems(value, schema)).toEqual(['the answer.share must be null or of type number']);
  });

  test('what is of another type altogether is one problem, and a long list is cut', () => {
    expect(schemaProblems([], schema)).toEqual(['the answer must be of type object']);
    expect(schemaProblems(null, schema)).toEqual(['the answer must be of type object']);
    const many = { type: 'array', items: { type: 'string' } } as const;
    expect(schemaProblems(Array(50).fill(1), many)).toHaveLength(10);
  });
});

describe('prices', () => {
  const usage = { promptTokens: 300_000, cachedTokens: 100_000, outputTokens: 10, thoughtTokens: 90 };

  test('a dated or preview name has the price of the name it extends', () => {
    expect(priceOf('models/gemini-2.5-flash-lite-preview-09-2025')).toEqual(priceOf('gemini-2.5-flash-lite'));
    expect(priceOf('gemini-3.1-pro-preview')).toEqual(priceOf('gemini-3.1-pro'));
    expect(priceOf('gemini-2.55')).toBeUndefined();
  });

  test('a price of ones own goes before the listed one, for the name that it is given for', () => {
    const own = { ...LISTED_PRICES, 'gemini-2.5-flash': { prompt: 9, cached: 1, output: 90 } };
    expect(priceOf('gemini-2.5-flash-preview-09-2025', own)?.prompt).toBe(9);
    expect(priceOf('gemini-2.5-flash-lite', own)).toEqual(priceOf('gemini-2.5-flash-lite'));
  });

  test('a long prompt has its own price, cached tokens theirs, and thinking that of output', () => {
    const cost = costOf(usage, priceOf('gemini-2.5-pro'));
    expect(cost).toBeCloseTo((200_000 * 2.5 + 100_000 * 0.25 + 100 * 15) / 1e6, 12);
  });
});
