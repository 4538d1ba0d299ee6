import { z } from 'zod';
import { NotFoundError } from '../../errors.js';
import { characterSchema } from '../../simulation/character.js';
import { findCharacter, listCharacters, type StoredCharacter } from '../../store/characters.js';
import type { ApiDependencies } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';
import { paged, pageQuery, readCursor } from '../paging.js';

const characterAnswerSchema = z
  .object({
    ...characterSchema.shape,
    id: z.string(),
    owner: z.string().meta({ description: "The client whose it is; `starter` is everybody's" }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Character' });

const characterListSchema = z
  .object({ characters: z.array(characterAnswerSchema), next_cursor: z.string().nullable() })
  .meta({ id: 'CharacterList' });

const PATH = '/api/characters';

export function characterRoutes({ db }: ApiDependencies): readonly Endpoint[] {
  return [
    endpoint({
      method: 'GET',
      path: PATH,
      access: 'client',
      tag: 'characters',
      summary: 'The characters that a request can name: the starter cast and your own',
      query: pageQuery,
      answers: {
        200: {
          description: 'A page of characters, by id',
          content: { 'application/json': characterListSchema },
          headers: { Link: '`rel="next"`, when there is more' },
        },
      },
      async handle({ query: { limit, cursor }, caller, response }) {
        const after = readCursor(cursor, z.string().max(80), '');
        const rows = await listCharacters(db, caller, { after, limit: limit + 1 });
        const { page, nextCursor, link } = paged(rows, limit, PATH, ({ id }) => id);
        if (link !== undefined) response.set('Link', link);
        response.json({ characters: page.map(characterAnswer), next_cursor: nextCursor });
      },
    }),
    endpoint({
      method: 'GET',
      path: `${PATH}/{id}`,
      access: 'client',
      tag: 'characters',
      summary: 'A character, by id or name',
      missing: 'CHARACTER',
      // What could not be anybody's name is nobody's.
      params: z.object({
        id: z
          .string()
          .max(200)
          .regex(/^\P{Cc}+$/u),
      }),
      answers: {
        200: { description: 'The character', content: { 'application/json': characterAnswerSchema } },
      },
      async handle({ params: { id }, caller, response }) {
        const character = await findCharacter(db, caller, id);
        if (character === undefined) {
          throw new NotFoundError('CHARACTER', `No character is known as ${JSON.stringify(id)}`);
        }
        response.json(characterAnswer(character));
      },
    }),
  ];
}

function characterAnswer(character: StoredCharacter): z.output<typeof characterAnswerSchema> {
  return {
    ...characterSchema.parse(character.profile),
    id: character.id,
    owner: character.clientId,
    created_at: character.createdAt.toISOString(),
    updated_at: character.updatedAt.toISOString(),
  };
}
