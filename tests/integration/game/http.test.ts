import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TaskWorker } from '../../../src/tasks/worker.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { FORBIDDEN, insertSession } from '../../support/games.js';
import { startTestWorker } from '../../support/task-worker.js';
import { startApi, type TestApi } from '../http/api.js';

const KEYS = {
  ann: { client: 'ann', role: 'client' },
  ben: { client: 'ben', role: 'client' },
  root: { client: 'root', role: 'admin' },
} as const;
const as = (key: keyof typeof KEYS, headers: Readonly<Record<string, string>> = {}) => ({
  authorization: `Bearer ${key}`,
  ...headers,
});

let test: TestDatabase;
let api: TestApi;
let worker: TaskWorker;

beforeAll(async () => {
  test = await createTestDatabase();
  const silent = { name: 'silent', generate: () => Promise.reject(new Error('nobody is asked')) };
  worker = await startTestWorker(test, silent);
  api = await startApi(test.db, { keys: KEYS, databaseUrl: test.url, sessionLimits: { maxWaiting: 3 } });
});
afterAll(async () => {
  await worker.stop();
  await api.close();
  await test.drop();
});

async function opened(key: keyof typeof KEYS = 'ann', body: object = {}): Promise<string> {
  const { status, body: answer } = await api.post('/api/game/sessions', body, as(key));
  expect(status).toBe(201);
  return answer.session_id;
}

const act = (session: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
  api.post(`/api/game/sessions/${session}/action`, body, as('ann', headers));

/** Posts an action and waits until it was played. */
const played = async (session: string, action: string) => {
  const { status, body } = await act(session, { action }, { prefer: 'wait=30' });
  expect(status).toBe(200);
  return body;
};

describe('a session', () => {
  it('is made with its opening, and says where it is', async () => {
    const { status, headers, body } = await api.post(
      '/api/game/sessions',
      { character_name: 'Mira', seed: 7 },
      as('ann'),
    );
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/game/sessions/${body.session_id}`);
    expect(body).toMatchObject({
      version: 0,
      character: { name: 'Mira', level: 1 },
      world_state: { current_location: 'The gate' },
      story: [{ id: 'a0000-1', type: 'narration' }],
    });
    const read = await api.get(`/api/game/sessions/${body.session_id}`, as('ann'));
    expect(read.body.session).toMatchObject({ seed: 7, version: 0, action_seq: 0, story: body.story });
  });

  it.each([
    [{ lorebook_id: randomUUID() }, 'LOREBOOK_NOT_FOUND'],
    [{ scenario_template_id: randomUUID() }, 'SCENARIO_TEMPLATE_NOT_FOUND'],
  ])('of something that is not there is not made: %j', async (body, code) => {
    const answer = await api.post('/api/game/sessions', body, as('ann'));
    expect([answer.status, answer.body.details.error_code]).toEqual([404, code]);
  });

  it.each([
    { seed: 1.5 },
    { character_name: '' },
    { character_name: '<b></b>' },
    { character_name: '\u200b' },
    { character_name: 'x'.repeat(121) },
    { lorebook_id: 'nonsense' },
    { turns: 3 },
  ])('is not made of what does not fit: %j', async (body) => {
    expect((await api.post('/api/game/sessions', body, as('ann'))).status).toBe(422);
  });

  it('tells its story by pages, newest first', async () => {
    const session = await opened();
    await played(session, 'one');
    await played(session, 'two');
    const path = `/api/game/sessions/${session}`;
    const ids = (answer: { body: { session: { story: { id: string }[] } } }) =>
      answer.body.session.story.map(({ id }) => id);
    const newest = await api.get(`${path}?story_limit=2`, as('ann'));
    expect(ids(newest)).toEqual(['a0002-1', 'a0002-2']);
    expect(newest.body).toMatchObject({ story_before: 'a0002-1', summary: { story_length: 5 } });
    const older = await api.get(`${path}?story_limit=2&story_before=a0002-1`, as('ann'));
    expect(ids(older)).toEqual(['a0001-1', 'a0001-2']);
    const oldest = await api.get(`${path}?story_limit=2&story_before=a0001-1`, as('ann'));
    expect(ids(oldest)).toEqual(['a0000-1']);
    expect(oldest.body.story_before).toBeNull();
    expect(ids(await api.get(`${path}?story_limit=0`, as('ann')))).toEqual([]);
    expect((await api.get(`${path}?story_before=a0099-1`, as('ann'))).status).toBe(422);
    expect((await api.get(`${path}?story_limit=501`, as('ann'))).status).toBe(422);
  });

  it('is seen, played and deleted by its client and admins only', async () => {
    const session = await opened();
    const path = `/api/game/sessions/${session}`;
    const others = [
      await api.get(path, as('ben')),
      await api.get(`${path}/events`, as('ben')),
      await api.post(`${path}/action`, { action: 'steal' }, as('ben')),
      await api.send('DELETE', path, { headers: as('ben') }),
      await api.get(`/api/game/sessions/${randomUUID()}`, as('ann')),
      await api.get('/api/game/sessions/nonsense', as('ann')),
    ];
    for (const { status, body } of others) {
      expect([status, body.details.error_code]).toEqual([404, 'SESSION_NOT_FOUND']);
    }
    expect((await api.get(path, as('root'))).status).toBe(200);
    expect((await api.get(path)).status).toBe(401);
  });

  it('is listed newest first, page by page, to its client', async () => {
    const clients = { listed: { client: 'listed', role: 'client' } } as const;
    const fresh = await startApi(test.db, { keys: clients });
    const headers = { authorization: 'Bearer listed' };
    const ids: string[] = [];
    for (let index = 0; index < 3; index += 1) ids.unshift(await insertSession(test.db, 'listed'));
    const first = await fresh.get('/api/game/sessions?limit=2', headers);
    expect(first.body.sessions.map((each: { session_id: string }) => each.session_id)).toEqual(
      ids.slice(0, 2),
    );
    expect(first.body.sessions[0]).toMatchObject({ character_name: 'Ada', current_location: 'The gate' });
    expect(first.headers.get('link')).toContain('rel="next"');
    const second = await fresh.get(`/api/game/sessions?limit=2&cursor=${first.body.next_cursor}`, headers);
    expect(second.body.sessions.map((each: { session_id: string }) => each.session_id)).toEqual(ids.slice(2));
    expect(second.body.next_cursor).toBeNull();
    expect((await fresh.get('/api/game/sessions?cursor=nonsense', headers)).status).toBe(422);
    await fresh.close();
  });
});

describe('an action', () => {
  it('is a task that can be followed to its result', async () => {
    const session = await opened();
    const { status, headers, body } = await act(session, { action: '  look around  ' });
    expect(status).toBe(202);
    expect(body).toMatchObject({ kind: 'action', status: 'queued' });
    expect(headers.get('location')).toBe(`/api/tasks/${body.task_id}`);
    const task = await api.get(`/api/tasks/${body.task_id}?wait=30`, as('ann'));
    expect(task.body).toMatchObject({
      kind: 'action',
      status: 'completed',
      links: { session: `/api/game/sessions/${session}` },
      result: {
        success: true,
        version: 1,
        action_result: { player_action: 'look around' },
        updated_session: { version: 1 },
      },
    });
    const list = await api.get('/api/tasks?kind=action', as('ann'));
    expect(list.body.tasks.map((each: { task_id: string }) => each.task_id)).toContain(body.task_id);
  });

  it('is answered with what came of it when the client waits', async () => {
    const session = await opened();
    const { status, headers, body } = await act(session, { action: 'wait' }, { prefer: 'wait=30' });
    expect([status, headers.get('preference-applied')]).toEqual([200, 'wait=30']);
    expect(body).toMatchObject({ success: true, session_id: session, version: 1 });
  });

  it('that the rules do not allow is refused, and changes nothing', async () => {
    const session = await opened();
    const body = await played(session, FORBIDDEN);
    expect(body).toMatchObject({ success: false, error: 'OUT_OF_PLAY', version: 0 });
    const { body: read } = await api.get(`/api/game/sessions/${session}`, as('ann'));
    expect(read.session).toMatchObject({ version: 0, action_seq: 1 });
    expect(read.session.story).toHaveLength(1);
    expect(await played(session, 'wait')).toMatchObject({ version: 1 });
  });

  it.each([{}, { action: '' }, { action: '   ' }])('needs words: %j', async (body) => {
    const answer = await act(await opened(), body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      message: 'Action text is required',
      details: { error_code: 'ACTION_REQUIRED' },
    });
  });

  it.each([
    { action: 'x'.repeat(1_001) },
    { action: 7 },
    { action: 'a\u0000b' },
    { action: 'wait', expected_version: -1 },
    { action: 'wait', mood: 'sad' },
  ])('is refused for what does not fit', async (body) => {
    const { status, body: answer } = await act(await opened(), body);
    expect([status, answer.details.error_code]).toEqual([422, 'VALIDATION_FAILED']);
  });

  it('of a thousand characters fits', async () => {
    expect((await act(await opened(), { action: 'x'.repeat(1_000) })).status).toBe(202);
  });

  it('that expects another version fails before it is played', async () => {
    const session = await opened();
    await played(session, 'one');
    expect((await act(session, { action: 'two', expected_version: 1 }, { prefer: 'wait=30' })).status).toBe(
      200,
    );
    const late = await act(session, { action: 'three', expected_version: 1 }, { prefer: 'wait=30' });
    expect([late.status, late.body.details.error_code]).toEqual([409, 'VERSION_CONFLICT']);
    const { body } = await act(session, { action: 'four', expected_version: 0 });
    const task = await api.get(`/api/tasks/${body.task_id}?wait=30`, as('ann'));
    expect(task.body).toMatchObject({
      status: 'failed',
      error: { error_code: 'VERSION_CONFLICT' },
      usage: { model_calls: 0 },
    });
    const retry = await api.post(`/api/tasks/${body.task_id}/retry`, {}, as('ann'));
    expect([retry.status, retry.body.details.error_code]).toEqual([409, 'TASK_ENDED']);
    expect(await played(session, 'five')).toMatchObject({ version: 3 });
  });

  it('that is sent again with its key is the first one', async () => {
    const session = await opened();
    const key = { 'idempotency-key': `key-${session}` };
    const [first, second] = await Promise.all([
      act(session, { action: 'knock' }, key),
      act(session, { action: 'knock' }, key),
    ]);
    expect(second.body.task_id).toBe(first.body.task_id);
    const other = await act(session, { action: 'ring' }, key);
    expect([other.status, other.body.details.error_code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('is refused while too many wait, can be cancelled, and goes with its session', async () => {
    const session = await opened();
    await test.db.execute`
      INSERT INTO task (id, kind, client_id, request, request_hash, status, lease_owner, lease_expires_at, engine_version,
                        serial_key, serial_no)
      VALUES (${randomUUID()}::uuid, 'action', 'ann', '{}', 'x', 'running', 'nobody', now() + interval '1 hour', 'test',
              ${session}, 0)`;
    const waiting: string[] = [];
    for (const action of ['one', 'two', 'three']) {
      waiting.push((await act(session, { action })).body.task_id);
    }
    const refused = await act(session, { action: 'four' });
    expect([refused.status, refused.body.details.error_code]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit')).toContain('"waiting-actions";r=0');
    const cancelled = await api.send('DELETE', `/api/tasks/${waiting[1]}`, { headers: as('ann') });
    expect(cancelled.status).toBe(202);
    expect((await act(session, { action: 'four' })).status).toBe(202);
    const deleted = await api.send('DELETE', `/api/game/sessions/${session}`, { headers: as('ann') });
    expect(deleted.status).toBe(204);
    for (const id of waiting) {
      const { body } = await api.get(`/api/tasks/${id}`, as('ann'));
      expect(body.status).toBe('cancelled');
    }
    expect((await api.get(`/api/game/sessions/${session}`, as('ann'))).status).toBe(404);
  });
});

describe('features', () => {
  it('are open to the same clients each time, and to more with a higher percentage', async () => {
    const clients = Array.from({ length: 40 }, (_, index) => `client-${index}`);
    const keys = Object.fromEntries(clients.map((client) => [client, { client, role: 'client' as const }]));
    const openTo = async (percentage: number) => {
      const fresh = await startApi(test.db, { keys, features: { ai_questions: percentage } });
      const open = new Set<string>();
      for (const client of clients) {
        const { body } = await fresh.get('/api/features', { authorization: `Bearer ${client}` });
        const feature = body.features.find((each: { name: string }) => each.name === 'ai_questions');
        expect(feature.rollout_percentage).toBe(percentage);
        if (feature.enabled) open.add(client);
      }
      await fresh.close();
      return open;
    };
    const [none, some, again, more, all] = [
      await openTo(0),
      await openTo(30),
      await openTo(30),
      await openTo(70),
      await openTo(100),
    ];
    expect([none.size, all.size]).toEqual([0, clients.length]);
    expect(again).toEqual(some);
    expect(some.size).toBeGreaterThan(2);
    expect(more.size).toBeGreaterThan(some.size);
    for (const client of some) expect(more).toContain(client);
  });

  it('that are off are refused and said to be', async () => {
    const fresh = await startApi(test.db, { features: { game_sessions: 0, ai_questions: 0 } });
    const session = await insertSession(test.db);
    const refused = [
      await fresh.post('/api/game/sessions', {}),
      await fresh.post(`/api/game/sessions/${session}/action`, { action: 'wait' }),
      await fresh.post('/api/ai/generate-response', { action: 'wait' }),
    ];
    for (const { status, body } of refused) {
      expect([status, body.details.error_code]).toEqual([403, 'FEATURE_OFF']);
    }
    await fresh.close();
  });
});
