import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openQueueBackend } from '../../../src/queue/backend.js';
import { createQueueBoard } from '../../../src/queue/board.js';
import { TASK_QUEUES } from '../../../src/queue/names.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { freePort } from '../../support/ports.js';
import { type Program, startProgram } from '../../support/program.js';
import { hasRedis, startRedis, type TestRedis } from '../../support/redis.js';
import { startApi } from './api.js';

const PATH = '/admin/queues';
const key = (text: string) => createHash('sha256').update(text).digest('hex');
const bearer = (name: string) => ({ authorization: `Bearer ${name}` });
const login = (name: string) => ({
  authorization: `Basic ${Buffer.from(`anybody:${name}`).toString('base64')}`,
});

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe.skipIf(!hasRedis)('the board of queues on Redis', () => {
  let redis: TestRedis;
  let program: Program;
  let url: string;
  beforeAll(async () => {
    redis = await startRedis();
    program = startProgram('workers/api', {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      QUEUE_PREFIX: 'test',
      API_KEYS: `root:admin:${key('root')},ann:client:${key('ann')}`,
    });
    url = await program.ready;
  });
  afterAll(async () => {
    await program.end();
    await redis.stop();
  });
  const get = (path: string, headers: Readonly<Record<string, string>> = bearer('root')) =>
    fetch(`${url}${path}`, { headers });

  it.each([PATH, `${PATH}/api/queues`, `${PATH}/static/images/logo.svg`])(
    'shows %s to admins only, who may log in with a browser',
    async (path) => {
      const nobody = await get(path, {});
      expect(nobody.status).toBe(401);
      expect(nobody.headers.get('www-authenticate')).toContain('Basic realm="novel-engine"');
      expect((await get(path, bearer('ann'))).status).toBe(403);
      expect((await get(path, login('ann'))).status).toBe(403);
      expect((await get(path, login('nobody'))).status).toBe(401);
      expect((await get(path, login('root'))).status).toBe(200);
      expect((await get(path, bearer('root'))).status).toBe(200);
    },
  );

  it('takes no log-in of a browser anywhere else', async () => {
    for (const path of ['/api/tasks', '/metrics', '/api/tasks?next=/admin/queues']) {
      const answer = await get(path, login('root'));
      expect([path, answer.status]).toEqual([path, 401]);
      expect(answer.headers.get('www-authenticate')).not.toContain('Basic');
    }
  });

  it('is a page whose policy lets all that it needs be loaded, from here', async () => {
    const page = await get(PATH);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('x-powered-by')).toBeNull();
    const policy = page.headers.get('content-security-policy') ?? '';
    for (const part of [
      "script-src 'self';",
      "connect-src 'self'",
      "base-uri 'self'",
      "frame-ancestors 'none'",
    ]) {
      expect(policy).toContain(part);
    }
    const text = await page.text();
    const [, base = ''] = /<base href="([^"]+)"/.exec(text) ?? [];
    expect(base).toBe(`${PATH}/`);
    // What stands in the page itself is data, which no policy keeps from being read.
    const inline = [...text.matchAll(/<script(?![^>]*\bsrc=)([^>]*)>/g)].map(([, attributes]) => attributes);
    expect(inline.every((attributes) => attributes?.includes('application/json'))).toBe(true);
    const files = [...text.matchAll(/(?:src|href)="(static\/[^"]+)"/g)].map(([, file]) => `${base}${file}`);
    expect(files.length).toBeGreaterThan(3);
    expect(page.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    for (const file of files) {
      const answer = await get(file);
      expect([file, answer.status]).toEqual([file, 200]);
      await answer.arrayBuffer();
    }
    // Paths are told apart as Express does for what stands below another.
    expect((await get((files[0] ?? '').replace(PATH, PATH.toUpperCase()))).status).toBe(200);
  });

  it('shows the jobs of every queue, and changes nothing', async () => {
    const backend = openQueueBackend({
      redisUrl: redis.url,
      databaseUrl: '',
      prefix: 'test',
      onError: () => undefined,
    });
    const queue = backend.openQueue('simulation');
    await queue.ping().catch(() => undefined);
    await queue.add([{ id: 'job-0', taskId: 'task', fence: 0 }]);
    await queue.close();
    const shown = (await (await get(`${PATH}/api/queues`)).json()) as {
      queues: { name: string; readOnlyMode: boolean; counts: Record<string, number> }[];
    };
    expect(shown.queues.map(({ name }) => name).toSorted()).toEqual(TASK_QUEUES.toSorted());
    expect(shown.queues.every(({ readOnlyMode }) => readOnlyMode)).toBe(true);
    expect(shown.queues.find(({ name }) => name === 'simulation')?.counts.waiting).toBe(1);
    for (const [method, path] of [
      ['PUT', 'pause'],
      ['PUT', 'simulation/empty'],
      ['POST', 'simulation/add'],
    ]) {
      const answer = await fetch(`${url}${PATH}/api/queues/${path}`, {
        method: method ?? '',
        headers: bearer('root'),
      });
      expect([path, answer.status]).toEqual([path, 405]);
    }
    expect(redis.command('EXISTS', 'test:simulation:job-0')).toBe('1');
  });

  it('has a page for each queue, and answers as everywhere what is not there', async () => {
    expect((await get(`${PATH}/queue/simulation`)).status).toBe(200);
    const missing = await get(`${PATH}/no/such/thing`);
    expect(missing.status).toBe(404);
    expect(await missing.json()).toMatchObject({ details: { error_code: 'ROUTE_NOT_FOUND' } });
  });
});

describe('the board of queues', () => {
  it('says what to ask instead where the queues are kept in Postgres', async () => {
    const api = await startApi(database.db);
    onTestFinished(() => api.close());
    for (const path of [PATH, `${PATH}/api/queues`]) {
      const { status, body } = await api.get(path);
      expect([status, body.details.error_code]).toEqual([404, 'QUEUE_BOARD_NOT_FOUND']);
      expect(body.suggestions.join()).toContain('/api/scaling');
    }
  });

  it('says that Redis is away, and lets nobody wait for it', async () => {
    const queueBoard = createQueueBoard({
      redisUrl: `redis://127.0.0.1:${await freePort()}`,
      prefix: 'test',
      names: TASK_QUEUES,
      basePath: PATH,
      onError: () => undefined,
    });
    const api = await startApi(database.db, { queueBoard });
    onTestFinished(async () => {
      await api.close();
      await queueBoard.close();
    });
    const { status, body } = await api.get(PATH);
    expect([status, body.details.error_code]).toEqual([503, 'STORE_UNAVAILABLE']);
  });
});
