import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NO_USAGE_TOTALS } from '../../../src/simulation/usage.js';
import type { Database } from '../../../src/store/database.js';
import { claimTask, failTask } from '../../../src/store/task-statements.js';
import { commitTurn, finishTask } from '../../support/commits.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { startApi, type TestApi } from './api.js';
import { insertFinished, insertTask } from './rows.js';

const ERROR = { error: 'Broken', message: 'it broke', error_code: 'BROKEN' };
const WORKER = { id: 'worker-a', leaseMs: 60_000 };

let database: TestDatabase;
let db: Database;
let api: TestApi;
/** The same server with keys: two clients and an admin. */
let keyed: TestApi;
const as = (client: string) => ({ authorization: `Bearer ${client}` });

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  api = await startApi(db);
  keyed = await startApi(db, {
    keys: {
      ann: { client: 'ann', role: 'client' },
      bo: { client: 'bo', role: 'client' },
      root: { client: 'root', role: 'admin' },
    },
  });
});
afterAll(async () => {
  await Promise.all([api.close(), keyed.close()]);
  await database.drop();
});
beforeEach(() => {
  api.notified.length = 0;
});

async function running(row: Parameters<typeof insertTask>[1] = {}) {
  const id = await insertTask(db, row);
  const holding = await claimTask(db, { taskId: id, fence: 0 }, WORKER);
  if (holding === null) throw new Error('a fresh task could not be claimed');
  return holding;
}

async function failed(row: Parameters<typeof insertTask>[1] = {}): Promise<string> {
  const holding = await running(row);
  await failTask(db, holding, ERROR);
  return holding.taskId;
}

const eventTypes = async (taskId: string) =>
  (await db.prisma.taskEvent.findMany({ where: { taskId }, orderBy: { seq: 'asc' } })).map(
    ({ type }) => type,
  );

describe.each([
  ['DELETE', (id: string) => `/api/tasks/${id}`],
  ['POST', (id: string) => `/api/tasks/${id}/cancel`],
] as const)('cancelling with %s', (method, path) => {
  it('ends a task that waits, tells the workers and whoever follows it', async () => {
    const id = await insertTask(db);
    const { status, body } = await api.send(method, path(id));
    expect(status).toBe(202);
    expect(body).toMatchObject({ task_id: id, status: 'cancelled', position: null, error: null });
    expect(body.completed_at).not.toBeNull();
    expect(api.notified).toEqual([`cancelled ${id}`, `changed ${id}`, `queued ${id}`]);
    expect(await eventTypes(id)).toEqual(['cancelled']);
    expect(await claimTask(db, { taskId: id, fence: 0 }, WORKER)).toBeNull();
    expect(await claimTask(db, { taskId: id, fence: 1 }, WORKER)).toBeNull();
  });

  it('takes a running task from its runner and keeps what is committed', async () => {
    const holding = await running();
    const turn = {
      turn: 1,
      record: { metrics: {} },
      state: '{}',
      progress: 50,
      currentStep: 'Turn 1 of 2',
      usage: NO_USAGE_TOTALS,
      told: {},
    };
    expect(await commitTurn(db, holding, turn)).toBe(true);
    expect((await api.send(method, path(holding.taskId))).status).toBe(202);
    expect(await commitTurn(db, holding, { ...turn, turn: 2 })).toBe(false);
    expect(await finishTask(db, holding, {}, NO_USAGE_TOTALS)).toBe(false);
    expect(await db.prisma.turn.count({ where: { simulationId: holding.taskId } })).toBe(1);
    const { body } = await api.get(`/api/tasks/${holding.taskId}`);
    expect(body).toMatchObject({ status: 'cancelled', progress: 50, current_step: 'Cancelled' });
  });

  it('is final: a second time, and of what ended otherwise, it answers 409', async () => {
    const id = await insertTask(db);
    await api.send(method, path(id));
    for (const ended of [id, await insertFinished(db), await failed()]) {
      const { status, body } = await api.send(method, path(ended));
      expect([status, body.details.error_code]).toEqual([409, 'TASK_ENDED']);
    }
  });

  it("finds nothing of another client's, and an admin everything", async () => {
    const id = await insertTask(db, { clientId: 'ann' });
    expect((await keyed.send(method, path(id), { headers: as('bo') })).status).toBe(404);
    expect((await db.prisma.task.findUniqueOrThrow({ where: { id } })).status).toBe('queued');
    expect((await keyed.send(method, path(id), { headers: as('root') })).status).toBe(202);
  });

  it.each(['nonsense', randomUUID()])('answers 404 for %s', async (id) => {
    const { status, body } = await api.send(method, path(id));
    expect([status, body.details.error_code]).toEqual([404, 'TASK_NOT_FOUND']);
  });
});

describe('racing a cancel', () => {
  it('with the runner’s finish, exactly one of both wins', async () => {
    for (let round = 0; round < 20; round += 1) {
      const holding = await running();
      const [answer, finished] = await Promise.all([
        api.send('DELETE', `/api/tasks/${holding.taskId}`),
        finishTask(db, holding, { story: 'x' }, NO_USAGE_TOTALS),
      ]);
      expect([answer.status, finished]).toBeOneOf([
        [202, false],
        [409, true],
      ]);
      const types = await eventTypes(holding.taskId);
      expect(types.filter((type) => ['completed', 'cancelled'].includes(type))).toHaveLength(1);
    }
  });
});

describe('retrying', () => {
  it('queues a failed task again from its last commit, with a fresh deadline and its errors kept', async () => {
    const id = await failed({
      request: { limits: { deadlineSeconds: 100 } },
      deadlineAt: new Date(Date.now() - 1000),
      progress: 50,
      failures: 4,
      uncleanEnds: 1,
    });
    const before = await db.prisma.task.findUniqueOrThrow({ where: { id } });
    const { status, body } = await api.post(`/api/tasks/${id}/retry`, {});
    expect(status).toBe(202);
    expect(body).toMatchObject({ task_id: id, status: 'queued', progress: 50, error: null });
    expect(body.position).toBeGreaterThan(0);
    expect(api.notified).toEqual([`queued ${id}`, `changed ${id}`]);
    const after = await db.prisma.task.findUniqueOrThrow({ where: { id } });
    expect(after).toMatchObject({ fence: before.fence + 1, failures: 0, uncleanEnds: 0, completedAt: null });
    expect(after.deadlineAt?.getTime()).toBeGreaterThan(Date.now() + 90_000);
    expect(after.errorChain).toMatchObject([
      { attempt: 1, error_code: 'BROKEN', message: 'it broke' },
      { attempt: 1, error_code: 'RETRIED', message: 'Put back on the queue by local' },
    ]);
    expect(await eventTypes(id)).toEqual(['progress', 'failed', 'progress']);
    expect(await claimTask(db, { taskId: id, fence: after.fence }, WORKER)).toMatchObject({ attempt: 2 });
  });

  it('is refused for what has not failed', async () => {
    const cancelled = await insertTask(db);
    await api.send('DELETE', `/api/tasks/${cancelled}`);
    for (const id of [await insertTask(db), await insertFinished(db), cancelled]) {
      const { status, body } = await api.post(`/api/tasks/${id}/retry`, {});
      expect([status, body.details.error_code]).toEqual([409, 'TASK_NOT_FAILED']);
    }
  });

  it('is refused for the action of a game session', async () => {
    const id = await failed({ kind: 'action' });
    const { status, body } = await api.post(`/api/tasks/${id}/retry`, {});
    expect([status, body.details.error_code]).toEqual([409, 'TASK_ENDED']);
  });

  it("finds nothing of another client's", async () => {
    const id = await failed({ clientId: 'ann' });
    expect((await keyed.send('POST', `/api/tasks/${id}/retry`, { headers: as('bo') })).status).toBe(404);
    expect((await keyed.send('POST', `/api/tasks/${id}/retry`, { headers: as('ann') })).status).toBe(202);
  });
});

describe('the admin', () => {
  it('sees failed tasks of everybody with their error chain, newest first, page by page', async () => {
    const ids = [await failed({ clientId: 'chain' }), await failed({ clientId: 'chain' })];
    const first = await keyed.get('/api/admin/tasks?status=failed&client=chain&limit=1', as('root'));
    expect(first.status).toBe(200);
    expect(first.body.tasks).toMatchObject([
      {
        task_id: ids[1],
        client: 'chain',
        status: 'failed',
        error: ERROR,
        error_chain: [{ attempt: 1, error_code: 'BROKEN', message: 'it broke' }],
      },
    ]);
    expect(Date.parse(first.body.tasks[0].error_chain[0].at)).toBeGreaterThan(Date.now() - 60_000);
    const next = /<(.*)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    expect(next).toContain('status=failed');
    const second = await keyed.get(next, as('root'));
    expect(second.body.tasks.map((task: { task_id: string }) => task.task_id)).toEqual([ids[0]]);
    expect(second.body.next_cursor).toBeNull();
  });

  it('filters by the code of the error', async () => {
    await failed({ clientId: 'coded' });
    const path = '/api/admin/tasks?client=coded&error_code=';
    expect((await keyed.get(`${path}BROKEN`, as('root'))).body.tasks).toHaveLength(1);
    expect((await keyed.get(`${path}OTHER`, as('root'))).body.tasks).toHaveLength(0);
  });

  it('retries failed tasks in bulk, the oldest first, up to a cap, and only what fits', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) ids.push(await failed({ clientId: 'bulk' }));
    await failed({ clientId: 'bulk', kind: 'action' });
    const other = await failed({ clientId: 'not-bulk' });
    const retry = (body: object) => keyed.post('/api/admin/tasks/retry', body, as('root'));
    const first = await retry({ client: 'bulk', limit: 3 });
    expect(first.status).toBe(200);
    expect(first.body).toEqual({ retried: 3, task_ids: ids.slice(0, 3), remaining: 2 });
    expect((await retry({ client: 'bulk', error_code: 'OTHER' })).body.retried).toBe(0);
    expect((await retry({ client: 'bulk', failed_before: '2020-01-01T00:00:00Z' })).body.retried).toBe(0);
    const second = await retry({ client: 'bulk', failed_after: '2020-01-01T00:00:00Z' });
    expect(second.body).toEqual({ retried: 2, task_ids: ids.slice(3), remaining: 0 });
    expect((await retry({ task_ids: [other, randomUUID()] })).body.task_ids).toEqual([other]);
    expect((await retry({ client: 'bulk' })).body).toEqual({ retried: 0, task_ids: [], remaining: 0 });
  });

  it.each([
    ['GET', '/api/admin/tasks'],
    ['POST', '/api/admin/tasks/retry'],
  ])('alone may call %s %s', async (method, path) => {
    const options = { headers: { ...as('ann'), 'content-type': 'application/json' } };
    const { status } = await keyed.send(method, path, {
      ...options,
      ...(method === 'POST' ? { body: '{}' } : {}),
    });
    expect(status).toBe(403);
  });

  it('is told of a field that is not known', async () => {
    expect((await keyed.post('/api/admin/tasks/retry', { clients: 'x' }, as('root'))).status).toBe(422);
  });
});
