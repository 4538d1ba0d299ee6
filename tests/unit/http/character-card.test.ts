import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { characterOfCard, isCharacterCard } from '../../../src/scenario/character-card.js';
import { characterSchema, toPersona } from '../../../src/simulation/character.js';

/** Lies beside the project where it is developed; never part of it. */
const REAL_CARD = join(import.meta.dirname, '../../../../shared/data/cards/default_Seraphina.png');

describe('a character card', () => {
  it.each(['chara_card_v2', 'chara_card_v3'])('is known by its spec %s', (spec) => {
    expect(isCharacterCard({ spec, data: {} })).toBe(true);
  });

  it.each([null, 'chara_card_v2', {}, { spec: 'chara_card_v9' }, { name: 'Nim' }])('is not %j', (value) => {
    expect(isCharacterCard(value)).toBe(false);
  });

  it('becomes a character', () => {
    const character = characterOfCard({
      data: {
        name: 'Sera',
        nickname: 'The Keeper',
        description: '{{char}} keeps the lamp for {{user}}.<START>{{user}}: Hi',
        personality: 'Curious, kind and reserved; loyal to a fault',
        first_mes: '*{{char}} waves.* "Come in, {{user}}. Mind the step."',
        tags: ['sea'],
        extensions: { anything: true },
      },
    });
    expect(character).toEqual({
      name: 'Sera',
      aliases: ['The Keeper'],
      description: '{{char}} keeps the lamp for {{user}}.',
      sayings: ['Come in, {{user}}. Mind the step.'],
      traits: { curious: 0.8, sociable: 0.2, empathetic: 0.8, loyal: 0.8 },
      tags: ['sea'],
    });
    expect(characterSchema.safeParse(character).success).toBe(true);
  });

  it('takes a greeting without quotes for what is said, gestures left out', () => {
    expect(
      characterOfCard({ data: { name: 'Sera', first_mes: '*nods*\n Come in. *smiles*' } }).sayings,
    ).toEqual(['Come in.']);
  });

  it('fits the bounds of a character, whatever its length', () => {
    const long = 'word '.repeat(5000);
    const data = { name: long, nickname: long, description: long, personality: long, first_mes: `"${long}"` };
    expect(characterSchema.safeParse(characterOfCard({ data })).success).toBe(true);
  });

  it.each([undefined, null, [], 'x', { name: 7, description: {}, personality: null }])(
    'without a usable name leaves the refusal to the schema: %j',
    (data) => {
      expect(characterSchema.safeParse(characterOfCard({ data })).error?.issues[0]?.path).toEqual(['name']);
    },
  );

  it('loses tags and control characters, and keeps a $& in a name as it is', () => {
    const character = characterOfCard({
      data: { name: '<b>S$&ra</b>\u0007', description: '<i>{{char}}</i> is here, said <BOT>' },
    });
    const { name, description } = toPersona(characterSchema.parse(character), 'sera', 'tower');
    expect([name, description]).toEqual(['S$&ra', 'S$&ra is here, said S$&ra']);
  });

  it.skipIf(!existsSync(REAL_CARD))(
    'of the wild becomes a character that the engine takes (shared data)',
    () => {
      const encoded = /chara\0([A-Za-z0-9+/=]+)/.exec(readFileSync(REAL_CARD, 'latin1'))?.[1] ?? '';
      const card: unknown = JSON.parse(Buffer.from(encoded, 'base64').toString());
      if (!isCharacterCard(card)) throw new Error('not a card');
      const character = characterSchema.parse(characterOfCard(card));
      expect(Object.keys(character.traits).length).toBeGreaterThan(2);
      expect(character.lore.length).toBe(4);
      expect(JSON.stringify(toPersona(character, 'seraphina', 'tower'))).not.toMatch(/\{\{|<START>/);
    },
  );
});
