import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/canonical-json.js';
import { BoundedDraft } from '../../../src/reality/bounded-draft.js';
import { deltaText } from '../../../src/simulation/delta-text.js';
import { applyDelta, type ObjectDelta } from '../../../src/simulation/state-delta.js';

const states = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', 'é'),
  fc.jsonValue({ maxDepth: 3 }),
  { maxKeys: 6 },
);

/** The delta as who reads it finds it. */
function deltaOf(before: object, after: object): ObjectDelta | undefined {
  const text = deltaText(before, after);
  return text === undefined ? undefined : JSON.parse(text);
}

describe('The delta between two states', () => {
  it('leads from the one to the other', () => {
    fc.assert(
      fc.property(states, states, (before, after) => {
        const delta = deltaOf(before, after);
        const arrived = delta === undefined ? before : applyDelta(before, delta);
        expect(JSON.parse(JSON.stringify(arrived))).toEqual(JSON.parse(JSON.stringify(after)));
      }),
    );
  });

  it('is canonical JSON', () => {
    fc.assert(
      fc.property(states, states, (before, after) => {
        const text = deltaText(before, after);
        if (text !== undefined) expect(text).toBe(canonicalJson(JSON.parse(text)));
      }),
    );
  });

  it('is nothing between equal ones, shared or not', () => {
    fc.assert(
      fc.property(states, (state) => {
        const plain = JSON.parse(JSON.stringify(state)) as object;
        expect(deltaText(plain, structuredClone(plain))).toBeUndefined();
      }),
    );
  });

  it('holds what changed and no more', () => {
    const world = { places: { hut: { light: 'dim', name: 'the hut' } }, far: { huge: 'x'.repeat(1000) } };
    const after = { ...world, places: { hut: { ...world.places.hut, light: 'dark' } } };
    expect(deltaOf(world, after)).toEqual({
      change: { places: { change: { hut: { set: { light: 'dark' } } } } },
    });
  });

  it('has what a draft wrote in the order in which it is hashed', () => {
    const keys = fc.uniqueArray(fc.string({ unit: 'grapheme-ascii' }), { maxLength: 20 });
    fc.assert(
      fc.property(keys, (written) => {
        const before = { 'held|before': 0 };
        const draft = new BoundedDraft<number>(before, 30, () => 0);
        for (const key of written) draft.set(`${key}|holds`, 1);
        const text = deltaText({ map: before }, { map: draft.seal() });
        expect(text).toBe(text && canonicalJson(JSON.parse(text)));
      }),
    );
  });

  it('follows a list that forgets at its head and grows at its end', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => ({ id }));
    expect(deltaOf({ list: [a, b, c] }, { list: [b, c, d] })).toEqual({
      change: { list: { items: [{ keep: [1, 2] }, { add: [{ id: 'd' }] }] } },
    });
  });

  it('follows the items after one that left the middle of a list, and tells what changed in one', () => {
    const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, of: 'five' }));
    expect(deltaOf({ list: [a, b, c, d, e] }, { list: [a, { id: 'B', of: 'five' }, d, e] })).toEqual({
      change: {
        list: { items: [{ keep: [0, 1] }, { at: 1, delta: { set: { id: 'B' } } }, { keep: [3, 2] }] },
      },
    });
  });

  it('writes a short list of plain values anew, and points at the rest of a long one', () => {
    expect(deltaOf({ list: [1, 2, 3] }, { list: [1, 2, 4] })).toEqual({ set: { list: [1, 2, 4] } });
    const long = Array.from({ length: 40 }, (_, n) => n);
    expect(deltaOf({ list: long }, { list: long.with(20, 99) })).toEqual({
      change: { list: { items: [{ keep: [0, 20] }, { add: [99] }, { keep: [21, 19] }] } },
    });
  });

  it('leads to any list that is made of the items of another and new ones, sharing those that stayed', () => {
    const items = fc.array(fc.record({ n: fc.integer({ min: 0, max: 3 }) }), { maxLength: 20 });
    const lists = fc
      .tuple(items, items)
      .chain(([before, fresh]) => fc.tuple(fc.constant(before), fc.shuffledSubarray([...before, ...fresh])));
    fc.assert(
      fc.property(lists, ([before, after]) => {
        const delta = deltaOf({ list: before }, { list: after });
        if (delta === undefined) return;
        const arrived = applyDelta({ list: before }, delta).list;
        expect(arrived).toEqual(after);
        const stayed = after.filter((each) => before.includes(each)).length;
        const shared = arrived.filter((each) => before.includes(each)).length;
        if (delta.set === undefined) expect(shared).toBeGreaterThanOrEqual(stayed);
      }),
    );
  });

  it('shares every branch that it does not touch', () => {
    const before = { touched: { n: 1 }, whole: { n: 1 } };
    const after = applyDelta(before, { change: { touched: { set: { n: 2 } } } });
    expect(after.whole).toBe(before.whole);
    expect(before.touched.n).toBe(1);
  });
});
