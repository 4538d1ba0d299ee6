import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BeliefEntry } from '../../../src/reality/belief-store.js';
import { BoundedDraft } from '../../../src/reality/bounded-draft.js';
import { factListsOf } from '../../../src/simulation/fact-lists.js';
import { factKey, factsAmong, type Knowledge, type KnownFacts } from '../../../src/simulation/known-facts.js';
import { snapshotOf } from './stage.js';

const snapshot = snapshotOf({ cast: ['alice', 'bob'] });
const { discoveries, lore } = snapshot.script;
const byWeight = Object.keys(discoveries).sort(
  (a, b) => (discoveries[b]?.weight ?? 0) - (discoveries[a]?.weight ?? 0) || (a < b ? -1 : 1),
);
const [common = ''] = Object.keys(lore);
const [heavy = '', light = ''] = [byWeight[0], byWeight.at(-1)];

function learned(turn: number, how: Knowledge['learned']): Knowledge {
  const record = { value: true, base: 1, confirmations: 0, channel: 'sight', source: 'self' } as const;
  return { record: { ...record, acquiredAt: 0, provenance: [] }, learned: how, turn, eventId: 't0001-e001' };
}

const known: KnownFacts = {
  [light]: learned(4, 'told'),
  'saw-t0002-e001': learned(2, 'saw'),
  [heavy]: learned(3, 'found'),
  [common]: learned(0, 'lore'),
  'secret-alice-1': learned(0, 'lore'),
  'secret-bob-1': learned(0, 'lore'),
  'saw-t0004-e001': learned(4, 'saw'),
};
const lists = factListsOf(snapshot, known, 'alice');
const ids = (facts: readonly { readonly id: string }[]) => facts.map(({ id }) => id);

describe('what somebody knows, in order', () => {
  it('begins with what was learned last, by id where that was in one turn', () => {
    const [first, second] = [light, 'saw-t0004-e001'].sort();
    expect(ids(lists.newest).slice(0, 4)).toEqual([first, second, heavy, 'saw-t0002-e001']);
    expect(ids(lists.lore)).toEqual([common]);
    expect(ids(lists.own)).toEqual(ids(lists.newest).filter((id) => id !== common));
  });

  it('names for telling what isn’t known to all, the weightiest first, one’s own secrets among it', () => {
    const told = ids(lists.tellable);
    expect(told.filter((id) => id in discoveries)).toEqual([heavy, light]);
    expect(told).toContain('secret-alice-1');
    expect(told).not.toContain('secret-bob-1');
    expect(told).not.toContain(common);
  });

  it('counts the world’s findings and says where they point to', () => {
    expect(lists.findings).toEqual({ count: 2, turn: 4 });
    const turnsOf = (place: string) =>
      [heavy, light].flatMap((id) =>
        discoveries[id]?.leadsTo.includes(place) ? [known[id]?.turn ?? 0] : [],
      );
    const places = [heavy, light].flatMap((id) => discoveries[id]?.leadsTo ?? []);
    expect([...lists.pointers.keys()].sort()).toEqual([...new Set(places)].sort());
    for (const [place, turn] of lists.pointers) expect(turn).toBe(Math.max(...turnsOf(place)));
  });

  it('keeps each with the key of its belief, and is made once for as long as the same is known', () => {
    for (const { id, key, knowledge } of lists.newest) {
      expect(key).toBe(factKey(id));
      expect(knowledge).toBe(known[id]);
    }
    expect(factListsOf(snapshot, known, 'alice')).toBe(lists);
  });

  it('is the same when it follows what is known from draft to draft', () => {
    const factIds = [heavy, light, common, 'secret-alice-1', 'saw-t0001-e001', 'saw-t0002-e001', 'worn-lamp'];
    const write = fc.record({
      id: fc.constantFrom(...factIds),
      turn: fc.integer({ min: 0, max: 4 }),
      source: fc.constantFrom('self', 'bob', 'lore'),
      drops: fc.boolean(),
    });
    const entry = (turn: number, source: string): BeliefEntry => ({
      active: {
        value: true,
        base: 1,
        confirmations: 0,
        channel: source === 'bob' ? 'told' : 'sight',
        source,
        acquiredAt: turn,
        provenance: [`t000${turn}-e001`],
      },
    });
    // Some drafts are read between two askings for the lists, and some aren't.
    const draft = fc.record({ writes: fc.array(write, { maxLength: 5 }), asks: fc.boolean() });
    fc.assert(
      fc.property(fc.array(draft, { maxLength: 8 }), (drafts) => {
        let entries: Readonly<Record<string, BeliefEntry>> = {};
        for (const { writes, asks } of drafts) {
          const next = new BoundedDraft(entries, 5, (_, { active }) => active.acquiredAt);
          for (const { id, turn, source, drops } of writes) {
            if (drops) next.drop(factKey(id));
            else next.set(factKey(id), entry(turn, source));
          }
          entries = next.seal();
          const following = factsAmong(snapshot, entries);
          if (!asks) continue;
          expect(factListsOf(snapshot, following, 'alice')).toEqual(
            factListsOf(snapshot, factsAmong(snapshot, { ...entries }), 'alice'),
          );
        }
      }),
    );
  });
});
