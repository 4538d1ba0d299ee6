import { describe, expect, it } from 'vitest';
import { openSimulation, type SimulationState } from '../../../src/simulation/engine.js';
import { playAll, playOne, SILENT, snapshotOf } from './stage.js';

describe('objectives', () => {
  it('are reached by whoever does what was missing', async () => {
    const snapshot = snapshotOf({ worldId: 'hallow_tor', cast: ['engineer'], seed: 1 });
    const state = openSimulation(snapshot);
    const engineer = state.personas.engineer;
    if (engineer === undefined) throw new Error('the engineer is missing');
    const atGate = { ...state, personas: { engineer: { ...engineer, locationId: 'gatehouse' } } };
    let now: SimulationState = atGate;
    for (let turn = 0; turn < 12 && now.objectives.hold_gate === 'open'; turn += 1) {
      const { record, state: next } = await playOne(snapshot, now, SILENT);
      now = next;
      if (now.objectives.hold_gate !== 'done') continue;
      const reached = record.events.find(({ data }) => data.objective === 'hold_gate');
      expect(reached).toMatchObject({ type: 'goal', agentId: 'engineer', outcome: 'success' });
      expect(now.world.entities.portcullis?.properties.working).toBe(true);
    }
    expect(now.objectives.hold_gate).toBe('done');
  });

  it('are lost when their time has passed, and stay lost', async () => {
    const { states, records } = await playAll(snapshotOf({ turns: 18, cast: ['maud', 'sol'] }), SILENT);
    const light = states.map(({ objectives }) => objectives.light_again);
    expect(light.at(14)).not.toBe('failed');
    expect(light.at(15)).toBe('failed');
    expect(light.at(-1)).toBe('failed');
    const told = records
      .flatMap(({ events }) => events)
      .filter(({ data }) => data.objective === 'light_again');
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ type: 'complication', outcome: 'failure' });
  });
});

describe('goals', () => {
  it('are decided once, by events, and the record says so', async () => {
    for (let seed = 1; seed <= 6; seed += 1) {
      const { states, records } = await playAll(snapshotOf({ seed, turns: 20 }));
      const decided = records
        .flatMap(({ events }) => events.flatMap(({ effects }) => effects))
        .filter(({ kind }) => kind === 'goal');
      const closed = Object.values(states.at(-1)?.personas ?? {}).flatMap(({ goals }) =>
        goals.filter(({ status }) => status !== 'open'),
      );
      expect(decided).toHaveLength(closed.length);
    }
  });
});
