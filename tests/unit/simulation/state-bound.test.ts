import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { deltaText } from '../../../src/simulation/delta-text.js';
import { openSimulation, type SimulationState } from '../../../src/simulation/engine.js';
import {
  isLookedAt,
  noteGrowth,
  STATE_BOUND,
  storedBytes,
  withinBound,
} from '../../../src/simulation/state-bound.js';
import { playAll, playOne, snapshotOf } from './stage.js';

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe('the size of a state', () => {
  it('is what its JSON takes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // JSON has no -0.
        const stored = JSON.parse(JSON.stringify(value));
        expect(storedBytes(stored)).toBe(bytes(stored));
      }),
    );
  });

  it('grows by no more than what its delta takes', async () => {
    const { states } = await playAll(snapshotOf({ turns: 12 }));
    for (const [index, after] of states.entries()) {
      const before = states[index - 1];
      if (before === undefined) continue;
      const delta = deltaText(before, after) ?? '';
      // Measured once, then only what is added is counted: a bound that the count keeps within holds for the state.
      withinBound(before);
      noteGrowth(before, after, delta);
      const counted = bytes(before) + 3 * delta.length + 128;
      expect(bytes(after)).toBeLessThanOrEqual(counted);
      expect(withinBound(after, counted)).toEqual({ state: after });
    }
  });

  it('is looked at every tenth turn', () => {
    expect([1, 9, 10, 11, 20].filter(isLookedAt)).toEqual([10, 20]);
  });
});

describe('a state', () => {
  let state: SimulationState;
  beforeAll(async () => {
    const { states } = await playAll(snapshotOf({ turns: 8 }));
    state = states.at(-1) as SimulationState;
  });
  const pastOf = ({ beliefs }: SimulationState) =>
    Object.values(beliefs.stores).flatMap(({ entries }) =>
      Object.values(entries).flatMap(({ past = [] }) => past),
    );
  const memoriesOf = ({ memories }: SimulationState) =>
    Object.values(memories).flatMap(({ pages }) => pages.flat());

  it('of a story is far below the bound and stays as it is', () => {
    expect(bytes(state)).toBeLessThan(STATE_BOUND / 8);
    expect(withinBound(state)).toEqual({ state });
  });

  it('that is too large loses its oldest retired beliefs first', () => {
    const size = bytes(state);
    const retired = pastOf(state);
    expect(retired.length).toBeGreaterThan(1);
    const tight = withinBound(state, size - 1);
    expect(tight.trimmed).toMatchObject({ kind: 'state_trimmed', bytes: size });
    expect(tight.trimmed?.retiredBeliefs).toBeGreaterThan(0);
    const left = Math.min(...pastOf(tight.state).map(([, , since]) => since), Number.POSITIVE_INFINITY);
    for (const [, , since] of retired.filter((held) => !pastOf(tight.state).includes(held))) {
      expect(since).toBeLessThanOrEqual(left);
    }
  });

  it('that is much too large loses its oldest memories, too, each with the turn of its last access', () => {
    const bound = Math.floor(bytes(state) * 0.9);
    const { state: after, trimmed } = withinBound(state, bound);
    expect(trimmed?.memories).toBeGreaterThan(0);
    expect(memoriesOf(after)).toHaveLength(memoriesOf(state).length - (trimmed?.memories ?? 0));
    for (const { pages, lastAccess } of Object.values(after.memories)) {
      expect(lastAccess.map(({ length }) => length)).toEqual(pages.map(({ length }) => length));
    }
    const lost = memoriesOf(state).filter((item) => !memoriesOf(after).includes(item));
    const oldestLeft = Math.min(...memoriesOf(after).map(({ time }) => time), Number.POSITIVE_INFINITY);
    for (const { time } of lost) expect(time).toBeLessThanOrEqual(oldestLeft);
    // What is believed now isn't touched.
    const actives = ({ beliefs }: SimulationState) =>
      Object.values(beliefs.stores).map(({ entries }) => Object.values(entries).map(({ active }) => active));
    expect(actives(after)).toEqual(actives(state));
  });

  it('plays on from what is left', async () => {
    const { state: after } = withinBound(state, Math.floor(bytes(state) * 0.9));
    const { record } = await playOne(snapshotOf({ turns: 9 }), after);
    expect(record.events.length).toBeGreaterThan(0);
    expect(record).not.toHaveProperty('warnings');
  });
});

describe('a turn of nobody', () => {
  it('is empty, says so, and leaves everything but the time as it is', async () => {
    const snapshot = snapshotOf({ cast: ['alice'] });
    const open = { ...openSimulation(snapshot), personas: {}, minds: {}, knowledge: {}, memories: {} };
    const { record, state } = await playOne({ ...snapshot, cast: [] }, open);
    expect(record).toMatchObject({
      turn: 1,
      warnings: [{ kind: 'empty_turn' }],
      events: [],
      decisions: [],
      briefs: [],
      modelAnswers: [],
    });
    expect(state.turn).toBe(1);
    expect(state.world).toEqual({ ...open.world, turn: 1, clock: record.startedAt });
  });
});
