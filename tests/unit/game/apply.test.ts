import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SECTIONS } from '../../../src/game/answer.js';
import { consistencyScore } from '../../../src/game/apply.js';
import { SYSTEMS } from '../../../src/game/systems.js';
import { CHECKS, type Refusal } from '../../../src/game/turn.js';
import { wireSession } from '../../../src/game/wire.js';
import { act, gameWith, item, smallGame } from './small-game.js';

const walk = {
  confidence: 0.9,
  changes: [{ field: 'location', value: 'Market', because: 'you walk' }],
} as const;

describe('an answer that is applied', () => {
  it('tells what was done and what came of it, under ids of the action', () => {
    const { story, state } = act(
      smallGame(),
      { narrative: 'The stalls open.' },
      { text: 'I go', actionSeq: 12 },
    );
    expect(story).toEqual([
      { id: 'a0012-1', type: 'player', text: 'I go', timestamp: '2031-05-01T10:00:00.000Z' },
      { id: 'a0012-2', type: 'narration', text: 'The stalls open.', timestamp: '2031-05-01T10:00:00.000Z' },
    ]);
    expect(state.hidden.entries).toBe(3);
    expect(state.session.version).toBe(1);
  });

  it('is told to clients in events: what is told, what has changed, and where the session stands', () => {
    const { events, story } = act(
      smallGame({ character: { experience: 97 } }),
      { world_change: walk, narrative: 'The stalls open.' },
      { text: 'I go to the market' },
    );
    expect(events.map(({ type }) => type)).toEqual([
      'narrative_response',
      'world_update',
      'level_up',
      'action_response',
      'session_update',
    ]);
    expect(events.map(({ data }) => data)).toMatchObject([
      {
        story_entry: story[1],
        gm_response: 'The stalls open.',
        world_changes: { location: { to: 'Market' } },
      },
      { world_state: { current_location: 'Market', npcs_present: ['Bram'] } },
      { level: 2, max_health: 105, max_mana: 53 },
      { success: true, task_id: 'task-1', version: 1 },
      { version: 1, character: { level: 2, experience: 100 } },
    ]);
  });

  it('says nothing of a world that has not changed', () => {
    expect(act(smallGame()).events.map(({ type }) => type)).toEqual([
      'narrative_response',
      'action_response',
      'session_update',
    ]);
  });

  it('is worth 0.2 less for each kind of check that fails, and never less than nothing', () => {
    const failing = (check: (typeof CHECKS)[number]): Refusal => ({
      system: 's',
      what: 'w',
      why: 'y',
      check,
    });
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...CHECKS)), (checks) => {
        expect(consistencyScore(checks.map(failing))).toBeCloseTo(1 - new Set(checks).size / 5, 10);
      }),
    );
    expect(consistencyScore([{ system: 's', what: 'w', why: 'y' }])).toBe(1);
    const wrong = act(gameWith([item({ name: 'rope' })]), {
      world_change: { confidence: 1, changes: [{ field: 'location', value: 'Moon', because: 'you fly' }] },
      character_development: {
        confidence: 0,
        skills: [],
        vitals: { health: 5, mana: 0, because: 'you feel better' },
      },
      items: [
        {
          change: 'use',
          name: 'sextant',
          quantity: 1,
          because: 'you measure',
          type: 'tool',
          rarity: 'common',
          weight: 1,
        },
        {
          change: 'drop',
          name: 'rope',
          quantity: 1,
          because: 'you drop it',
          type: 'tool',
          rarity: 'common',
          weight: 1,
        },
      ],
      npc_updates: [{ name: 'Ada', says: 'Here!', disposition: 0, because: 'she calls' }],
    });
    expect(wrong.result.consistency_score).toBe(0.2);
    expect(wrong.state.session.inventory).toEqual([]);
    expect(wrong.result.success).toBe(true);
  });

  it('suggests what the rules allow, each once, or else what is possible there', () => {
    const suggestions = (suggested_actions: readonly string[]) =>
      act(smallGame(), { suggested_actions }).result.action_result.suggested_actions;
    expect(
      suggestions(['Talk to Cleo', 'talk to cleo!', 'Sail to the Sunken Isle', 'Use the tide crown', 'Wait']),
    ).toEqual(['Talk to Cleo', 'Wait']);
    expect(suggestions(['Sail to the Sunken Isle'])).toEqual([
      'Talk to Cleo',
      'Go to Market',
      'Go to Lighthouse',
      'Look around',
    ]);
  });

  it('has told before it what has come due, so that both stand in one result', () => {
    const begun = act(smallGame(), {
      consequences: [
        {
          category: 'environmental',
          description: 'The tide turns',
          narrative_text: 'Water runs back.',
          severity: 'moderate',
          delay: 'short_term',
          trigger: { kind: 'actions_elapsed', actions: 1 },
          effects: { world: { weather: 'fog' } },
        },
      ],
    }).state;
    const { result, state } = act(begun, { world_change: walk }, { text: 'I go to the market' });
    expect(result.action_result.consequences).toMatchObject([
      { id: 'c0001-1', status: 'applied', type: 'delayed' },
    ]);
    expect(result.action_result.world_changes).toMatchObject({
      weather: { to: 'fog' },
      location: { to: 'Market' },
    });
    expect(state.session.world_state).toMatchObject({ weather: 'fog', current_location: 'Market' });
  });

  it('counts whom the action brings before the character as an encounter', () => {
    expect(act(smallGame(), { world_change: walk }).state.hidden.encounter_seq).toBe(1);
    expect(act(smallGame()).state.hidden.encounter_seq).toBe(0);
  });
});

describe('the systems of play', () => {
  it('take their part of an answer in the order of the rules, every section by one of them', () => {
    expect(SYSTEMS.map(({ name }) => name)).toEqual([
      'world',
      'people',
      'items',
      'vitals',
      'consequences',
      'quests',
      'experience',
      'development',
    ]);
    const taken = new Set(SYSTEMS.flatMap(({ sections }) => sections));
    expect(Object.keys(SECTIONS).filter((name) => ![...taken].some((each) => each === name))).toEqual([]);
  });
});

describe('a session as clients see it', () => {
  it('says of each consequence whether it was felt at once and when it comes due', () => {
    const consequence = {
      category: 'social',
      description: 'The guild hears of it',
      narrative_text: 'A pilot nods.',
      severity: 'minor',
      delay: 'immediate',
      effects: {},
    } as const;
    const { state } = act(smallGame(), {
      consequences: [
        consequence,
        { ...consequence, delay: 'long_term', trigger: { kind: 'next_encounter' } },
      ],
    });
    expect(wireSession(state.session).consequences).toMatchObject([
      { id: 'c0001-2', type: 'delayed', trigger_time: 'at the next encounter' },
      { id: 'c0001-1', type: 'immediate', trigger_time: 'at once' },
    ]);
  });
});
