import { describe, expect, it } from 'vitest';
import type { Difficulty } from '../../../src/game/answer.js';
import type { PlayState } from '../../../src/game/hidden.js';
import { patternsOf } from '../../../src/game/patterns.js';
import { dominantPattern, patternCounts } from '../../../src/game/reducers/development.js';
import type { Development, VitalsChange } from '../../../src/game/sections/development.js';
import { type Acted, act, gameWith, item, smallGame } from './small-game.js';

const development: Development = {
  confidence: 0.9,
  stat: 'wisdom',
  skills: ['Tide lore', 'Knots'],
  trait: 'Never leaves a friend',
};
const fifth = (state: PlayState = smallGame()): PlayState => ({
  ...state,
  session: { ...state.session, version: 4 },
});
const sheet = ({ session }: PlayState) => session.character;

describe('development', () => {
  it('is applied every fifth action, if it is sure enough', () => {
    const developed = (of: Partial<Development>, state = fifth()) =>
      sheet(act(state, { character_development: { ...development, ...of } }).state);
    expect(developed({})).toMatchObject({
      stats: { wisdom: 11 },
      metadata: { skills: ['Tide lore', 'Knots'], traits: ['Never leaves a friend'] },
    });
    expect(developed({ confidence: 0.7 }).metadata.skills).toEqual([]);
    expect(developed({ confidence: 0.71 }).metadata.skills).toHaveLength(2);
    for (const version of [0, 1, 2, 3, 5]) {
      const state = smallGame({ session: { version } });
      expect(developed({}, state).stats.wisdom, `after ${version} actions`).toBe(10);
    }
  });

  it('raises no stat over 20 and teaches nothing twice', () => {
    const stats = { ...sheet(smallGame()).stats, wisdom: 20 };
    const known = fifth(
      smallGame({
        character: {
          stats,
          metadata: { abilities: [], personality: [], skills: ['TIDE LORE'], traits: [], conditions: [] },
        },
      }),
    );
    const { state, result } = act(known, { character_development: development });
    expect(sheet(state)).toMatchObject({
      stats: { wisdom: 20 },
      metadata: { skills: ['TIDE LORE', 'Knots'] },
    });
    expect(result.action_result.character_effects).toMatchObject({ skills_learned: ['Knots'] });
  });

  it('without a model is the skill of the pattern that was shown most, the first by name of several', () => {
    const learned = (patterns: PlayState['hidden']['patterns'], text = 'Hm') => {
      const state = fifth(smallGame({ hidden: { patterns } }));
      return sheet(act(state, { character_development: development }, { degraded: true, text }).state)
        .metadata.skills;
    };
    expect(learned([['stealthy'], ['combat'], ['stealthy', 'selfish']])).toEqual(['Stealth']);
    expect(learned([['stealthy'], ['combat']])).toEqual(['Fighting']);
    expect(learned([])).toEqual([]);
    expect(learned([['stealthy'], ['combat']], 'I search the room and read the letter')).toEqual([
      'Fighting',
    ]);
    expect(learned([['stealthy']], 'I sneak past')).toEqual(['Stealth']);
  });

  it('counts the patterns of the last twenty actions', () => {
    let state = smallGame();
    for (let seq = 1; seq <= 23; seq += 1) {
      ({ state } = act(state, {}, { text: seq <= 6 ? 'I attack the crab' : 'I carefully help Cleo' }));
    }
    expect(patternCounts(state.hidden.patterns)).toMatchObject({
      combat: 3,
      helpful: 17,
      cautious: 17,
      magical: 0,
    });
    expect(dominantPattern(state.hidden.patterns)).toBe('cautious');
    expect(patternsOf('I rush in and steal the chart')).toEqual(['stealthy', 'selfish', 'reckless']);
    expect(patternsOf('I don’t want to fight or attack you, I want to talk')).toEqual(['diplomatic']);
  });
});

describe('health and mana that an answer gives or takes', () => {
  const hurt = { health: 40, mana: 10 };
  const vitals = (
    change: Partial<VitalsChange>,
    acted: Acted & { difficulty?: Difficulty },
    state = smallGame({ character: hurt }),
  ) => {
    const { difficulty = 'medium', ...how } = acted;
    const applied = act(
      state,
      {
        action_analysis: { type: 'explore', difficulty, confidence: 1 },
        character_development: {
          confidence: 0,
          skills: [],
          vitals: { health: 0, mana: 0, because: 'of the action', ...change },
        },
      },
      how,
    );
    const { health, mana } = sheet(applied.state);
    return [health, mana, applied.result.consistency_score];
  };

  it('fit a rest: half of what is missing at most', () => {
    expect(vitals({ health: 30, mana: 20 }, { text: 'I rest' })).toEqual([70, 30, 1]);
    expect(vitals({ health: 31, mana: 20 }, { text: 'I rest' })).toEqual([40, 30, 0.8]);
    expect(vitals({ health: 1 }, { text: 'I look around' })).toEqual([40, 10, 0.8]);
  });

  it('fit magic: it costs no more mana than there is, and heals what it was paid for', () => {
    expect(vitals({ mana: -10 }, { text: 'I cast a spell' })).toEqual([40, 0, 1]);
    expect(vitals({ mana: -11 }, { text: 'I cast a spell' })).toEqual([40, 10, 0.8]);
    expect(vitals({ mana: -5 }, { text: 'I look around' })).toEqual([40, 10, 0.8]);
    expect(vitals({ mana: -5, health: 10 }, { text: 'I cast a spell on my wound' })).toEqual([50, 5, 1]);
    expect(vitals({ mana: -5, health: 11 }, { text: 'I cast a spell on my wound' })).toEqual([40, 5, 0.8]);
  });

  it('fit how hard the action is', () => {
    expect(vitals({ health: -25 }, { difficulty: 'medium' })).toEqual([15, 10, 1]);
    expect(vitals({ health: -26 }, { difficulty: 'medium' })).toEqual([40, 10, 0.8]);
    expect(vitals({ health: -5 }, { difficulty: 'trivial' })).toEqual([35, 10, 1]);
    expect(vitals({ health: -90 }, { difficulty: 'extreme' })).toEqual([0, 10, 1]);
  });

  it('fit help for somebody who is down, while somebody is there to give it', () => {
    const metadata = { abilities: [], personality: [], skills: [], traits: [], conditions: ['downed'] };
    const down = smallGame({ character: { health: 0, metadata } });
    const helped = act(
      down,
      {
        character_development: {
          confidence: 0,
          skills: [],
          vitals: { health: 25, mana: 0, because: 'Cleo helps' },
        },
      },
      { text: 'I call for help' },
    ).state;
    expect(sheet(helped)).toMatchObject({ health: 25, metadata: { conditions: [] } });
    const alone = smallGame({ character: { health: 0, metadata }, world_state: { npcs_present: [] } });
    expect(vitals({ health: 25 }, { text: 'I call for help' }, alone)).toEqual([0, 50, 0.8]);
  });

  it('are not given twice when the answer tells what a thing has done', () => {
    const tonic = item({ name: 'tonic', type: 'consumable', effects: { health: 80 } });
    const { state, result } = act(gameWith([tonic], { character: hurt }), {
      items: [
        {
          change: 'use',
          name: 'tonic',
          quantity: 1,
          because: 'drunk',
          type: 'consumable',
          rarity: 'common',
          weight: 1,
        },
      ],
      character_development: {
        confidence: 0,
        skills: [],
        vitals: { health: 80, mana: 0, because: 'the tonic' },
      },
    });
    expect(sheet(state).health).toBe(100);
    expect(result.consistency_score).toBe(1);
  });

  it('begin and end conditions, but never being down', () => {
    const changed = (vitalsChange: Partial<VitalsChange>) =>
      act(smallGame(), {
        character_development: {
          confidence: 0,
          skills: [],
          vitals: { health: 0, mana: 0, because: 'of the action', ...vitalsChange },
        },
      });
    expect(sheet(changed({ add_condition: 'soaked' }).state).metadata.conditions).toEqual(['soaked']);
    const downed = changed({ add_condition: 'Downed' });
    expect(sheet(downed.state).metadata.conditions).toEqual([]);
    expect(downed.refused).toHaveLength(1);
  });
});
