import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlayState } from '../../../src/game/hidden.js';
import { timesUntil } from '../../../src/game/reducers/world.js';
import type { PersonUpdate } from '../../../src/game/sections/people.js';
import type { FieldChange, WorldField } from '../../../src/game/sections/world-change.js';
import { TIMES_OF_DAY } from '../../../src/game/session.js';
import { type Acted, act, smallGame } from './small-game.js';

const change = (field: WorldField, value: string): FieldChange => ({
  field,
  value,
  because: 'the action does it',
});
const changed = (state: PlayState, changes: readonly FieldChange[], acted: Acted = {}) =>
  act(state, { world_change: { confidence: 0.5, changes } }, acted);
const worldOf = ({ session }: PlayState) => session.world_state;

describe('the place', () => {
  it('changes to one that is next to it, with its description and whoever is there', () => {
    const { state, result } = changed(smallGame(), [change('location', 'the market')]);
    expect(worldOf(state)).toMatchObject({
      current_location: 'Market',
      environment_description: 'Stalls under canvas.',
      location_history: ['Harbour', 'Market'],
      npcs_present: ['Bram'],
      available_actions: ['Talk to Bram', 'Go to Harbour', 'Go to Old Tower', 'Look around'],
    });
    expect(result.action_result.world_changes).toEqual({
      location: { from: 'Harbour', to: 'Market', because: 'the action does it' },
    });
    expect(state.hidden.minutes).toBe(40);
    expect(state.hidden.encounter_seq).toBe(1);
  });

  it('further off is reached when the action goes there, through the places between', () => {
    const { state } = changed(smallGame(), [change('location', 'Old Tower')], {
      text: 'I walk to the old tower',
    });
    expect(worldOf(state).location_history).toEqual(['Harbour', 'Market', 'Old Tower']);
    const carried = changed(smallGame(), [change('location', 'Old Tower')]);
    expect(worldOf(carried.state).current_location).toBe('Harbour');
    expect(carried.refused).toMatchObject([{ check: 'place-reached' }]);
    expect(carried.result.consistency_score).toBe(0.8);
  });

  it('to which no way leads is not reached', () => {
    const { state, refused } = changed(smallGame(), [change('location', 'Sunken Isle')], {
      text: 'I travel to the Sunken Isle',
    });
    expect(worldOf(state).current_location).toBe('Harbour');
    expect(refused).toMatchObject([{ check: 'place-reached' }]);
  });

  it('that is not on the map is added for this session when the action or the story names it', () => {
    const down = change('location', 'Smugglers’ Cave');
    const found = changed(smallGame(), [change('description', 'Water drips.'), down], {
      text: 'I climb down into the smugglers’ cave',
    });
    expect(worldOf(found.state)).toMatchObject({
      current_location: 'Smugglers’ Cave',
      environment_description: 'Water drips.',
    });
    expect(found.state.hidden.places).toEqual([
      { name: 'Smugglers’ Cave', description: 'Water drips.', connections: ['Harbour'], created_seq: 1 },
    ]);
    const back = changed(found.state, [change('location', 'Harbour')]);
    expect(worldOf(back.state).current_location).toBe('Harbour');
    expect(worldOf(changed(smallGame(), [down]).state).current_location).toBe('Harbour');
  });
});

describe('the time of day', () => {
  it('goes forward by up to half a day, and in a rest nearly around it', () => {
    const at = (from: (typeof TIMES_OF_DAY)[number], to: string, text = 'I look around') =>
      worldOf(
        changed(smallGame({ world_state: { time_of_day: from } }), [change('time_of_day', to)], { text })
          .state,
      ).time_of_day;
    expect(at('day', 'Evening')).toBe('evening');
    expect(at('day', 'morning')).toBe('day');
    expect(at('evening', 'morning')).toBe('morning');
    expect(at('day', 'dawn')).toBe('day');
    expect(at('day', 'dawn', 'I sleep until dawn')).toBe('dawn');
    expect(at('day', 'noon')).toBe('day');
  });

  it('takes four hours for each', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TIMES_OF_DAY), fc.constantFrom(...TIMES_OF_DAY), (from, to) => {
        const { state } = changed(
          smallGame({ world_state: { time_of_day: from } }),
          [change('time_of_day', to)],
          {
            text: 'I sleep',
          },
        );
        expect(state.hidden.minutes).toBe(10 + 240 * timesUntil(from, to));
        expect(worldOf(state).time_of_day).toBe(to);
      }),
    );
  });
});

describe('what surrounds the character', () => {
  it('is told of in what can be stored, wherever it is cut off', () => {
    for (const length of [198, 199, 200]) {
      const { state } = changed(smallGame(), [change('add_condition', `${'x'.repeat(length)}🙂🙂`)]);
      const [condition] = worldOf(state).special_conditions;
      expect(condition).toContain('x'.repeat(length));
      expect(condition?.isWellFormed()).toBe(true);
    }
  });

  it('changes by what is known to be: weather, conditions and events', () => {
    const { state, refused, result } = changed(
      smallGame({ world_state: { special_conditions: ['The bell is silent'] } }),
      [
        change('event', 'The bell rings.'),
        change('weather', 'RAIN'),
        change('remove_condition', 'the bell is silent'),
        change('add_condition', 'the quay is wet'),
        change('remove_condition', 'nothing such'),
        change('weather', 'a hail of frogs'),
      ],
    );
    expect(worldOf(state)).toMatchObject({ weather: 'rain', special_conditions: ['the quay is wet'] });
    expect(worldOf(state).world_events).toEqual([
      {
        id: 'e0001-1',
        action_seq: 1,
        location: 'Harbour',
        text: 'The bell rings.',
        because: 'the action does it',
      },
    ]);
    expect(refused).toHaveLength(2);
    expect(result.consistency_score).toBe(1);
    expect(result.action_result.world_changes).toMatchObject({
      weather: { from: 'clear', to: 'rain' },
      conditions_begun: [{ text: 'the quay is wet' }],
      conditions_ended: [{ text: 'The bell is silent' }],
      events: [{ text: 'The bell rings.' }],
    });
  });

  it('keeps the newest twelve conditions and twenty events', () => {
    let state = smallGame();
    for (let seq = 1; seq <= 25; seq += 1) {
      ({ state } = changed(state, [
        change('add_condition', `sign ${seq}`),
        change('event', `Event ${seq}.`),
      ]));
    }
    expect(worldOf(state).special_conditions).toEqual(
      Array.from({ length: 12 }, (_, index) => `sign ${index + 14}`),
    );
    expect(worldOf(state).world_events.map(({ id }) => id)).toEqual(
      Array.from({ length: 20 }, (_, index) => `e00${String(index + 6).padStart(2, '0')}-1`),
    );
  });
});

describe('people', () => {
  const update = (name: string, parts: Partial<PersonUpdate> = {}): PersonUpdate => ({
    name,
    disposition: 0,
    because: 'of the action',
    ...parts,
  });
  const updated = (state: PlayState, updates: readonly PersonUpdate[]) =>
    act(state, { npc_updates: updates });

  it('speak when they are present or come to be, under any of their names', () => {
    const { state, refused, result } = updated(smallGame(), [
      update('cleo', { says: 'Good day.', disposition: 5 }),
      update('the Keeper', { says: 'Wait for me!', location: 'harbour' }),
      update('Bram', { says: 'I am not even here.', disposition: 7 }),
    ]);
    expect(worldOf(state).npcs_present).toEqual(['Ada', 'Cleo']);
    expect(worldOf(state).npc_states).toMatchObject({ Cleo: { disposition: 5 }, Bram: { disposition: 7 } });
    expect(refused).toMatchObject([{ check: 'speakers-present', what: 'Bram: says' }]);
    expect(result.consistency_score).toBe(0.8);
    const told = result.action_result.world_changes.people;
    expect(told).toMatchObject([
      { name: 'Cleo', says: 'Good day.' },
      { name: 'Ada', says: 'Wait for me!' },
      { name: 'Bram' },
    ]);
    expect(JSON.stringify(told)).not.toContain('not even here');
    expect(state.hidden.encounter_seq).toBe(1);
  });

  it('who are dead do nothing, and nobody else of an unknown name or the own does', () => {
    const dead = smallGame();
    const { npc_states } = dead.session.world_state;
    const state = smallGame({
      world_state: {
        npc_states: { ...npc_states, Cleo: { location: 'Harbour', status: 'dead', disposition: 0 } },
      },
    });
    const {
      refused,
      result,
      state: reached,
    } = updated(state, [
      update('Cleo', { says: 'I live!', status: 'idle' }),
      update('Zed', { does: 'walks by' }),
      update('Wren', { says: 'I say so.' }),
      update('Ada', { location: 'Nowhere', status: 'worried' }),
    ]);
    expect(refused.map(({ check }) => check)).toEqual(['no-dead-act', undefined, undefined, undefined]);
    expect(worldOf(reached).npc_states).toMatchObject({
      Cleo: { status: 'dead' },
      Ada: { status: 'worried', location: 'Lighthouse' },
    });
    expect(result.consistency_score).toBe(0.8);
    expect(worldOf(reached).available_actions).not.toContain('Talk to Cleo');
  });

  it('feel for the character between -100 and 100', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 30 }), (moves) => {
        let state = smallGame();
        let expected = 0;
        for (const disposition of moves) {
          ({ state } = updated(state, [update('Cleo', { disposition })]));
          expected = Math.min(100, Math.max(-100, expected + disposition));
        }
        expect(worldOf(state).npc_states.Cleo?.disposition).toBe(expected);
      }),
      { numRuns: 30 },
    );
  });
});
