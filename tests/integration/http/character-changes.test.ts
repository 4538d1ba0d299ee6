import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { startApi, type TestApi } from './api.js';
import { insertCharacter } from './rows.js';

const KEYS = {
  ana: { client: 'ana', role: 'client' },
  ben: { client: 'ben', role: 'client' },
} as const;
const as = (key: keyof typeof KEYS) => ({ 'x-api-key': key, 'content-type': 'application/json' });

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.db.prisma.character.deleteMany();
  await insertCharacter(database.db, 'starter', 'otto', 'Otto');
  api = await startApi(database.db, { keys: KEYS });
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

const put = (path: string, body: unknown, key: keyof typeof KEYS) =>
  api.send('PUT', path, { headers: as(key), body: JSON.stringify(body) });
const remove = (path: string, key: keyof typeof KEYS) => api.send('DELETE', path, { headers: as(key) });

describe('a character of one’s own', () => {
  it('is kept under the id that its name gives, and can be read and listed', async () => {
    const made = await api.post('/api/characters', { name: 'Ilse Vorn', traits: { brave: 8 } }, as('ana'));
    expect([made.status, made.headers.get('location')]).toEqual([201, '/api/characters/ilse_vorn']);
    expect(made.body).toMatchObject({ id: 'ilse_vorn', owner: 'ana', traits: { brave: 8 }, lore: [] });
    expect((await api.get('/api/characters/Ilse%20Vorn', as('ana'))).body).toEqual(made.body);
    expect((await api.get('/api/characters/ilse_vorn', as('ben'))).status).toBe(404);
    const { characters } = (await api.get('/api/characters', as('ana'))).body;
    expect(characters.map(({ id }: { id: string }) => id)).toEqual(['ilse_vorn', 'otto']);
  });

  it('is not made twice, nor in the place of a shared one', async () => {
    await api.post('/api/characters', { name: 'Twice' }, as('ana'));
    for (const body of [{ name: 'Twice' }, { name: 'Otto' }, { name: 'Somebody', id: 'otto' }]) {
      const { status, body: told } = await api.post('/api/characters', body, as('ana'));
      expect([status, told.details.error_code]).toEqual([409, 'CHARACTER_EXISTS']);
    }
    expect((await api.post('/api/characters', { name: 'Twice' }, as('ben'))).status).toBe(201);
  });

  it('has no id under which something else is found', async () => {
    for (const [body, path] of [
      [{ name: 'Import' }, 'name'],
      [{ name: 'Somebody', id: 'import' }, 'id'],
    ] as const) {
      const { status, body: told } = await api.post('/api/characters', body, as('ana'));
      expect([status, told.details.issues.map((issue: { path: string }) => issue.path)]).toEqual([
        422,
        [path],
      ]);
    }
    const { headers } = await api.post('/api/characters', { name: 'Import', id: 'trader' }, as('ana'));
    expect((await api.get(headers.get('location') ?? '', as('ana'))).body.name).toBe('Import');
    await remove('/api/characters/trader', 'ana');
  });

  it('is made once when it is posted many times at the same moment', async () => {
    const posts = await Promise.all(
      Array.from({ length: 8 }, () => api.post('/api/characters', { name: 'Crowd' }, as('ana'))),
    );
    expect(posts.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
  });

  it('is changed as a whole', async () => {
    await api.post('/api/characters', { name: 'Petra', description: 'a smith', tags: ['old'] }, as('ana'));
    const lore = [{ uid: '1', keys: ['forge'], content: 'The forge has been cold for years.' }];
    const changed = await put('/api/characters/petra', { name: 'Petra', lore }, 'ana');
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ id: 'petra', tags: [], lore: [{ uid: '1', constant: false }] });
    expect(changed.body).not.toHaveProperty('description');
    expect((await api.get('/api/characters/petra', as('ana'))).body).toEqual(changed.body);
  });

  it('keeps its id', async () => {
    await api.post('/api/characters', { name: 'Fixed' }, as('ana'));
    expect((await put('/api/characters/fixed', { name: 'Loose', id: 'loose' }, 'ana')).body).toMatchObject({
      details: { issues: [{ path: 'id' }] },
    });
    expect((await put('/api/characters/fixed', { name: 'Loose', id: 'fixed' }, 'ana')).body).toMatchObject({
      id: 'fixed',
      name: 'Loose',
    });
  });

  it.each([
    [{ name: '' }, 'name'],
    [{ name: 'X', unknown: 1 }, 'unknown'],
    [
      {
        name: 'X',
        lore: [
          { uid: '1', content: 'a' },
          { uid: '1', content: 'b' },
        ],
      },
      'lore',
    ],
    [{ name: 'X', lore: [{ uid: '1', content: '' }] }, 'lore[0].content'],
  ])('is refused when a field does not fit: %j', async (body, path) => {
    const { status, body: told } = await api.post('/api/characters', body, as('ana'));
    expect([status, told.details.issues[0].path]).toEqual([422, path]);
  });

  it('goes when it is deleted, once', async () => {
    await api.post('/api/characters', { name: 'Gone' }, as('ana'));
    expect((await remove('/api/characters/gone', 'ben')).status).toBe(404);
    expect((await remove('/api/characters/gone', 'ana')).status).toBe(204);
    expect((await remove('/api/characters/gone', 'ana')).status).toBe(404);
  });

  it('stays as long as others are bound to it, and the answer names them', async () => {
    await api.post('/api/characters', { name: 'Loved One' }, as('ana'));
    await api.post(
      '/api/characters',
      { name: 'Lover', relationships: { 'Loved One': { affinity: 0.9 } } },
      as('ana'),
    );
    const goals = [{ text: 'see her safe', tracks: { kind: 'protect', who: 'loved_one' } }];
    await api.post('/api/characters', { name: 'Guard', goals }, as('ana'));
    const refused = await remove('/api/characters/loved_one', 'ana');
    expect([refused.status, refused.body.details.error_code]).toEqual([409, 'CHARACTER_IN_USE']);
    expect(refused.body.message).toContain('"Guard", "Lover"');
    await put('/api/characters/guard', { name: 'Guard' }, 'ana');
    await remove('/api/characters/lover', 'ana');
    expect((await remove('/api/characters/loved_one', 'ana')).status).toBe(204);
  });
});

describe('a shared character', () => {
  it('that is changed becomes a copy of one’s own; deleted, the shared one is there again', async () => {
    const changed = await put('/api/characters/Otto', { name: 'Otto the Second' }, 'ben');
    expect(changed.body).toMatchObject({ id: 'otto', owner: 'ben', name: 'Otto the Second' });
    expect((await api.get('/api/characters/otto', as('ana'))).body).toMatchObject({
      owner: 'starter',
      name: 'Otto',
    });
    await api.post('/api/characters', { name: 'Friend', relationships: { otto: {} } }, as('ben'));
    expect((await remove('/api/characters/otto', 'ben')).status).toBe(204);
    expect((await api.get('/api/characters/otto', as('ben'))).body.owner).toBe('starter');
  });

  it('cannot be deleted', async () => {
    const { status, body } = await remove('/api/characters/otto', 'ana');
    expect([status, body.details.error_code]).toEqual([409, 'CHARACTER_SHARED']);
  });
});
