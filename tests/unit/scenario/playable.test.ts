import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProfileStats } from '../../../src/scenario/lorebook.js';
import {
  isMadeToBePlayed,
  maxHealthOf,
  maxManaOf,
  pathsOf,
  playableAmong,
  playableCharacter,
  statsOf,
} from '../../../src/scenario/playable.js';

const score = fc.integer({ min: 1, max: 20 });
const stats: fc.Arbitrary<ProfileStats> = fc.record({
  strength: score,
  dexterity: score,
  constitution: score,
  intelligence: score,
  wisdom: score,
  charisma: score,
});
const AVERAGE: ProfileStats = {
  strength: 10,
  dexterity: 10,
  constitution: 10,
  intelligence: 10,
  wisdom: 10,
  charisma: 10,
};
const part = (role: string, playable_potential: 'high' | 'medium' | 'low' = 'low') => ({
  role,
  playable_potential,
});

describe('who can be played', () => {
  it.each(['protagonist', 'Main Character', 'hero', 'main_character', 'Deuteragonist'])('is a %s', (role) => {
    expect(isMadeToBePlayed(part(role))).toBe(true);
  });

  it('is whoever has a high potential, and nobody else for a role that only sounds alike', () => {
    expect(isMadeToBePlayed(part('supporting', 'high'))).toBe(true);
    expect(isMadeToBePlayed(part('antagonist', 'medium'))).toBe(false);
    expect(isMadeToBePlayed(part('heroic sidekick'))).toBe(false);
  });

  it('are the first three of those, in their order', () => {
    const cast = [part('hero'), part('extra'), part('b', 'high'), part('deuteragonist'), part('protagonist')];
    expect(playableAmong(cast)).toEqual([cast[0], cast[2], cast[3]]);
  });

  it('are the first two of all when nobody qualifies', () => {
    const cast = [part('villain'), part('extra'), part('extra')];
    expect(playableAmong(cast)).toEqual(cast.slice(0, 2));
    expect(playableAmong([])).toEqual([]);
  });
});

describe('derived scores', () => {
  it('are 90 health and 65 mana for a constitution of 8 and an intelligence of 15', () => {
    expect(maxHealthOf({ constitution: 8 })).toBe(90);
    expect(maxManaOf({ intelligence: 15 })).toBe(65);
  });

  it('grow with their stat and never fall below 1 and 0', () => {
    fc.assert(
      fc.property(stats, (each) => {
        expect(maxHealthOf(each)).toBeGreaterThanOrEqual(1);
        expect(maxManaOf(each)).toBeGreaterThanOrEqual(0);
        expect(maxHealthOf({ constitution: each.constitution + 1 }) - maxHealthOf(each)).toBe(5);
      }),
    );
    expect(maxHealthOf({ constitution: -100 })).toBe(1);
    expect(maxManaOf({ intelligence: -100 })).toBe(0);
  });
});

describe('stats', () => {
  const profile = { description: 'a tireless smith', personality: ['wise'], abilities: ['reading tracks'] };

  it('are those of the profile when it has any', () => {
    const own = { ...AVERAGE, wisdom: 3 };
    expect(statsOf({ ...profile, stats: own })).toEqual(own);
  });

  it('are otherwise told by what the profile says', () => {
    expect(statsOf(profile)).toEqual({
      ...AVERAGE,
      strength: 14,
      constitution: 14,
      wisdom: 14,
      intelligence: 14,
    });
  });

  it('stand in what a template offers, with health and mana', () => {
    const offered = playableCharacter({ ...profile, name: 'Ada', background: 'Born late.' });
    expect(offered).toMatchObject({ name: 'Ada', max_health: 120, max_mana: 62 });
  });
});

describe('paths', () => {
  it('are two for each marked stat, two for a power system and one for each of two places', () => {
    const strong = pathsOf({
      stats: [{ ...AVERAGE, strength: 14 }],
      places: ['The Pier', 'the Mill', 'the Inn'],
    });
    expect(strong).toHaveLength(4);
    expect(strong.slice(2)).toEqual([
      'Search the Pier for what has been kept quiet',
      'Search the Mill for what has been kept quiet',
    ]);
    const powered = pathsOf({ stats: [AVERAGE], powerSystem: 'the Tide Script', places: ['the Pier'] });
    expect(powered).toHaveLength(3);
    expect(powered[0]).toContain('the Tide Script');
  });

  it('are not opened by 13', () => {
    const near = {
      strength: 13,
      dexterity: 13,
      constitution: 20,
      intelligence: 13,
      wisdom: 20,
      charisma: 13,
    };
    expect(pathsOf({ stats: [near], places: [] })).toEqual(pathsOf({ stats: [AVERAGE], places: [] }));
  });

  it('are three to six, and none twice, whoever plays wherever', () => {
    fc.assert(
      fc.property(
        fc.array(stats, { maxLength: 3 }),
        fc.option(fc.constantFrom('the Art', 'the Engine'), { nil: undefined }),
        fc.array(fc.constantFrom('the Pier', 'the Mill'), { maxLength: 4 }),
        (each, powerSystem, places) => {
          const paths = pathsOf({
            stats: each,
            places,
            ...(powerSystem === undefined ? {} : { powerSystem }),
          });
          expect(paths.length).toBeGreaterThanOrEqual(3);
          expect(paths.length).toBeLessThanOrEqual(6);
          expect(new Set(paths).size).toBe(paths.length);
        },
      ),
    );
  });
});
