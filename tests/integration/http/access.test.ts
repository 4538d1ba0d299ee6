import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { until } from '../../support/until.js';
import { rawRequest, startApi, type TestApi } from './api.js';
import { insertFinished } from './rows.js';

const KEYS = {
  'key-of-ana': { client: 'ana', role: 'client' },
  'key-of-ben': { client: 'ben', role: 'client' },
  'key-of-root': { client: 'root', role: 'admin' },
  'clé-à-eve': { client: 'eve', role: 'client' },
} as const;
const ANA = { authorization: 'Bearer key-of-ana' };
const BEN = { 'x-api-key': 'key-of-ben' };
const ROOT = { authorization: 'bearer key-of-root' };
const OPEN = [
  '/',
  '/health',
  '/api/health',
  '/livez',
  '/readyz',
  '/openapi.json',
  '/docs',
  '/docs/initializer.js',
];

let database: TestDatabase;
let keyed: TestApi;
let keyless: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  keyed = await startApi(database.db, { keys: KEYS, corsOrigins: ['https://app.example'] });
  keyless = await startApi(database.db, { corsOrigins: ['https://app.example'] });
});
afterAll(async () => {
  await Promise.all([keyed.close(), keyless.close()]);
  await database.drop();
});

describe('a server with keys', () => {
  it.each(OPEN)('answers %s without one', async (path) => {
    expect((await keyed.get(path)).status).toBe(200);
  });

  it.each([
    ['GET', '/api/characters'],
    ['GET', '/metrics'],
    ['POST', '/api/simulations'],
    ['DELETE', '/api/simulations'],
    ['GET', '/api/nothing'],
    ['GET', '/API/characters'],
  ])('answers %s %s only with one', async (method, path) => {
    const { status, headers, body } = await keyed.send(method, path);
    expect([status, body.details.error_code]).toEqual([401, 'UNAUTHORIZED']);
    expect(headers.get('www-authenticate')).toBe('Bearer realm="novel-engine"');
  });

  it.each([
    ['a wrong key', { authorization: 'Bearer key-of-anb' }],
    ['another scheme', { authorization: 'Basic a2V5LW9mLWFuYQ==' }],
    ['an empty key', { 'x-api-key': '' }],
    ['a wrong key beside a right one', { authorization: 'Bearer no', 'x-api-key': 'key-of-ana' }],
  ])('refuses %s', async (_what, headers) => {
    const answer = await keyed.get('/api/characters', headers);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it('shows a client its own tasks and simulations, an admin all, and another client none', async () => {
    const id = await insertFinished(database.db, { clientId: 'ana', simulation: { clientId: 'ana' } });
    const paths = [
      `/api/tasks/${id}`,
      `/api/tasks/${id}/events`,
      `/api/simulations/${id}`,
      `/api/simulations/${id}/turns`,
      `/api/simulations/${id}/story`,
    ];
    const statuses = async (headers: Readonly<Record<string, string>>) =>
      Promise.all(paths.map(async (path) => (await keyed.get(path, headers)).status));
    expect(await statuses(ANA)).toEqual([200, 200, 200, 200, 200]);
    expect(await statuses(ROOT)).toEqual([200, 200, 200, 200, 200]);
    expect(await statuses(BEN)).toEqual([404, 404, 404, 404, 404]);
  });

  it('lets only an admin read the metrics', async () => {
    const refused = await keyed.get('/metrics', ANA);
    expect([refused.status, refused.body.details.error_code]).toEqual([403, 'FORBIDDEN']);
    expect((await keyed.get('/metrics', ROOT)).status).toBe(200);
  });

  it('submits in the name of the key', async () => {
    await keyed.post('/api/simulations', { character_names: ['Alice', 'Bob'] }, BEN);
    expect(keyed.submitted.at(-1)?.clientId).toBe('ben');
  });

  it.each(['authorization', 'x-api-key'])('takes the bytes of a key as %s brings them', async (name) => {
    const bytes = Buffer.from('clé-à-eve').toString('latin1');
    const sent = name === 'authorization' ? `Bearer ${bytes}` : bytes;
    const { status, body } = await keyed.get('/api/usage', { [name]: sent });
    expect([status, body.client]).toEqual([200, 'eve']);
  });

  it('writes a line about each request, once it is answered', async () => {
    const id = 'a-request-to-look-for';
    await keyed.get('/api/tasks?limit=1', { ...ANA, 'x-request-id': id });
    await until(() => keyed.logged.some((line) => line.includes(id)));
    const lines = keyed.logged.filter((line) => line.includes(id)).map((line) => JSON.parse(line));
    expect(lines).toEqual([
      expect.objectContaining({
        level: 30,
        msg: 'request completed',
        request_id: id,
        req: { method: 'GET', path: '/api/tasks' },
        res: { status: 200 },
        route: '/api/tasks',
        client: 'ana',
        responseTime: expect.any(Number),
      }),
    ]);
  });

  it('names the tasks of a post in its line, by which the lines of their workers are found', async () => {
    const cast = { character_names: ['Alice', 'Bob'] };
    const id = 'a-post-to-look-for';
    const { body } = await keyed.post('/api/simulations', cast, { ...BEN, 'x-request-id': id });
    await until(() => keyed.logged.some((line) => line.includes(id)));
    const line = keyed.logged.find((logged) => logged.includes(id)) ?? '';
    expect(JSON.parse(line)).toMatchObject({ request_id: id, taskId: body.task_id });
  });

  it('writes no key into its log', async () => {
    await keyed.get('/api/characters?api_key=key-of-ana', { ...ANA, 'x-api-key': 'key-of-ben' });
    await keyed.get('/api/characters', { authorization: 'Bearer wrong-key' });
    expect(keyed.logged.length).toBeGreaterThan(0);
    expect(keyed.logged.join('\n')).not.toMatch(/key-of|wrong-key/);
  });

  it('answers to any Host', async () => {
    expect((await rawRequest(keyed.url, '/livez', { host: 'engine.example' })).status).toBe(200);
  });
});

describe('a server without keys', () => {
  it.each([
    'localhost',
    'localhost:8000',
    '127.0.0.1',
    '127.0.0.1:1',
    '127.0.0.2:8000',
    '[::1]:8000',
    'LOCALHOST',
  ])('answers to the Host %s, as admin', async (host) => {
    expect((await rawRequest(keyless.url, '/metrics', { host })).status).toBe(200);
  });

  it.each(['engine.example', 'localhost.evil.example', '127.0.0.1.nip.io', '0.0.0.0:8000', 'localhost:x'])(
    'refuses the Host %s',
    async (host) => {
      const { status, body } = await rawRequest(keyless.url, '/livez', { host });
      expect([status, JSON.parse(body).details.error_code]).toEqual([403, 'FORBIDDEN']);
    },
  );

  it.each(['https://evil.example', 'null', 'http://localhost:1'])('refuses the Origin %s', async (origin) => {
    const { status } = await rawRequest(
      keyless.url,
      '/api/simulations',
      { host: 'localhost', origin },
      'POST',
    );
    expect(status).toBe(403);
  });

  it('answers pages of its own and those that CORS_ORIGINS names', async () => {
    for (const origin of ['http://localhost:8000', 'https://app.example']) {
      expect((await rawRequest(keyless.url, '/livez', { host: 'localhost:8000', origin })).status).toBe(200);
    }
  });
});

describe('CORS', () => {
  const preflight = {
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'x-api-key',
  };

  it('opens the API to a named origin, preflight and errors included', async () => {
    const origin = 'https://app.example';
    const asked = await rawRequest(keyed.url, '/api/simulations', { origin, ...preflight }, 'OPTIONS');
    expect(asked.status).toBe(204);
    expect(asked.headers['access-control-allow-origin']).toBe(origin);
    expect(asked.headers['access-control-allow-headers']).toContain('X-API-Key');
    const refused = await rawRequest(keyed.url, '/api/characters', { origin });
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, origin]);
    expect(refused.headers.vary).toContain('Origin');
  });

  it('lets a page read and send every header that the API speaks of', async () => {
    const origin = 'https://app.example';
    const asked = await rawRequest(keyed.url, '/api/simulations', { origin, ...preflight }, 'OPTIONS');
    const answered = await rawRequest(keyed.url, '/openapi.json', { origin });
    const { paths } = JSON.parse(answered.body) as {
      paths: Record<string, Record<string, { parameters?: Parameter[]; responses: Record<string, Headed> }>>;
    };
    type Parameter = { in: string; name: string };
    type Headed = { headers?: object };
    const operations = Object.values(paths).flatMap((path) => Object.values(path));
    const sent = operations.flatMap(({ parameters = [] }) =>
      parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name),
    );
    const told = operations.flatMap(({ responses }) =>
      Object.values(responses).flatMap(({ headers = {} }) => Object.keys(headers)),
    );
    const names = (header: string | string[] | undefined) => String(header).split(', ');
    // A page that is traced sends the first with every request.
    expect(names(asked.headers['access-control-allow-headers'])).toEqual(
      expect.arrayContaining(['traceparent', ...new Set(sent)]),
    );
    expect(names(answered.headers['access-control-expose-headers'])).toEqual(
      expect.arrayContaining([...new Set(told)]),
    );
  });

  it('stays closed to every other origin', async () => {
    const asked = await rawRequest(
      keyed.url,
      '/api/simulations',
      { origin: 'https://evil.example', ...preflight },
      'OPTIONS',
    );
    expect(asked.headers['access-control-allow-origin']).toBeUndefined();
  });
});
