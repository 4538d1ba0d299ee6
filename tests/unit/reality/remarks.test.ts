import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BeliefEntry } from '../../../src/reality/belief-store.js';
import { HOLDS } from '../../../src/reality/beliefs.js';
import { BoundedDraft } from '../../../src/reality/bounded-draft.js';
import type { ModelledBelief } from '../../../src/reality/nested-beliefs.js';
import { remarks, remarksBySubject, whereaboutsIn, whereaboutsOf } from '../../../src/reality/remarks.js';

const PROPERTIES = ['location', 'conduct', 'open', HOLDS];
const key = fc
  .tuple(fc.constantFrom('ada', 'ben', 'lamp', 'shed'), fc.constantFrom(...PROPERTIES))
  .map((parts) => parts.join('|'));
const step = fc.record({ key, drops: fc.boolean() });
const BOUND = 12;

function entryAt(time: number): BeliefEntry {
  const active = { value: time, base: 1, confirmations: 0, channel: 'sight', source: 'self' } as const;
  return { active: { ...active, acquiredAt: time, provenance: [] } };
}

/** Maps that drafts lead to one after the other. */
function mapsAfter<T>(
  rounds: readonly (readonly { key: string; drops: boolean }[])[],
  at: (time: number) => T,
) {
  let time = 0;
  let map: Readonly<Record<string, T>> = {};
  return rounds.map((steps) => {
    const draft = new BoundedDraft(map, BOUND, () => 0);
    for (const { key: written, drops } of steps) {
      time += 1;
      if (drops) draft.drop(written);
      else draft.set(written, at(time));
    }
    map = draft.seal();
    return map;
  });
}

const rounds = fc.array(fc.array(step, { maxLength: 6 }), { maxLength: 8 });

describe('what a store holds apart from places and facts', () => {
  it('is the same when it follows the store from draft to draft', () => {
    fc.assert(
      fc.property(rounds, (all) => {
        for (const entries of mapsAfter(all, entryAt)) {
          const expected = Object.keys(entries).filter((each) => /\|(?:conduct|open)$/.test(each));
          expect(remarks(entries)).toEqual(expected);
          const bySubject = [...remarksBySubject(entries)];
          expect(bySubject.flatMap(([, about]) => about.map((remark) => remark.key)).sort()).toEqual(
            expected.toSorted(),
          );
          for (const [subject, about] of bySubject) {
            expect(about.map(({ property }) => `${subject}|${property}`)).toEqual(
              about.map((remark) => remark.key),
            );
          }
        }
      }),
    );
  });

  it('stays the very list while only what the remarks say changes', () => {
    const [before, after] = mapsAfter(
      [[{ key: 'ada|conduct', drops: false }], [{ key: 'ada|conduct', drops: false }]],
      entryAt,
    );
    expect(after).not.toBe(before);
    expect(remarks(after ?? {})).toBe(remarks(before ?? {}));
  });
});

describe('where a model has others and things to be', () => {
  it('is the same when it follows the model from draft to draft', () => {
    fc.assert(
      fc.property(rounds, (all) => {
        const held = (time: number): ModelledBelief => ({ now: ['hall', 1, time, 'self', 't0001-e001'] });
        for (const model of mapsAfter(all, held)) {
          const keys = whereaboutsIn(model);
          expect(keys).toEqual(Object.keys(model).filter((each) => each.endsWith('|location')));
          expect(keys.map((each) => `${whereaboutsOf(each)}|location`)).toEqual(keys);
        }
      }),
    );
  });
});
