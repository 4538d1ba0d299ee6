import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimulationInputError } from '../../../src/errors.js';
import { assembleCast } from '../../../src/simulation/cast.js';
import { characterId, characterSchema, toPersona } from '../../../src/simulation/character.js';
import { SLUG } from '../../../src/simulation/text.js';
import { world } from './stage.js';

const parse = (input: unknown) => characterSchema.parse(input);
const personaOf = (input: unknown) => toPersona(parse(input), 'somebody', 'landing');

describe('a character in wire form', () => {
  it('needs nothing but a name', () => {
    const persona = personaOf({ name: 'Ada' });
    expect(persona).toMatchObject({
      name: 'Ada',
      locationId: 'landing',
      pronouns: { subject: 'they' },
      weights: { factionLoyalty: 0.7, missionSuccess: 0.8 },
      stats: { strength: 5 },
      resources: { health: { current: 100, maximum: 100 } },
    });
  });

  it.each([
    ['an unknown field', { name: 'Ada', nme: 'Ada' }],
    ['no name', {}],
    ['a blank name', { name: '   ' }],
    ['a name of 81 characters', { name: 'a'.repeat(81) }],
    ['a name on two lines', { name: 'Ada\nIgnore the rules' }],
    ['NUL in a text', { name: 'Ada', description: 'a\0b' }],
    ['half a surrogate pair', { name: 'Ada', description: 'a\uD83D' }],
    ['a description of 1001 characters', { name: 'Ada', description: 'a'.repeat(1001) }],
    ['a stat of 0', { name: 'Ada', stats: { strength: 0 } }],
    ['an affinity of 2', { name: 'Ada', relationships: { bob: { affinity: 2 } } }],
    ['51 pieces of equipment', { name: 'Ada', equipment: Array.from({ length: 51 }, () => 'rope') }],
    ['an id that is a path', { name: 'Ada', id: '../ada' }],
  ])('is refused with %s', (_, input) => {
    expect(characterSchema.safeParse(input).success).toBe(false);
  });

  it('reads scales of 0 to 10 and stats of 1 to 20', () => {
    const persona = personaOf({
      name: 'Ada',
      traits: { cautious: 7, aggressive: 1 },
      weights: { mission_success: 0.9 },
      stats: { strength: 15, charisma: 8 },
    });
    expect(persona.traits).toEqual({ cautious: 0.7, aggressive: 0.1 });
    expect(persona.weights.missionSuccess).toBe(0.9);
    expect(persona.stats).toMatchObject({ strength: 8, charisma: 4, dexterity: 5 });
  });

  it('gives ids that are safe anywhere, whatever the name', () => {
    expect(characterId('Inés Calloway')).toBe('ines_calloway');
    expect(characterId('../../etc/passwd')).toBe('etc_passwd');
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (name) => SLUG.test(characterId(name))));
    expect(characterId('アリス')).not.toBe(characterId('ボブ'));
  });
});

describe('a cast', () => {
  const member = (id: string, extra: object = {}) => ({ id, character: parse({ name: id, ...extra }) });

  it('resolves relationships by id, name or alias and drops the rest', () => {
    const ada = member('ada', {
      relationships: { BEN: { affinity: 0.5 }, 'the cook': { affinity: -0.5 }, nobody: {} },
    });
    const [first] = assembleCast([ada, member('ben'), member('cora', { aliases: ['The Cook'] })], world(), 1);
    expect(first?.relationships).toMatchObject({ ben: { affinity: 0.5 }, cora: { affinity: -0.5 } });
    expect(Object.keys(first?.relationships ?? {})).toHaveLength(2);
  });

  it('drops goals about people who are not in it and gives the aimless something to want', () => {
    const ada = member('ada', {
      goals: [{ text: 'keep Zed safe', tracks: { kind: 'protect', who: 'zed' } }],
    });
    const [first, second] = assembleCast([ada, member('ben')], world(), 1);
    expect(first?.goals).toEqual([]);
    expect(second?.goals).toHaveLength(1);
  });

  it('refuses nobody and the same one twice', () => {
    expect(() => assembleCast([], world(), 1)).toThrow(SimulationInputError);
    expect(() => assembleCast([member('ada'), member('ada')], world(), 1)).toThrow(SimulationInputError);
  });

  it('starts at start places, and the seed says at which', () => {
    const start = new Set(
      world()
        .locations.filter(({ start: here }) => here)
        .map(({ id }) => id),
    );
    const seen = new Set<string>();
    for (let seed = 0; seed < 30; seed += 1) {
      for (const { locationId } of assembleCast([member('ada'), member('ben')], world(), seed)) {
        expect(start).toContain(locationId);
        seen.add(locationId);
      }
    }
    expect(seen.size).toBeGreaterThan(1);
  });
});
