import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pageQuery } from '../../../src/http/paging.js';
import { pathText, unstorableParts, validate, validationError } from '../../../src/http/validation.js';

describe('issues', () => {
  it.each([
    [z.string(), undefined, 'is required'],
    [z.string(), 1, 'must be a text'],
    [z.int(), 1.5, 'must be a whole number'],
    [z.boolean(), 'yes', 'must be true or false'],
    [z.array(z.string()), 'a', 'must be a list'],
    [z.object({}), [], 'must be an object'],
    [z.string().max(2), 'abc', 'must have at most 2 characters'],
    [z.array(z.int()).min(2), [1], 'must have at least 2 entries'],
    [z.number().min(1), 0, 'must be at least 1'],
    [z.number().positive(), 0, 'must be more than 0'],
    [z.enum(['a', 'b']), 'c', 'must be one of a, b'],
    [z.string().min(1, 'must say something'), '', 'must say something'],
    [z.union([z.string(), z.int()]), true, 'has none of the accepted forms'],
  ])('read on after the name of the field: %#', (schema, value, message) => {
    const outcome = validate<unknown>(z.object({ field: schema }), { field: value });
    expect(outcome).toEqual({ ok: false, issues: [{ path: 'field', message }] });
  });

  it('of a union are those of the form that was meant', () => {
    const schema = z.union([z.string(), z.strictObject({ text: z.string(), rank: z.int().max(3) })]);
    expect(validate<unknown>(schema, { text: 'x', rank: 9 })).toEqual({
      ok: false,
      issues: [{ path: 'rank', message: 'must be at most 3' }],
    });
  });

  it('name each unknown field', () => {
    const outcome = validate<unknown>(z.strictObject({ a: z.strictObject({}) }), { a: { b: 1, c: 2 } });
    expect(outcome.ok ? [] : outcome.issues.map(({ path }) => path)).toEqual(['a.b', 'a.c']);
  });

  it('are listed once each, a hundred at most, and the message counts the rest', () => {
    const issue = (index: number) => ({ path: `x[${index}]`, message: 'is wrong' });
    const error = validationError([issue(0), issue(0), ...Array.from({ length: 200 }, (_, i) => issue(i))]);
    expect(error.issues).toHaveLength(100);
    expect(error.message).toBe('x[0] is wrong (and 199 more)');
  });

  it('have paths as one writes them', () => {
    expect(pathText(['characters', 0, 'goals', 2, 'text'])).toBe('characters[0].goals[2].text');
    expect(pathText([])).toBe('');
  });
});

describe('what no database could store', () => {
  it('is found wherever it stands, names of fields included', () => {
    const body = { a: ['ok', 'b\0'], 'k\0': { deep: '\udc00' }, fine: '😀' };
    expect(
      unstorableParts(body)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['', 'a[1]', 'k\0.deep']);
  });

  it('is nothing in text that is well formed', () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: 'medium' }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/\\u0000|\\ud[89a-f]/i.test(text));
        expect(unstorableParts(value)).toEqual([]);
      }),
    );
  });

  it('is a nesting without an end, however deep', () => {
    const body = JSON.parse(`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`);
    expect(unstorableParts(body)).toEqual([
      { path: 'a', message: 'must not be nested deeper than 64 levels' },
    ]);
  });
});

it.each(['0', '101', '1.5', 'x'])('a page of %s entries is refused with the range that there is', (limit) => {
  expect(validate(pageQuery, { limit })).toEqual({
    ok: false,
    issues: [{ path: 'limit', message: 'must be a whole number from 1 to 100' }],
  });
});
