import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashState } from '../../../src/cache/state-hash.js';
import { canonicalJson, UnhashableValueError } from '../../../src/canonical-json.js';

/** JSON whose strings have no half surrogates. */
const json = fc.jsonValue({ stringUnit: 'grapheme' });

/** The rules word by word: members by code units, undefined ones left out, everything else as JSON.stringify. */
function byTheRules(value: unknown): string {
  if (typeof value !== 'object' || value === null || value instanceof Date) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(byTheRules).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${byTheRules(member)}`);
  return `{${members.join(',')}}`;
}

describe('canonical JSON', () => {
  it('reads back as the same value', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('is what the rules of RFC 8785 say, whatever the names of members', () => {
    const names = fc.constantFrom(
      'b',
      'a',
      'B',
      '10',
      '9',
      '01',
      '__proto__',
      'toJSON',
      'é',
      '\u{1f600}',
      '\ufb33',
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'medium' },
        fc.oneof(fc.string({ unit: 'grapheme' }), fc.double({ noNaN: true, noDefaultInfinity: true })),
        fc.oneof(fc.boolean(), fc.constantFrom(null, -0, new Date(0))),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(names, fc.option(tie('value'), { nil: undefined }), { maxKeys: 6 }),
      ),
    }));
    fc.assert(
      fc.property(value, (each) => {
        expect(canonicalJson(each)).toBe(byTheRules(each));
      }),
      { numRuns: 500 },
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

  it('tells half a surrogate pair, in names too, from text that looks like its escape', () => {
    expect(canonicalJson({ b: '\\ud800', a: 1 })).toBe('{"a":1,"b":"\\\\ud800"}');
    expect(() => canonicalJson({ '\ud800': 1 })).toThrow(UnhashableValueError);
    expect(() => canonicalJson({ a: ['\udc00'] })).toThrow(UnhashableValueError);
  });

  it('holds what is nested deeply, in time that grows with its size', () => {
    let nest: unknown = 1;
    let text = '1';
    for (let depth = 0; depth < 500; depth += 1) {
      nest = { z: nest, a: depth };
      text = `{"a":${depth},"z":${text}}`;
    }
    expect(canonicalJson(nest)).toBe(text);
  });

  it('refuses a cycle, but not the same thing twice', () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect(() => hashState(cycle)).toThrow(/\$\.self: a cycle/);
    const shared = { x: 1 };
    expect(canonicalJson([shared, shared])).toBe('[{"x":1},{"x":1}]');
  });
});
