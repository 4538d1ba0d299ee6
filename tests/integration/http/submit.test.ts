import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  IdempotencyKeyReusedError,
  NotFoundError,
  QueueFullError,
  StoreUnavailableError,
} from '../../../src/errors.js';
import type { Database } from '../../../src/store/database.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { until } from '../../support/until.js';
import { startApi, type TestApi } from './api.js';
import { insertFinished, insertTask } from './rows.js';

const CAST = { character_names: ['Alice', 'Bob'] };

let database: TestDatabase;
let db: Database;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  api = await startApi(db);
});
afterAll(async () => {
  await api.close();
  await database.drop();
});
beforeEach(() => {
  api.submitted.length = 0;
});

describe('posting a simulation', () => {
  it.each(['/api/simulations', '/simulations', '/api/v1/simulations'])('is accepted at %s', async (path) => {
    const { status, headers, body } = await api.post(path, CAST);
    expect(status).toBe(202);
    expect(Object.keys(body)).toEqual([
      'task_id',
      'kind',
      'status',
      'status_url',
      'events_url',
      'created_at',
    ]);
    expect(body).toMatchObject({
      kind: 'simulation',
      status: 'queued',
      status_url: `/api/tasks/${body.task_id}`,
      events_url: `/api/tasks/${body.task_id}/events`,
    });
    expect(headers.get('location')).toBe(`/api/tasks/${body.task_id}`);
    expect(headers.get('retry-after')).toBe('1');
    expect((await api.get(body.status_url)).body.status).toBe('queued');
  });

  it('hands on who asks, and the trimmed request with its defaults', async () => {
    await api.post('/api/simulations', { character_names: [' Alice ', 'Bob'] });
    expect(api.submitted).toEqual([
      {
        clientId: 'local',
        role: 'admin',
        request: { character_names: ['Alice', 'Bob'], turns: 3, cache: 'use', priority: 5 },
      },
    ]);
  });

  it('hands on its idempotency key', async () => {
    await api.post('/api/simulations', CAST, { 'idempotency-key': '"order-1"' });
    expect(api.submitted[0]?.idempotencyKey).toBe('"order-1"');
  });

  it.each([
    ['empty', ''],
    ['with a space', 'a b'],
    ['of 256 characters', 'k'.repeat(256)],
  ])('refuses an idempotency key that is %s', async (_what, key) => {
    const { status, body } = await api.post('/api/simulations', CAST, { 'idempotency-key': key });
    expect(status).toBe(422);
    expect(body.details.issues).toEqual([
      { path: 'Idempotency-Key', message: 'must be 1 to 255 visible characters' },
    ]);
  });

  it('takes a setting of 10,000 characters with markup and SQL in it as it is', async () => {
    const setting = `<script>alert("x")</script>'; DROP TABLE task; -- 😀`.padEnd(10_001, '&');
    expect([...setting]).toHaveLength(10_000);
    expect((await api.post('/api/simulations', { ...CAST, setting })).status).toBe(202);
    expect(api.submitted[0]?.request.setting).toBe(setting);
  });

  it('takes a character card among the characters', async () => {
    const card = {
      spec: 'chara_card_v2',
      spec_version: '2.0',
      data: { name: 'Sera', personality: 'curious' },
    };
    const { status } = await api.post('/api/simulations', { character_names: ['Bob'], characters: [card] });
    expect(status).toBe(202);
    expect(api.submitted[0]?.request.characters).toMatchObject([{ name: 'Sera', traits: { curious: 0.8 } }]);
  });

  it('is refused while the process stops', async () => {
    const stopping = await startApi(db);
    stopping.drain();
    const { status, headers, body } = await stopping.post('/api/simulations', CAST);
    expect([status, body.details.error_code]).toEqual([503, 'SHUTTING_DOWN']);
    expect(headers.get('retry-after')).toBe('1');
    await stopping.close();
  });

  it.each([
    [new NotFoundError('CHARACTER', 'No character is known as "Alcie"'), 404, 'CHARACTER_NOT_FOUND'],
    [new IdempotencyKeyReusedError('Used before'), 422, 'IDEMPOTENCY_KEY_REUSED'],
    [new StoreUnavailableError('Away', { retryAfterSeconds: 2 }), 503, 'STORE_UNAVAILABLE'],
    [new Error('secret detail'), 500, 'INTERNAL'],
  ])('answers what submitting fails with: %s', async (error, expected, code) => {
    const failing = await startApi(db, { submit: () => Promise.reject(error) });
    const { status, headers, text, body } = await failing.post('/api/simulations', CAST);
    expect([status, body.details.error_code]).toEqual([expected, code]);
    expect(headers.get('retry-after')).toBe(expected === 503 ? '2' : null);
    expect(text).not.toContain('secret');
    expect(text).not.toContain('.ts:');
    if (expected === 500) {
      const line = failing.logged.find((logged) => logged.includes('secret detail'));
      expect(line).toContain(body.details.request_id);
    }
    await failing.close();
  });
});

it('is refused in one line of the log, which says why', async () => {
  const refusing = await startApi(db, {
    submit: () => Promise.reject(new QueueFullError('The queue has no room')),
  });
  const id = 'a-post-to-refuse';
  await refusing.post('/api/simulations', CAST, { 'x-request-id': id });
  await until(() => refusing.logged.some((line) => line.includes('request completed')));
  const lines = refusing.logged.filter((line) => line.includes(id)).map((line) => JSON.parse(line));
  expect(lines).toEqual([
    expect.objectContaining({ level: 40, code: 'QUEUE_FULL', res: { status: 503 }, request_id: id }),
  ]);
  await refusing.close();
});

describe('what a request must keep', () => {
  it('is listed whole, each issue with its path', async () => {
    const { status, body } = await api.post('/api/simulations', {
      character_names: ['Alice', 'alice', 7],
      characters: [{ name: 'Nim', trait: {} }],
      turns: 101,
      turn: 3,
      style: { tone: 'dry', mood: 'x' },
      seed: 1.5,
      priority: 0,
      callback_url: 'https://example.com',
    });
    expect(status).toBe(422);
    expect(body.error).toBe('Validation failed');
    expect(api.submitted).toEqual([]);
    const issues = body.details.issues as { path: string; message: string }[];
    expect(issues.map(({ path }) => path).sort()).toEqual(
      [
        'callback_url',
        'character_names[2]',
        'characters[0].trait',
        'priority',
        'seed',
        'style.mood',
        'turn',
        'turns',
      ].sort(),
    );
    expect(issues.find(({ path }) => path === 'turn')?.message).toBe('is not a known field');
    expect(issues.find(({ path }) => path === 'turns')?.message).toBe('must be at most 100');
  });

  it.each([
    ['no cast', {}, 'character_names', 'must have at least 2 entries'],
    ['one name', { character_names: ['Alice'] }, 'character_names', 'must have at least 2 entries'],
    [
      '1,000 names',
      { character_names: Array.from({ length: 1000 }, (_, i) => `n${i}`) },
      'character_names',
      'must have at most 6 entries',
    ],
    [
      'names twice',
      { character_names: ['Alice', 'ALICE '] },
      'character_names[1]',
      'names "ALICE" a second time',
    ],
    ['no turns', { ...CAST, turns: 0 }, 'turns', 'must be at least 1'],
    ['101 turns', { ...CAST, turns: 101 }, 'turns', 'must be at most 100'],
    [
      'a long setting',
      { ...CAST, setting: 'x'.repeat(10_001) },
      'setting',
      'must have at most 10000 characters',
    ],
    ['an unsafe seed', { ...CAST, seed: 2 ** 53 }, 'seed', 'must be at most 9007199254740991'],
    [
      'a template that is no id',
      { ...CAST, scenario_template_id: '../x' },
      'scenario_template_id',
      'must be a UUID',
    ],
    ['NUL', { ...CAST, scenario: 'a\0b' }, 'scenario', 'must not hold NUL or half a surrogate pair'],
    [
      'half a surrogate pair',
      { character_names: ['Alice', '\ud83d'] },
      'character_names[1]',
      'must not hold NUL or half a surrogate pair',
    ],
    ['an unknown field', { ...CAST, __proto: 1 }, '__proto', 'is not a known field'],
    ['a list for a body', [], '', 'must be an object'],
    ['null for a body', null, '', 'must be an object'],
  ])('leaves out %s', async (_what, request, path, message) => {
    const { status, body } = await api.post('/api/simulations', request);
    expect(status).toBe(422);
    expect(body.details.error_code).toBe('VALIDATION_FAILED');
    expect(body.details.issues).toEqual([{ path, message }]);
    expect(body.message).toBe(`${path === '' ? 'the request body' : path} ${message}`);
  });

  it('is told of bottomless nesting without falling over it', async () => {
    const body = `{"style": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const answer = await api.send('POST', '/api/simulations', {
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(answer.status).toBe(422);
  });
});

describe('Prefer: wait', () => {
  it('answers the finished simulation with exactly the promised fields', async () => {
    const id = await insertTask(db);
    const waiting = await startApi(db, {
      submit: async () => ({ id, kind: 'simulation', status: 'queued', createdAt: new Date() }),
    });
    const held = waiting.post('/api/simulations', CAST, { prefer: 'respond-async, wait=30' });
    await waiting.changes.waiters(id, 1);
    const { result } = await db.prisma.task.findUniqueOrThrow({ where: { id: await insertFinished(db) } });
    await db.prisma.task.update({
      where: { id },
      data: { status: 'completed', completedAt: new Date(), progress: 100, result: result ?? {} },
    });
    waiting.changes.tell(id);
    const { status, headers, body } = await held;
    expect(status).toBe(200);
    expect(headers.get('preference-applied')).toBe('wait=30');
    expect(Object.keys(body).sort()).toEqual([
      'duration_seconds',
      'participants',
      'story',
      'task_id',
      'turns_executed',
    ]);
    expect(body).toMatchObject({ task_id: id, participants: ['Mira', 'Otto'], turns_executed: 2 });
    await waiting.close();
  });

  it('answers 202 when the time passes', async () => {
    const { status, headers, body } = await api.post('/api/simulations', CAST, { prefer: 'wait=1' });
    expect([status, body.status]).toEqual([202, 'queued']);
    expect(headers.get('preference-applied')).toBeNull();
  });

  it('answers 202 with the status of a task that failed', async () => {
    const id = await insertTask(db, { status: 'failed', completedAt: new Date() });
    const failed = await startApi(db, {
      submit: async () => ({ id, kind: 'simulation', status: 'queued', createdAt: new Date() }),
    });
    const { status, headers, body } = await failed.post('/api/simulations', CAST, { prefer: 'wait=60' });
    expect([status, body.status]).toEqual([202, 'failed']);
    expect(headers.get('location')).toBe(`/api/tasks/${id}`);
    await failed.close();
  });

  it('answers a repeated post as without it when the task was deleted since', async () => {
    const gone = await startApi(db, {
      submit: async () => ({ id: uuidv7(), kind: 'simulation', status: 'queued', createdAt: new Date() }),
    });
    const { status, body } = await gone.post('/api/simulations', CAST, { prefer: 'wait=60' });
    expect([status, body.status]).toEqual([202, 'queued']);
    await gone.close();
  });

  it.each(['wait', 'wait=soon', 'wait=-1', '"', 'return=minimal'])(
    'is ignored when it reads %s',
    async (prefer) => {
      expect((await api.post('/api/simulations', CAST, { prefer })).status).toBe(202);
    },
  );

  it('ends with the client', async () => {
    const id = await insertTask(db);
    const waiting = await startApi(db, {
      submit: async () => ({ id, kind: 'simulation', status: 'queued', createdAt: new Date() }),
    });
    const client = new AbortController();
    const held = fetch(`${waiting.url}/api/simulations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'wait=60' },
      body: JSON.stringify(CAST),
      signal: client.signal,
    }).catch(() => 'left');
    await waiting.changes.waiters(id, 1);
    client.abort();
    expect(await held).toBe('left');
    await waiting.changes.waiters(id, 0);
    await waiting.close();
  });
});
