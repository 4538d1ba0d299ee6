import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../../src/store/database.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { startApi, type TestApi } from './api.js';
import { insertFinished, insertTask, insertTurn } from './rows.js';

const as = (client: string) => ({ authorization: `Bearer ${client}` });

let database: TestDatabase;
let db: Database;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  db = database.db;
  api = await startApi(db, {
    keys: {
      ann: { client: 'ann', role: 'client' },
      bo: { client: 'bo', role: 'client' },
      cy: { client: 'cy', role: 'client' },
      root: { client: 'root', role: 'admin' },
    },
  });
});
afterAll(async () => {
  await api.close();
  await database.drop();
});

/** All entries of a list, followed by its `Link` headers. */
async function pages(path: string, field: string, client: string): Promise<Record<string, unknown>[]> {
  const entries: Record<string, unknown>[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const { status, headers, body } = await api.get(next, as(client));
    expect(status).toBe(200);
    entries.push(...body[field]);
    const link: string | undefined = /<(.*)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
    expect(link === undefined).toBe(body.next_cursor === null);
    next = link;
  }
  return entries;
}

describe('the list of tasks', () => {
  const ids: string[] = [];
  beforeAll(async () => {
    for (let index = 0; index < 7; index += 1) ids.unshift(await insertTask(db, { clientId: 'ann' }));
    ids.unshift(await insertFinished(db, { clientId: 'ann' }));
    await insertTask(db, { clientId: 'bo' });
  });

  it('is newest first, each once, whatever the page’s size, and one’s own', async () => {
    for (const limit of [1, 3, 8, 100]) {
      const tasks = await pages(`/api/tasks?limit=${limit}`, 'tasks', 'ann');
      expect(tasks.map(({ task_id }) => task_id)).toEqual(ids);
    }
    expect(await pages('/api/tasks', 'tasks', 'bo')).toHaveLength(1);
    expect((await pages('/api/tasks?limit=4', 'tasks', 'root')).length).toBe(9);
  });

  it('keeps its filters from page to page', async () => {
    const queued = await pages('/api/tasks?limit=2&status=queued&kind=simulation', 'tasks', 'ann');
    expect(queued.map(({ task_id }) => task_id)).toEqual(ids.slice(1));
    expect(await pages('/api/tasks?status=completed', 'tasks', 'ann')).toHaveLength(1);
    expect(await pages('/api/tasks?kind=scenario', 'tasks', 'ann')).toEqual([]);
  });

  it('takes a parameter without a value for none', async () => {
    const { status, body } = await api.get('/api/tasks?status=&kind=&limit=&cursor=', as('ann'));
    expect([status, body.tasks.map(({ task_id }: { task_id: string }) => task_id)]).toEqual([200, ids]);
  });

  it('does not miss or repeat what was there when it began', async () => {
    const first = await api.get('/api/tasks?limit=3', as('ann'));
    await insertTask(db, { clientId: 'ann' });
    const rest = await pages(`/api/tasks?cursor=${first.body.next_cursor}`, 'tasks', 'ann');
    expect(rest.map(({ task_id }) => task_id)).toEqual(ids.slice(3));
  });

  it.each(['status=done', 'kind=x', 'limit=0', 'limit=101', 'cursor=x', 'cursor=IjEi'])(
    'refuses %s',
    async (query) => {
      expect((await api.get(`/api/tasks?${query}`, as('ann'))).status).toBe(422);
    },
  );

  it('leaves the stories out', async () => {
    const [task] = await pages('/api/tasks?status=completed', 'tasks', 'ann');
    expect(task).not.toHaveProperty('result');
    expect(task).toMatchObject({ kind: 'simulation', progress: 100, usage: { model_calls: 6 } });
  });
});

describe('the list of simulations', () => {
  it('is newest first, one’s own, with how far each has come', async () => {
    const waiting = await insertTask(db, { clientId: 'cy' });
    const played = await insertFinished(db, { clientId: 'cy' });
    const simulations = await pages('/api/simulations?limit=1', 'simulations', 'cy');
    expect(simulations).toMatchObject([
      {
        id: played,
        status: 'completed',
        turns: 2,
        turns_executed: 2,
        seed: 7,
        participants: ['Mira', 'Otto'],
      },
      { id: waiting, status: 'queued', turns_executed: 0, started_at: null },
    ]);
    expect(simulations[0]).not.toHaveProperty('world');
    expect((await api.get('/simulations', as('cy'))).body.simulations).toHaveLength(2);
  });
});

describe('a turn', () => {
  it('is read by its number', async () => {
    const id = await insertFinished(db, { clientId: 'ann' });
    const list = await api.get(`/api/simulations/${id}/turns`, as('ann'));
    for (const turn of [1, 2]) {
      const { status, body } = await api.get(`/api/simulations/${id}/turns/${turn}`, as('ann'));
      expect(status).toBe(200);
      expect(body).toEqual(list.body.turns[turn - 1]);
    }
    expect((await api.get(`/simulations/${id}/turns/1`, as('ann'))).body.prose).toBe('It is lit.');
  });

  it.each([
    ['3', 'TURN_NOT_FOUND'],
    ['0', 'TURN_NOT_FOUND'],
    ['101', 'TURN_NOT_FOUND'],
    ['one', 'TURN_NOT_FOUND'],
  ])('%s that is not there answers 404', async (turn, code) => {
    const id = await insertFinished(db, { clientId: 'ann' });
    const { status, body } = await api.get(`/api/simulations/${id}/turns/${turn}`, as('ann'));
    expect([status, body.details.error_code]).toEqual([404, code]);
  });

  it("of another client's simulation answers 404, as does one of none", async () => {
    const id = await insertFinished(db, { clientId: 'ann' });
    for (const missing of [id, randomUUID()]) {
      const { status, body } = await api.get(`/api/simulations/${missing}/turns/1`, as('bo'));
      expect([status, body.details.error_code]).toEqual([404, 'SIMULATION_NOT_FOUND']);
    }
  });
});

describe('deleting a simulation', () => {
  it('takes everything with it that hangs on it', async () => {
    const id = await insertFinished(db, { clientId: 'ann' });
    const { status, text } = await api.send('DELETE', `/api/simulations/${id}`, { headers: as('ann') });
    expect([status, text]).toEqual([204, '']);
    for (const path of [`/api/simulations/${id}`, `/api/tasks/${id}`, `/api/simulations/${id}/story`]) {
      expect((await api.get(path, as('ann'))).status).toBe(404);
    }
    expect(await db.prisma.turn.count({ where: { simulationId: id } })).toBe(0);
    expect((await api.send('DELETE', `/api/simulations/${id}`, { headers: as('ann') })).status).toBe(404);
  });

  it.each(['queued', 'running'] as const)('is refused while it is %s', async (state) => {
    const lease = state === 'running' ? { leaseOwner: 'x', leaseExpiresAt: new Date() } : {};
    const id = await insertTask(db, { clientId: 'ann', status: state, ...lease });
    await insertTurn(db, id, 1);
    const { status, body } = await api.send('DELETE', `/api/simulations/${id}`, { headers: as('ann') });
    expect([status, body.details.error_code]).toEqual([409, 'SIMULATION_NOT_ENDED']);
    expect(body.message).toContain(state);
  });

  it("finds nothing of another client's", async () => {
    const id = await insertFinished(db, { clientId: 'ann' });
    expect((await api.send('DELETE', `/api/simulations/${id}`, { headers: as('bo') })).status).toBe(404);
    expect((await api.get(`/api/tasks/${id}`, as('ann'))).status).toBe(200);
  });
});

describe('usage', () => {
  const usage = (cost: number) => ({
    model_calls: 3,
    cached_calls: 1,
    prompt_tokens: 100,
    output_tokens: 10,
    cost_usd: cost,
    saved_usd: 0,
  });

  it('is told by the day, newest first, and a deleted simulation still counts', async () => {
    const yesterday = new Date(Date.now() - 86_400_000);
    await insertFinished(db, { clientId: 'dee', usage: usage(0.5) });
    const id = await insertFinished(db, { clientId: 'dee', usage: usage(0.25) });
    await insertFinished(db, { clientId: 'dee', usage: usage(1), createdAt: yesterday });
    await insertFinished(db, { clientId: 'dee', usage: usage(8), createdAt: new Date('2020-01-01') });
    await insertFinished(db, { clientId: 'eve', usage: usage(9) });
    const own = await startApi(db, { keys: { dee: { client: 'dee', role: 'client' } } });
    const days = [new Date(), yesterday].map((date) => date.toISOString().slice(0, 10));
    const before = (await own.get('/api/usage', as('dee'))).body;
    expect(before).toMatchObject({
      client: 'dee',
      days: [
        { date: days[0], tasks: 2, model_calls: 6, prompt_tokens: 200, cost_usd: 0.75 },
        { date: days[1], tasks: 1, cost_usd: 1 },
      ],
      total: { tasks: 3, model_calls: 9, cached_calls: 3, output_tokens: 30, cost_usd: 1.75 },
    });
    await own.send('DELETE', `/api/simulations/${id}`, { headers: as('dee') });
    expect((await own.get('/api/usage', as('dee'))).body).toEqual(before);
    expect((await own.get('/api/usage?days=1', as('dee'))).body.total.tasks).toBe(2);
    expect((await own.get('/api/usage?days=0', as('dee'))).status).toBe(422);
    await own.close();
  });
});
