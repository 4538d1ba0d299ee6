import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/store/database.js';
import { submitSimulation, submitSimulationBatch } from '../../../src/tasks/submit-simulation.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { submission } from '../../support/simulations.js';
import { startApi, type TestApi } from './api.js';

const PATH = '/api/simulations/batch';
const item = (fields: object = {}) => ({ character_names: ['Alice', 'Bob'], turns: 2, ...fields });

let database: TestDatabase;
let db: Database;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  const deps = submission(db);
  api = await startApi(db, {
    submit: (input) => submitSimulation(deps, input),
    submitBatch: (input) => submitSimulationBatch(deps, input),
  });
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

const ids = (body: { readonly tasks: readonly { readonly task_id: string }[] }) =>
  body.tasks.map(({ task_id }) => task_id);

describe('a batch', () => {
  it('of a hundred is accepted whole, answered in its order', async () => {
    const { status, headers, body } = await api.post(PATH, {
      items: Array.from({ length: 100 }, (_, seed) => item({ seed })),
    });
    expect(status).toBe(202);
    expect(headers.get('retry-after')).toBe('1');
    expect(new Set(ids(body)).size).toBe(100);
    expect(body.tasks[0]).toMatchObject({
      kind: 'simulation',
      status: 'queued',
      status_url: `/api/tasks/${body.tasks[0].task_id}`,
    });
    const stored = await db.prisma.simulation.findMany({ where: { id: { in: ids(body) } } });
    const seeds = new Map(stored.map(({ id, seed }) => [id, Number(seed)]));
    expect(ids(body).map((id) => seeds.get(id))).toEqual(Array.from({ length: 100 }, (_, seed) => seed));
  });

  it.each(['/simulations/batch', '/api/v1/simulations/batch'])('is taken at %s', async (path) => {
    expect((await api.post(path, { items: [item()] })).status).toBe(202);
  });

  it('with anything wrong in it is refused whole, each issue with its item', async () => {
    const before = await db.prisma.task.count();
    const { status, body } = await api.post(PATH, {
      items: [item(), item({ turns: 0 }), item(), item({ turns: 101, mood: 'x' }), { turns: 1 }],
    });
    expect(status).toBe(422);
    expect(body.details.issues.map(({ path }: { path: string }) => path)).toEqual([
      'items[1].turns',
      'items[3].turns',
      'items[3].mood',
      'items[4].character_names',
    ]);
    expect(await db.prisma.task.count()).toBe(before);
  });

  it('with unknown characters is refused whole, each named where it stands', async () => {
    const before = await db.prisma.task.count();
    const { status, body } = await api.post(PATH, {
      items: [
        item(),
        item({ character_names: ['Alcie', 'Bob'] }),
        item({ character_names: ['Bob', 'Xyzzy'] }),
      ],
    });
    expect([status, body.details.error_code]).toEqual([404, 'CHARACTER_NOT_FOUND']);
    expect(body.details.issues.map(({ path }: { path: string }) => path)).toEqual([
      'items[1].character_names[0]',
      'items[2].character_names[1]',
    ]);
    expect(await db.prisma.task.count()).toBe(before);
  });

  it.each([
    [{ items: [] }, 'items', 'must have at least 1 entries'],
    [{ items: Array.from({ length: 101 }, () => item()) }, 'items', 'must have at most 100 entries'],
    [{}, 'items', 'is required'],
    [{ items: [item()], extra: 1 }, 'extra', 'is not a known field'],
    [[item()], '', 'must be an object'],
  ])('has 1 to 100 items and nothing else', async (body, path, message) => {
    const answer = await api.post(PATH, body);
    expect(answer.status).toBe(422);
    expect(answer.body.details.issues).toEqual([{ path, message }]);
  });

  it('of a million empty items is refused without a word about each', async () => {
    const { status, body } = await api.post(PATH, { items: Array.from({ length: 1_000_000 }, () => ({})) });
    expect(status).toBe(422);
    expect(body.details.issues.map(({ message }: { message: string }) => message)).toEqual([
      'must have at most 100 entries',
    ]);
  });

  it('may be larger than other bodies, up to 4 MiB', async () => {
    const long = Array.from({ length: 100 }, () =>
      item({ setting: 'x'.repeat(10_000), scenario: 'y'.repeat(9_000) }),
    );
    expect(JSON.stringify({ items: long }).length).toBeGreaterThan(1_048_576);
    expect((await api.post(PATH, { items: long })).status).toBe(202);
    const tooLong = await api.post(PATH, { items: [item({ setting: 'x'.repeat(4 * 1_048_576) })] });
    expect([tooLong.status, tooLong.body.details.error_code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });
});

describe('an idempotency key', () => {
  it('covers the whole batch, however often and however concurrently it is sent', async () => {
    const body = { items: [item(), item({ seed: 4 }), item()] };
    const before = await db.prisma.task.count();
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => api.post(PATH, body, { 'idempotency-key': 'batch-1' })),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(202);
    expect(await db.prisma.task.count()).toBe(before + 3);
  });

  it('is refused for another batch, and for a single post of its only item', async () => {
    const send = (path: string, body: object) => api.post(path, body, { 'idempotency-key': 'batch-2' });
    expect((await send(PATH, { items: [item({ seed: 1 })] })).status).toBe(202);
    for (const [path, body] of [
      [PATH, { items: [item({ seed: 1 }), item({ seed: 1 })] }],
      ['/api/simulations', item({ seed: 1 })],
    ] as const) {
      const answer = await send(path, body);
      expect([answer.status, answer.body.details.error_code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    }
  });

  it('answers as the first time when one of the tasks was deleted since, and makes nothing anew', async () => {
    const body = { items: [item(), item()] };
    const first = await api.post(PATH, body, { 'idempotency-key': 'batch-3' });
    const [gone = ''] = ids(first.body);
    await api.send('DELETE', `/api/tasks/${gone}`);
    expect((await api.send('DELETE', `/api/simulations/${gone}`)).status).toBe(204);
    const before = await db.prisma.task.count();
    const second = await api.post(PATH, body, { 'idempotency-key': 'batch-3' });
    expect(ids(second.body)).toEqual(ids(first.body));
    expect(await db.prisma.task.count()).toBe(before);
  });

  it('of two hundred identical single posts at once makes one task and one answer', async () => {
    const before = await db.prisma.task.count();
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => api.post('/api/simulations', item(), { 'idempotency-key': 'once' })),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(202);
    expect(await db.prisma.task.count()).toBe(before + 1);
  });
});
