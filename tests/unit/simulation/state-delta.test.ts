import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyDelta, diffStates } from '../../../src/simulation/state-delta.js';

const states = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor', 'é'),
  fc.jsonValue({ maxDepth: 3 }),
  { maxKeys: 6 },
);

describe('The delta between two states', () => {
  it('leads from the one to the other, also after a detour through JSON', () => {
    fc.assert(
      fc.property(states, states, (before, after) => {
        const delta = diffStates(before, after);
        const arrived =
          delta === undefined
            ? before
            : applyDelta(before, JSON.parse(JSON.stringify(delta)) as typeof delta);
        expect(JSON.parse(JSON.stringify(arrived))).toEqual(JSON.parse(JSON.stringify(after)));
      }),
    );
  });

  it('is nothing between equal ones, shared or not', () => {
    fc.assert(
      fc.property(states, (state) => {
        const plain = JSON.parse(JSON.stringify(state)) as object;
        expect(diffStates(plain, structuredClone(plain))).toBeUndefined();
      }),
    );
  });

  it('holds what changed and no more', () => {
    const world = { places: { hut: { light: 'dim', name: 'the hut' } }, far: { huge: 'x'.repeat(1000) } };
    const after = { ...world, places: { hut: { ...world.places.hut, light: 'dark' } } };
    expect(diffStates(world, after)).toEqual({
      change: { places: { change: { hut: { set: { light: 'dark' } } } } },
    });
  });

  it('follows a list that forgets at its head and grows at its end', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => ({ id }));
    expect(diffStates({ list: [a, b, c] }, { list: [b, c, d] })).toEqual({
      change: { list: { drop: 1, append: [{ id: 'd' }] } },
    });
  });

  it('shares every branch that it does not touch', () => {
    const before = { touched: { n: 1 }, whole: { n: 1 } };
    const after = applyDelta(before, { change: { touched: { set: { n: 2 } } } });
    expect(after.whole).toBe(before.whole);
    expect(before.touched.n).toBe(1);
  });
});
