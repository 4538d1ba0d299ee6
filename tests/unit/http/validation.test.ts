import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pageQuery } from '../../../src/http/paging.js';
import { unstorableParts, validationError } from '../../../src/http/validation.js';
import { pathText, validate } from '../../../src/issues.js';

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
    [z.guid(), 'x', 'must be a UUID'],
    [z.url(), 'x', 'must be a URL'],
    [z.iso.datetime(), 'x', 'must be a time in ISO 8601 and UTC, such as 2026-01-31T12:00:00Z'],
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

  it('say what is wrong with the name of an entry', () => {
    const schema = z.object({ traits: z.record(z.string().max(3, 'must be short'), z.int()) });
    expect(validate<unknown>(schema, { traits: { brave: 1 } })).toEqual({
      ok: false,
      issues: [{ path: 'traits.brave', message: 'has a name that must be short' }],
    });
  });

  it('name a field whose name is nothing', () => {
    const outcome = validate<unknown>(z.strictObject({}), { '': 1 });
    expect(outcome.ok ? [] : outcome.issues.map(({ path }) => path)).toEqual(['""']);
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

describe('what could not be kept', () => {
  it('is found wherever it stands, names of fields included', () => {
    const body = { a: ['ok', 'b\0'], 'k\0': { deep: '\udc00' }, fine: '😀' };
    expect(
      unstorableParts(body)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['', 'a[1]', 'k\0.deep']);
  });

  it('is a field that no copy of its object would have', () => {
    expect(unstorableParts(JSON.parse('{"traits": {"__proto__": 0.5, "constructor": 0.5}}'))).toEqual([
      { path: 'traits.__proto__', message: 'is no name that a field can have' },
    ]);
  });

  it('is told of a hundred times at most, and in its order', () => {
    const paths = unstorableParts({ a: '\0', b: Array(1_000).fill('\0') }).map(({ path }) => path);
    expect(paths.slice(0, 3)).toEqual(['a', 'b[0]', 'b[1]']);
    expect(paths).toHaveLength(100);
  });

  it('is nothing in text that is well formed', () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: 'medium' }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/\\u0000|\\ud[89a-f]|__proto__/i.test(text));
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
