import { describe, expect, it } from 'vitest';
import { believes } from '../../../src/reality/belief-query.js';
import { openSimulation } from '../../../src/simulation/engine.js';
import { checkLeaks } from '../../../src/simulation/leak-check.js';
import type { LeakMode } from '../../../src/simulation/snapshot.js';
import { actionOf } from './people.js';
import { answered, isDecide, modelOf, playOne, snapshotOf } from './stage.js';

/** Alice names a thing and the place where it truly lies, which nobody has told her and she has never seen. */
function indiscretion() {
  const snapshot = snapshotOf({ cast: ['alice', 'bob'] });
  const state = openSimulation(snapshot);
  for (const [id, thing] of Object.entries(snapshot.world.entities)) {
    const at = thing.locationId;
    if (at === undefined || believes(state.beliefs, ['alice'], 'location', id) !== null) continue;
    const place = snapshot.world.locations[at]?.name ?? at;
    return { snapshot, state, id, line: `I am sure that ${thing.name} lies in ${place}.` };
  }
  throw new Error('Alice has seen everything');
}

const { snapshot, state, id, line } = indiscretion();
const spoken = actionOf({
  type: 'communicate',
  actorId: 'alice',
  target: 'bob',
  dialogue: { text: line, to: ['bob'], volume: 'normal' },
});
const check = (leakMode?: LeakMode) =>
  checkLeaks(leakMode === undefined ? snapshot : { ...snapshot, leakMode }, state, [spoken], 1);

describe('a line that gives away what its speaker can’t know', () => {
  it('is replaced unless the mode says otherwise', () => {
    for (const mode of [undefined, 'strict'] as const) {
      const { leaks, decisions } = check(mode);
      expect(leaks.map(({ entityId, where }) => `${where} ${entityId}`)).toContain(`dialogue ${id}`);
      expect(decisions[0]?.dialogue?.text).not.toBe(line);
    }
  });

  it('stands in mode `flag`, and is recorded just the same', () => {
    const { leaks, decisions } = check('flag');
    expect(leaks).toEqual(check('strict').leaks);
    expect(decisions[0]?.dialogue?.text).toBe(line);
  });

  it('counts before and, where it stands, after enforcement', async () => {
    const model = modelOf((request) =>
      answered({
        thought: 'somebody has to say it',
        action: request.key.endsWith('-alice') ? 'observe' : 'wait',
        target: null,
        dialogue: isDecide(request.data) && request.key.endsWith('-alice') ? line : null,
        intensity: 'normal',
        belief_updates: [],
      }),
    );
    const measuresIn = async (leakMode: LeakMode) =>
      (await playOne({ ...snapshot, leakMode }, state, model)).state.measures;
    const [strict, flag] = [await measuresIn('strict'), await measuresIn('flag')];
    expect(strict.leaksProposed).toBeGreaterThan(0);
    expect(strict.leaks).toBe(0);
    expect(flag.leaks).toBe(flag.leaksProposed);
    expect(flag.leaksProposed).toBe(strict.leaksProposed);
  });
});
