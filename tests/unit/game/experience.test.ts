import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DIFFICULTIES } from '../../../src/game/answer.js';
import { experienceOf, gainExperience, toNextLevel } from '../../../src/game/reducers/experience.js';
import { act, smallGame } from './small-game.js';

const stats = {
  strength: 10,
  dexterity: 10,
  constitution: 10,
  intelligence: 10,
  wisdom: 10,
  charisma: 10,
};

describe('experience', () => {
  it('is by difficulty, level, the sureness of what it changes and what it is for', () => {
    const of = (level: number, confidence: number, text = 'I look around') => ({ level, confidence, text });
    expect(experienceOf('hard', of(4, 0.9))).toBe(25);
    expect(experienceOf('trivial', of(1, 0))).toBe(1);
    expect(experienceOf('easy', of(1, 0.8))).toBe(3);
    expect(experienceOf('easy', of(1, 0.81))).toBe(3);
    expect(experienceOf('medium', of(1, 0.9))).toBe(10);
    expect(experienceOf('medium', of(1, 0, 'I help the keeper'))).toBe(9);
    expect(experienceOf('extreme', of(11, 1, 'I discover the way'))).toBe(75);
    expect(experienceOf('trivial', of(1, 0, 'Wait'))).toBe(1);
  });

  it('rises with an action of the model, and by the table of the fallback when it has not judged', () => {
    const hard = { action_analysis: { type: 'attack', difficulty: 'hard', confidence: 1 } } as const;
    const judged = act(smallGame({ character: { level: 4, experience: 300 } }), {
      ...hard,
      world_change: { confidence: 0.9, changes: [] },
    });
    expect(judged.state.session.character.experience).toBe(325);
    const gains = DIFFICULTIES.map((difficulty) => {
      const analysis = { type: 'explore', difficulty, confidence: 1 } as const;
      const { state } = act(
        smallGame({ character: { level: 9, experience: 810 } }),
        { action_analysis: analysis, world_change: { confidence: 1, changes: [] } },
        { degraded: true, text: 'I help and learn' },
      );
      return state.session.character.experience - 810;
    });
    expect(gains).toEqual([1, 2, 5, 10, 20]);
  });
});

describe('a level', () => {
  it('is gained once there is enough experience for it', () => {
    expect(toNextLevel({ level: 3, experience: 310 })).toBe(-10);
    const risen = gainExperience(smallGame({ character: { level: 3, experience: 290 } }), 20).state;
    expect(risen.session.character.level).toBe(4);
    expect(toNextLevel(risen.session.character)).toBe(90);
    const exact = gainExperience(smallGame({ character: { experience: 99 } }), 1).state;
    expect(exact.session.character.level).toBe(2);
  });

  it('adds to the maxima by constitution and intelligence, and restores half of what is missing', () => {
    const { character } = gainExperience(
      smallGame({
        character: {
          experience: 99,
          health: 40,
          mana: 11,
          stats: { ...stats, constitution: 15, intelligence: 7 },
        },
      }),
      1,
    ).state.session;
    // 5 + floor(5 / 2) = 7 and 3 + floor(-3 / 2) = 1; 40 + floor(67 / 2) = 73 and 11 + floor(40 / 2) = 31.
    expect(character).toMatchObject({ level: 2, max_health: 107, max_mana: 51, health: 73, mana: 31 });
  });

  it('adds a point of health and no mana to the weakest', () => {
    const { character } = gainExperience(
      smallGame({ character: { experience: 99, stats: { ...stats, constitution: 1, intelligence: 1 } } }),
      1,
    ).state.session;
    expect(character).toMatchObject({ max_health: 101, max_mana: 50 });
  });

  it('may be one of several that an action gains, and gets whoever is down up', () => {
    const down = smallGame({
      character: {
        health: 0,
        metadata: { abilities: [], personality: [], skills: [], traits: [], conditions: ['downed'] },
      },
    });
    const { state, done } = gainExperience(down, 350);
    // 0 -> 52 of 105, 81 of 110, 98 of 115.
    expect(state.session.character).toMatchObject({ level: 4, max_health: 115, health: 98 });
    expect(state.session.character.metadata.conditions).toEqual([]);
    expect(done.filter(({ of }) => of === 'level')).toHaveLength(3);
  });

  it('is the same whether experience comes at once or in parts', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 12 }), (gains) => {
        const inParts = gains.reduce((state, gain) => gainExperience(state, gain).state, smallGame());
        const total = gains.reduce((sum, gain) => sum + gain, 0);
        const atOnce = gainExperience(smallGame(), total).state;
        expect(inParts.session.character.level).toBe(Math.floor(total / 100) + 1);
        expect(atOnce.session.character.level).toBe(inParts.session.character.level);
        expect(atOnce.session.character.max_health).toBe(100 + 5 * Math.floor(total / 100));
        expect(toNextLevel(atOnce.session.character)).toBeGreaterThan(0);
        expect(toNextLevel(atOnce.session.character)).toBeLessThanOrEqual(100);
      }),
    );
  });
});
