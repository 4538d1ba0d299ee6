import { describe, expect, it } from 'vitest';
import { SimulationInputError } from '../../../src/errors.js';
import { openBeliefs } from '../../../src/reality/beliefs.js';
import { stirWorld } from '../../../src/simulation/complications.js';
import { deliberate } from '../../../src/simulation/deliberation.js';
import { openSimulation } from '../../../src/simulation/engine.js';
import { feedbackFor } from '../../../src/simulation/feedback.js';
import { factKey } from '../../../src/simulation/known-facts.js';
import { type Complication, triggerCondition } from '../../../src/simulation/snapshot.js';
import type { SimulationState } from '../../../src/simulation/state.js';
import { TurnLog } from '../../../src/simulation/turn-log.js';
import { playAll, snapshotOf } from './stage.js';

const flood = (fields: Partial<Complication>): Complication => ({
  id: 'flood',
  when: { kind: 'simulation_start' },
  probability: 1,
  texts: ['The water came up.'],
  weight: 1,
  effects: [],
  ...fields,
});

/** What comes of itself in one turn of a run with these complications. */
function stirred(
  complications: readonly Complication[],
  turn: number,
  change: Partial<SimulationState['world']> = {},
  seed = 7,
) {
  const base = snapshotOf({ cast: ['engineer', 'tomas', 'bob'], seed });
  const snapshot = { ...base, script: { ...base.script, complications, weatherChanges: [], things: {} } };
  const state = openSimulation(snapshot);
  const log = new TurnLog({ ...state, world: { ...state.world, ...change } }, turn, 0);
  stirWorld(snapshot, log);
  return { log, before: state, ids: log.events.flatMap(({ provides }) => provides) };
}

describe('the condition of a trigger', () => {
  it('reads the three forms and refuses all else', () => {
    expect(triggerCondition('simulation_start')).toEqual({ kind: 'simulation_start' });
    expect(triggerCondition('turn >= 12')).toEqual({ kind: 'turn', atLeast: 12 });
    expect(triggerCondition('investigation_count >= 3')).toEqual({ kind: 'investigation_count', atLeast: 3 });
    for (const wrong of ['', 'turn > 3', 'turn >= -1', 'dialogue_count >= 2', 'turn >= 3; drop']) {
      expect(() => triggerCondition(wrong)).toThrow(SimulationInputError);
    }
  });
});

describe('a trigger', () => {
  it('of the start comes in the first turn and in no other', () => {
    expect(stirred([flood({})], 1).ids).toEqual(['flood']);
    expect(stirred([flood({})], 2).ids).toEqual([]);
  });

  it('of a turn or a count comes as soon as that is reached, if it is certain', () => {
    const late = flood({ when: { kind: 'turn', atLeast: 3 } });
    expect([2, 3, 4].map((turn) => stirred([late], turn).ids.length)).toEqual([0, 1, 1]);
    const learned = flood({ when: { kind: 'investigation_count', atLeast: 2 } });
    const counted = (investigation: number) =>
      stirred([learned], 1, { counters: { investigation, dialogue: 0 } }).ids.length;
    expect([1, 2].map(counted)).toEqual([0, 1]);
  });

  it('fires once', () => {
    expect(stirred([flood({})], 1, { triggersFired: ['flood'] }).ids).toEqual([]);
  });

  it('that isn’t certain comes in some turns and not in others, never at odds of 0', () => {
    const seeds = Array.from({ length: 60 }, (_, seed) => seed);
    const came = (probability: number) =>
      seeds.filter(
        (seed) =>
          stirred([flood({ probability, when: { kind: 'turn', atLeast: 1 } })], 1, {}, seed).ids.length > 0,
      ).length;
    expect(came(0)).toBe(0);
    expect(came(0.5)).toBeGreaterThan(5);
    expect(came(0.5)).toBeLessThan(40);
  });

  it('touches all, those of a faction and those of a profession, and adds it up', () => {
    const { log, before } = stirred(
      [
        flood({
          impact: {
            all: { stress: 0.1 },
            factions: { 'the customs fleet': { morale: -5 } },
            professions: { soldier: { morale: -3 }, engineer: { stamina: -7 } },
          },
        }),
      ],
      1,
    );
    const change = (id: string) => {
      const [was, is] = [before.personas[id], log.state.personas[id]];
      return {
        stress: (is?.state.stress ?? 0) - (was?.state.stress ?? 0),
        morale: (is?.resources.morale.current ?? 0) - (was?.resources.morale.current ?? 0),
        stamina: (is?.resources.stamina.current ?? 0) - (was?.resources.stamina.current ?? 0),
      };
    };
    expect(change('bob')).toEqual({ stress: 0.1, morale: 0, stamina: 0 });
    expect(change('engineer')).toEqual({ stress: 0.1, morale: 0, stamina: -7 });
    expect(change('tomas')).toEqual({ stress: 0.1, morale: -8, stamina: 0 });
  });
});

describe('the phases of a story', () => {
  it('never go backwards', async () => {
    const order = ['initialization', 'investigation_phase', 'interaction_phase'];
    const { states } = await playAll(snapshotOf({ turns: 12 }));
    const phases = states.map(({ world }) => order.indexOf(world.phase));
    expect([...phases].sort()).toEqual(phases);
    expect(phases.at(-1)).toBe(2);
  });
});

describe('feedback', () => {
  it('holds own clues for this turn and the last, what others found and what changed for two', () => {
    const snapshot = snapshotOf({ cast: ['alice', 'bob'] });
    const [own = '', others = ''] = Object.keys(snapshot.script.discoveries).sort();
    const opening = openSimulation(snapshot);
    const alice = opening.personas.alice;
    if (alice === undefined) throw new Error('Alice is missing');
    const draft = openBeliefs(opening.beliefs);
    const learn = (fact: string, channel: 'sight' | 'told', source: string) =>
      draft.inform('alice', factKey(fact), {
        value: true,
        category: 'social',
        reliability: 1,
        channel,
        source,
        time: opening.world.clock,
        eventId: 't0004-e001',
      });
    learn(own, 'sight', 'self');
    learn(others, 'told', 'bob');
    learn('happened-flood', 'sight', 'self');
    const state: SimulationState = {
      ...opening,
      facts: { 'happened-flood': { text: 'the water came up', about: [], turn: 4 } },
      beliefs: draft.seal(),
    };
    const at = (turn: number) => feedbackFor(deliberate(snapshot, state, turn, alice));
    const text = (id: string) => snapshot.script.discoveries[id]?.text;
    const news = { changes: ['the water came up'], discoveries: [text(others)] };
    expect(at(5)).toEqual({ ...news, clues: [text(own)] });
    expect(at(6)).toEqual({ ...news, clues: [] });
    expect(at(7)).toEqual({ clues: [], changes: [], discoveries: [] });
  });
});
