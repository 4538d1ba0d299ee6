import { z } from 'zod';
import { characterSchema } from '../simulation/character.js';
import type { StoredCharacter } from '../store/characters.js';

/** A character of the catalogue as its client sees it. */
export const characterAnswerSchema = z
  .object({
    ...characterSchema.shape,
    id: z.string(),
    owner: z.string().meta({ description: "The client whose it is; `starter` is everybody's" }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Character' });

/** As a list shows it: lore can be long, and stands in the character itself. */
const listedCharacterSchema = characterAnswerSchema.omit({ lore: true }).meta({ id: 'ListedCharacter' });

export const characterListSchema = z
  .object({ characters: z.array(listedCharacterSchema), next_cursor: z.string().nullable() })
  .meta({ id: 'CharacterList' });

export const characterImportSchema = z
  .object({
    id: z.string().nullable().meta({
      description: 'Of the character; null of a preview of one that is not there yet',
    }),
    created: z.boolean().meta({ description: 'Whether it is new: the same content is imported once' }),
    dry_run: z.boolean().meta({ description: 'Whether this was a preview, which stores nothing' }),
    spec: z.string().meta({ description: 'Form of the card: `chara_card_v2` or `chara_card_v3`' }),
    character: z
      .object(characterSchema.shape)
      .meta({ id: 'ImportedCharacter', description: 'What of the card is played' }),
    unmapped: z
      .array(
        z.object({
          uid: z.string().meta({ description: 'Of the entry; empty where it is about the whole book' }),
          path: z.string().meta({ description: 'Where in the entry' }),
          message: z.string(),
        }),
      )
      .meta({ description: 'What of its book could not be taken over; it stays in the card all the same' }),
  })
  .meta({ id: 'CharacterImport' });

/** A card, whatever else stands in it. */
export const cardSchema = z
  .looseObject({
    spec: z.enum(['chara_card_v2', 'chara_card_v3']).meta({ description: 'Form of the card' }),
    data: z
      .looseObject({ name: z.string() })
      .meta({ description: 'The fields of the card; see the specification of its form' }),
  })
  .meta({ id: 'CharacterCard' });

export function characterAnswer(character: StoredCharacter): z.output<typeof characterAnswerSchema> {
  return {
    ...characterSchema.parse(character.profile),
    id: character.id,
    owner: character.clientId,
    created_at: character.createdAt.toISOString(),
    updated_at: character.updatedAt.toISOString(),
  };
}

export function listedCharacterAnswer(character: StoredCharacter): z.output<typeof listedCharacterSchema> {
  const { lore: _lore, ...listed } = characterAnswer(character);
  return listed;
}
