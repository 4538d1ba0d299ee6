import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCharacters } from '../../../src/store/characters.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { startApi, type TestApi } from './api.js';
import { insertCharacter } from './rows.js';

const KEYS = {
  ana: { client: 'ana', role: 'client' },
  ben: { client: 'ben', role: 'client' },
  root: { client: 'root', role: 'admin' },
} as const;
const as = (key: keyof typeof KEYS) => ({ 'x-api-key': key });

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  await db.prisma.character.deleteMany();
  await insertCharacter(db, 'starter', 'mira', 'Mira Holt');
  await insertCharacter(db, 'starter', 'otto', 'Otto');
  await insertCharacter(db, 'ana', 'mira', 'Mira of Ana');
  await insertCharacter(db, 'ana', 'zoe', 'Zoë');
  await insertCharacter(db, 'ben', 'kit', 'Kit');
  api = await startApi(db, { keys: KEYS });
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

describe('the list of characters', () => {
  it.each([
    ['ana', ['mira:ana', 'otto:starter', 'zoe:ana']],
    ['ben', ['kit:ben', 'mira:starter', 'otto:starter']],
    ['root', ['kit:ben', 'mira:starter', 'otto:starter', 'zoe:ana']],
  ] as const)('of %s has the starter cast and what it may see', async (key, expected) => {
    const { body } = await api.get('/api/characters', as(key));
    expect(body.characters.map((c: { id: string; owner: string }) => `${c.id}:${c.owner}`)).toEqual(expected);
  });

  it('comes in pages', async () => {
    const first = await api.get('/api/characters?limit=2', as('ana'));
    expect(first.body.characters).toHaveLength(2);
    const next = await api.get(`/api/characters?limit=2&cursor=${first.body.next_cursor}`, as('ana'));
    expect(next.body.characters.map((c: { id: string }) => c.id)).toEqual(['zoe']);
    expect([next.body.next_cursor, next.headers.get('link')]).toEqual([null, null]);
  });
});

describe('a character', () => {
  it.each(['otto', 'OTTO', 'Otto'])('is found as %s', async (name) => {
    const { body } = await api.get(`/api/characters/${name}`, as('ben'));
    expect(body).toMatchObject({
      id: 'otto',
      name: 'Otto',
      owner: 'starter',
      description: 'Otto of starter',
      traits: {},
    });
  });

  it('of the client goes before the starter of the same id', async () => {
    expect((await api.get('/api/characters/mira', as('ana'))).body.owner).toBe('ana');
    expect((await api.get('/api/characters/mira', as('ben'))).body.owner).toBe('starter');
  });

  it('of another client is not found', async () => {
    expect((await api.get('/api/characters/kit', as('ana'))).status).toBe(404);
    expect((await api.get('/api/characters/kit', as('root'))).status).toBe(200);
  });

  it.each(['%00', '%27%3B--', 'x'.repeat(300), '..%2f..%2fetc%2fpasswd'])(
    'that nobody can be is not found: %s',
    async (name) => {
      const { status, body } = await api.get(`/api/characters/${name}`, as('ana'));
      expect([status, body.details.error_code]).toEqual([404, 'CHARACTER_NOT_FOUND']);
    },
  );
});

describe('looking up the names of a request', () => {
  it('goes by id or name, in any case, own characters first', async () => {
    const { found, missing } = await findCharacters(database.db, 'ana', ['MIRA', 'zoë', 'Otto', 'mira holt']);
    expect([...found].map(([name, { clientId, id }]) => `${name}=${clientId}/${id}`)).toEqual([
      'MIRA=ana/mira',
      'zoë=ana/zoe',
      'Otto=starter/otto',
      'mira holt=starter/mira',
    ]);
    expect(missing).toEqual([]);
  });

  it('finds capitals that the locale of the database does not know', async () => {
    await database.db.execute`
      INSERT INTO "character" (client_id, id, name, profile, content_hash)
      VALUES ('ana', 'odin', 'ÓÐINN', '{"name": "ÓÐINN"}', 'odin')`;
    const { found, missing } = await findCharacters(database.db, 'ana', ['óðinn', 'Otto']);
    expect([...found].map(([name, { id }]) => [name, id])).toEqual([
      ['óðinn', 'odin'],
      ['Otto', 'otto'],
    ]);
    expect(missing).toEqual([]);
    await database.db.execute`DELETE FROM "character" WHERE id = 'odin'`;
  });

  it('names what is missing and what is spelled like it', async () => {
    const { missing } = await findCharacters(database.db, 'ben', ['Oto', 'Kti', 'Quetzalcoatl']);
    expect(missing).toEqual([
      { name: 'Oto', near: ['Otto'] },
      { name: 'Kti', near: ['Kit'] },
      { name: 'Quetzalcoatl', near: [] },
    ]);
  });

  it('names all that is missing, and looks for what is spelled like it for the first few alone', async () => {
    const wanted = Array.from({ length: 600 }, (_, index) => `Oto${'t'.repeat(index % 3)}${index}`);
    const { missing } = await findCharacters(database.db, 'ben', ['Oto', ...wanted, 'Kti']);
    expect(missing.map(({ name }) => name)).toEqual(['Oto', ...wanted, 'Kti']);
    expect([missing.at(0)?.near, missing.at(-1)?.near]).toEqual([['Otto'], []]);
  });
});
