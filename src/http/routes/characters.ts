import { STARTER_CLIENT } from '../../config.js';
import { ConflictError, ValidationError } from '../../errors.js';
import { characterId, characterSchema } from '../../simulation/character.js';
import { storableText } from '../../simulation/text.js';
import {
  charactersBoundTo,
  createCharacter,
  deleteCharacter,
  RESERVED_IDS,
  saveCharacter,
} from '../../store/character-writes.js';
import { listCharacters } from '../../store/characters.js';
import {
  characterAnswer,
  characterAnswerSchema,
  characterListSchema,
  listedCharacterAnswer,
} from '../character-answer.js';
import type { ApiDependencies } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';
import { paged, pageQuery, readCursor } from '../paging.js';
import { characterExportRoute, characterImportRoute } from './character-cards.js';
import { CHARACTERS_PATH, characterParams, draftOf, knownCharacter } from './known-character.js';

/** Room for as much lore as an import may bring. */
const MAX_BODY_BYTES = 5 * 1024 * 1024;

export function characterRoutes(deps: ApiDependencies): readonly Endpoint[] {
  return [
    listRoute(deps),
    characterImportRoute(deps),
    createRoute(deps),
    readRoute(deps),
    changeRoute(deps),
    deleteRoute(deps),
    characterExportRoute(deps),
  ];
}

function listRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'listCharacters',
    method: 'GET',
    path: CHARACTERS_PATH,
    access: 'client',
    tag: 'characters',
    summary: 'The characters that a request can name: the starter cast and your own',
    query: pageQuery,
    answers: {
      200: {
        description: 'A page of characters, by id, without their lore',
        content: { 'application/json': characterListSchema },
        headers: { Link: '`rel="next"`, when there is more' },
      },
    },
    async handle({ query: { limit, cursor }, caller, response }) {
      const after = readCursor(cursor, storableText(80), '');
      const rows = await listCharacters(db, caller, { after, limit: limit + 1 });
      const { page, nextCursor, link } = paged(rows, limit, CHARACTERS_PATH, ({ id }) => id);
      if (link !== undefined) response.set('Link', link);
      response.json({ characters: page.map(listedCharacterAnswer), next_cursor: nextCursor });
    },
  });
}

function readRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'getCharacter',
    method: 'GET',
    path: `${CHARACTERS_PATH}/{id}`,
    access: 'client',
    tag: 'characters',
    summary: 'A character, by id or name',
    missing: 'CHARACTER',
    params: characterParams,
    answers: {
      200: { description: 'The character', content: { 'application/json': characterAnswerSchema } },
    },
    async handle({ params: { id }, caller, response }) {
      response.json(characterAnswer(await knownCharacter(db, caller, id)));
    },
  });
}

function createRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'createCharacter',
    method: 'POST',
    path: CHARACTERS_PATH,
    access: 'client',
    tag: 'characters',
    summary: 'Keep a character of your own, to name it in requests',
    body: characterSchema.meta({ id: 'CharacterInput' }),
    maxBodyBytes: MAX_BODY_BYTES,
    answers: {
      201: {
        description: 'The character',
        content: { 'application/json': characterAnswerSchema },
        headers: { Location: 'Where it is' },
      },
      409: { description: '`CHARACTER_EXISTS`: there is one of this id' },
    },
    async handle({ body, caller, response }) {
      const id = body.id ?? characterId(body.name);
      if (RESERVED_IDS.has(id)) {
        const message =
          body.id === undefined
            ? `gives the id "${id}", which no character can have`
            : 'is no id that a character can have';
        const path = body.id === undefined ? 'name' : 'id';
        throw new ValidationError(`${path} ${message}`, {
          issues: [{ path, message }],
          suggestions: ['Give it another `id`; its name may stay'],
        });
      }
      const made = await createCharacter(db, draftOf(body, caller.clientId), id);
      if (made === undefined) {
        throw new ConflictError('CHARACTER_EXISTS', `There is a character of the id "${id}" already`);
      }
      response.status(201).location(`${CHARACTERS_PATH}/${id}`).json(characterAnswer(made));
    },
  });
}

function changeRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'replaceCharacter',
    method: 'PUT',
    path: `${CHARACTERS_PATH}/{id}`,
    access: 'client',
    tag: 'characters',
    summary: 'Change a character',
    description:
      'The body is the whole character. A changed character of the starter cast becomes your own copy, which goes before it under its id and name. Simulations play what they began with.',
    missing: 'CHARACTER',
    params: characterParams,
    body: characterSchema.meta({ id: 'CharacterInput' }),
    maxBodyBytes: MAX_BODY_BYTES,
    answers: {
      200: {
        description: 'The character as it is now',
        content: { 'application/json': characterAnswerSchema },
      },
    },
    async handle({ params, body, caller, response }) {
      const before = await knownCharacter(db, caller, params.id);
      if (body.id !== undefined && body.id !== before.id) {
        const message = `must be "${before.id}", or be left out: a character keeps its id`;
        throw new ValidationError(`id ${message}`, { issues: [{ path: 'id', message }] });
      }
      const owner = before.clientId === STARTER_CLIENT ? caller.clientId : before.clientId;
      const saved = await saveCharacter(db, draftOf(body, owner), before.id);
      response.json(characterAnswer(saved ?? before));
    },
  });
}

function deleteRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'deleteCharacter',
    method: 'DELETE',
    path: `${CHARACTERS_PATH}/{id}`,
    access: 'client',
    tag: 'characters',
    summary: 'Delete a character of your own; simulations that play it are not affected',
    missing: 'CHARACTER',
    params: characterParams,
    answers: {
      204: {
        description: 'It is gone; under a changed one of the starter cast the shared one is there again',
      },
      409: {
        description:
          '`CHARACTER_IN_USE`: others of yours have bonds or goals with it and are named; `CHARACTER_SHARED`: it is of the starter cast',
      },
    },
    async handle({ params: { id }, caller, response }) {
      const character = await knownCharacter(db, caller, id);
      if (character.clientId === STARTER_CLIENT) {
        throw new ConflictError(
          'CHARACTER_SHARED',
          `"${character.name}" is of the starter cast, which is everybody's`,
        );
      }
      const bound = await charactersBoundTo(db, character);
      if (bound.length > 0) {
        const names = bound.map((name) => `"${name}"`).join(', ');
        throw new ConflictError(
          'CHARACTER_IN_USE',
          `"${character.name}" has a part in the bonds or goals of ${names}`,
          {
            issues: bound.map((name) => ({ path: 'id', message: `"${name}" has a bond or a goal with it` })),
          },
        );
      }
      await deleteCharacter(db, character);
      response.status(204).end();
    },
  });
}
