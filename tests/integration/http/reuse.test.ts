import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertTasks } from '../../../src/store/submit-statements.js';
import { createAdmission } from '../../../src/tasks/admission.js';
import { reusing } from '../../../src/tasks/reuse.js';
import { simulationRequestSchema } from '../../../src/tasks/simulation-request.js';
import { submitSimulation, submitSimulationBatch } from '../../../src/tasks/submit-simulation.js';
import { submission } from '../../support/simulations.js';
import { type PlayedApi, startPlayedApi } from './played.js';

let played: PlayedApi;
beforeAll(async () => {
  played = await startPlayedApi({
    submit: (input) => submitSimulation(submission(played.database.db), input),
    submitBatch: (input) => submitSimulationBatch(submission(played.database.db), input),
  });
});
afterAll(() => played.close());

const SEEDED = { character_names: ['Alice', 'Bob'], turns: 2, seed: 7 };

async function post(body: object): Promise<string> {
  const { status, body: answer } = await played.api.post('/api/simulations', body);
  expect(status).toBe(202);
  return answer.task_id;
}

/** Posts a request and holds on until it is played. */
async function play(body: object): Promise<string> {
  const id = await post(body);
  await played.ended(id);
  return id;
}

const taskOf = async (id: string) => (await played.api.get(`/api/tasks/${id}`)).body;

describe('a seeded request that was played before', () => {
  it('is complete at once, for nothing, and names the task whose result it is', async () => {
    const first = await play({ ...SEEDED, seed: 11 });
    const { status, body } = await played.api.post('/api/simulations', { ...SEEDED, seed: 11 });
    expect(status).toBe(202);
    expect(body.status).toBe('completed');
    const [source, task] = [await taskOf(first), await taskOf(body.task_id)];
    expect(source.result).toMatchObject({ cached: false, cached_from: null });
    expect(task).toMatchObject({
      status: 'completed',
      progress: 100,
      attempt: 0,
      result: {
        story: source.result.story,
        turns_executed: 2,
        cached: true,
        cached_from: first,
        degraded: false,
      },
      usage: { model_calls: 0, cached_calls: source.usage.model_calls, prompt_tokens: 0, cost_usd: 0 },
    });
    expect(source.usage.model_calls).toBeGreaterThan(0);
  });

  it('answers a caller that waits with 200', async () => {
    await play({ ...SEEDED, seed: 12 });
    const { status, body } = await played.api.post(
      '/api/simulations',
      { ...SEEDED, seed: 12 },
      { Prefer: 'wait=5' },
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ participants: ['Alice', 'Bob'], turns_executed: 2 });
  });

  it('can be read in full under its own id, also when the first is deleted', async () => {
    const first = await play({ ...SEEDED, seed: 13 });
    const before = await Promise.all(
      ['', '/turns', '/turns/2', '/story', '/beliefs?turn=1', '/causal-graph'].map(
        async (path) => [path, await played.api.get(`/api/simulations/${first}${path}`)] as const,
      ),
    );
    const copy = await post({ ...SEEDED, seed: 13 });
    expect((await played.api.send('DELETE', `/api/simulations/${first}`)).status).toBe(204);
    for (const [path, source] of before) {
      const { status, text } = await played.api.get(`/api/simulations/${copy}${path}`);
      expect(status, path).toBe(200);
      const times = /"(created_at|started_at|completed_at)": ?"[^"]*"/g;
      expect(text.replaceAll(copy, first).replace(times, ''), path).toBe(source.text.replace(times, ''));
    }
    const fork = await played.api.post(`/api/simulations/${copy}/fork`, { from_turn: 1, turns: 1 });
    expect(fork.status).toBe(202);
    await played.ended(fork.body.task_id);
    expect((await taskOf(fork.body.task_id)).status).toBe('completed');
  });

  it('has events of its own: every turn, its prose, and the end as the last, once', async () => {
    await play({ ...SEEDED, seed: 14 });
    const copy = await post({ ...SEEDED, seed: 14 });
    const { text } = await played.api.get(`/api/tasks/${copy}/events`);
    const names = [...text.matchAll(/^event: (.*)$/gm)].map(([, name]) => name);
    expect(names.slice(0, -2).sort()).toEqual(['progress', 'progress', 'prose', 'prose', 'turn', 'turn']);
    expect(text).toContain('{"progress":50,"current_step":"Turn 1 of 2"}');
    expect(names.slice(-2)).toEqual(['progress', 'completed']);
    const ids = [...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => Number(id));
    expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const row = await played.database.db.prisma.task.findUniqueOrThrow({ where: { id: copy } });
    expect(row.eventSeq).toBe(8);
  });

  it('in a batch is complete while the others wait', async () => {
    await play({ ...SEEDED, seed: 15 });
    const { body } = await played.api.post('/api/simulations/batch', {
      items: [
        { ...SEEDED, seed: 16 },
        { ...SEEDED, seed: 15 },
        { ...SEEDED, seed: 16 },
      ],
    });
    expect(body.tasks.map(({ status }: { status: string }) => status)).toEqual([
      'queued',
      'completed',
      'queued',
    ]);
    for (const { task_id: id } of body.tasks) await played.ended(id);
    const [one, , other] = await Promise.all(
      body.tasks.map(({ task_id: id }: { task_id: string }) => taskOf(id)),
    );
    expect(one.result.story).toBe(other.result.story);
  });

  it('is the same task again for the same idempotency key', async () => {
    await play({ ...SEEDED, seed: 17 });
    const headers = { 'Idempotency-Key': 'again' };
    const posts = await Promise.all(
      Array.from({ length: 4 }, () => played.api.post('/api/simulations', { ...SEEDED, seed: 17 }, headers)),
    );
    expect(new Set(posts.map(({ body }) => body.task_id)).size).toBe(1);
    expect(posts.map(({ body }) => body.status)).toEqual([
      'completed',
      'completed',
      'completed',
      'completed',
    ]);
  });

  it('takes no place in the queue', async () => {
    await play({ ...SEEDED, seed: 18 });
    const { db } = played.database;
    const deps = submission(db);
    const limits = { total: 1, perClient: 1 };
    const admission = createAdmission({ db, limits, maxCostUsdPerDay: undefined, now: Date.now });
    const full = { ...deps, admission };
    const request = simulationRequestSchema.parse({ ...SEEDED, seed: 18 });
    const tasks = await Promise.all(
      Array.from({ length: 5 }, () => submitSimulation(full, { clientId: 'local', request })),
    );
    expect(tasks.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'completed'));
  });
});

describe('a request is played anew', () => {
  async function replayed(first: object, second: object, prepare?: (id: string) => Promise<unknown>) {
    const id = await play(first);
    await prepare?.(id);
    const again = await play(second);
    return (await taskOf(again)).result.cached === false;
  }

  it.each([
    ['with another seed', 21, { seed: 22 }],
    ['with more turns', 23, { turns: 3 }],
    ['with another setting', 24, { setting: 'a mine' }],
    ['that wants a newer story', 25, { cache: 'refresh' }],
    ['that wants no cache', 26, { cache: 'off' }],
  ])('%s', async (_name, seed, changes) => {
    expect(await replayed({ ...SEEDED, seed }, { ...SEEDED, seed, ...changes })).toBe(true);
  });

  it('without a seed, since it asks for something new', async () => {
    const { seed: _seed, ...unseeded } = SEEDED;
    expect(await replayed(unseeded, unseeded)).toBe(true);
  });

  it('when the first wanted to be kept by nobody', async () => {
    expect(await replayed({ ...SEEDED, seed: 27, cache: 'off' }, { ...SEEDED, seed: 27 })).toBe(true);
  });

  it('when the first is degraded, or too long ago', async () => {
    const { db } = played.database;
    const degrade = (id: string) =>
      db.execute`UPDATE task SET result = result || '{"degraded": true}' WHERE id = ${id}::uuid`;
    expect(await replayed({ ...SEEDED, seed: 28 }, { ...SEEDED, seed: 28 }, degrade)).toBe(true);
    const age = (id: string) =>
      db.execute`UPDATE task SET completed_at = now() - interval '2 hours' WHERE id = ${id}::uuid`;
    expect(await replayed({ ...SEEDED, seed: 29 }, { ...SEEDED, seed: 29 }, age)).toBe(true);
  });

  it('when a card of its cast has changed since', async () => {
    const card = { name: 'Ada', description: 'A smith.' };
    const body = { character_names: ['Bob'], characters: [card], turns: 1, seed: 30 };
    const changed = { ...body, characters: [{ ...card, description: 'A baker.' }] };
    expect(await replayed(body, changed)).toBe(true);
  });

  it('by another program, another model or another client', async () => {
    await play({ ...SEEDED, seed: 31 });
    const { db } = played.database;
    const deps = submission(db);
    const request = simulationRequestSchema.parse({ ...SEEDED, seed: 31 });
    const statusOf = async (changes: object, clientId = 'local') =>
      (await submitSimulation({ ...deps, ...changes }, { clientId, request })).status;
    expect(await statusOf({})).toBe('completed');
    expect(await statusOf({ engineVersion: 'newer' })).toBe('queued');
    expect(await statusOf({ model: 'another' })).toBe('queued');
    expect(await statusOf({}, 'ben')).toBe('queued');
  });

  it('when the first is deleted between the look and the insert', async () => {
    const first = await play({ ...SEEDED, seed: 32 });
    const { db } = played.database;
    const row = await db.prisma.task.findUniqueOrThrow({ where: { id: first } });
    const id = '01900000-0000-7000-8000-000000000032';
    const task = {
      kind: 'simulation',
      id,
      priority: 5,
      request: row.request as never,
      requestHash: 'none',
      reuseKey: row.reuseKey,
      deadlineSeconds: null,
      title: 'Again',
      participants: ['Alice', 'Bob'],
      turns: 2,
      seed: 32,
    } as const;
    const tasks = await reusing(db, 'local', [task], 3_600_000);
    expect(tasks[0]?.reuses).toBe(first);
    expect((await played.api.send('DELETE', `/api/simulations/${first}`)).status).toBe(204);
    const acceptance = await insertTasks(
      db,
      { clientId: 'local', engineVersion: 'test', tasks, idempotency: null, tellsRelay: true },
      { total: 100, perClient: null },
    );
    expect(acceptance).toMatchObject({ outcome: 'accepted', reused: [] });
    await played.ended(id);
    expect((await taskOf(id)).result).toMatchObject({ cached: false, turns_executed: 2 });
  });
});

it('two equal requests at once are both played, and tell the same', async () => {
  const ids = await Promise.all([post({ ...SEEDED, seed: 40 }), post({ ...SEEDED, seed: 40 })]);
  await Promise.all(ids.map((id) => played.ended(id)));
  const [one, other] = await Promise.all(ids.map(taskOf));
  expect(one.result.story).toBe(other.result.story);
});
