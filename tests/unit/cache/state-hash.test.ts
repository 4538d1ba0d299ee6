import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, hashState, UnhashableValueError } from '../../../src/cache/state-hash.js';

/** JSON whose strings have no half surrogates. */
const json = fc.jsonValue({ stringUnit: 'grapheme' });

describe('canonical JSON', () => {
  it('reads back as the same value', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('does not depend on the order in which members were added', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), json), (object) => {
        const reversed = Object.fromEntries(Object.entries(object).reverse());
        expect(hashState(reversed)).toBe(hashState(object));
      }),
    );
  });

  it('tells different values apart', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        const same =
          JSON.stringify(JSON.parse(canonicalJson(a))) === JSON.stringify(JSON.parse(canonicalJson(b)));
        expect(hashState(a) === hashState(b)).toBe(same);
      }),
    );
  });

  it('writes numbers, members and dates as RFC 8785 has them', () => {
    expect(canonicalJson({ b: 1.0, a: -0, é: 1e21, d: new Date(0), u: undefined, '€': 0.1 })).toBe(
      '{"a":0,"b":1,"d":"1970-01-01T00:00:00.000Z","é":1e+21,"€":0.1}',
    );
  });

  it.each([
    ['$.a[1]', { a: [1, Number.NaN] }],
    ['$', Number.POSITIVE_INFINITY],
    ['$.f', { f: () => 1 }],
    ['$.n', { n: 10n }],
    ['$', '\ud800'],
    ['$', new Date(Number.NaN)],
  ])('refuses what JSON cannot hold, saying where: %s', (path, value) => {
    expect(() => hashState(value)).toThrow(UnhashableValueError);
    expect(() => hashState(value)).toThrow(path);
  });

  it('refuses a cycle, but not the same thing twice', () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect(() => hashState(cycle)).toThrow(/\$\.self: a cycle/);
    const shared = { x: 1 };
    expect(canonicalJson([shared, shared])).toBe('[{"x":1},{"x":1}]');
  });
});
