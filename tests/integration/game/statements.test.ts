import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdempotencyKeyReusedError, NotFoundError, RateLimitedError } from '../../../src/errors.js';
import { NO_USAGE_TOTALS } from '../../../src/simulation/usage.js';
import { cancelTask, retryFailedTask } from '../../../src/store/control-statements.js';
import { expireLeases } from '../../../src/store/relay-statements.js';
import { readSessionEvents, viewSession } from '../../../src/store/session-reads.js';
import { deleteOldEvents, KEPT_EVENTS } from '../../../src/store/session-retention.js';
import {
  beginAction,
  commitAction,
  deleteSession,
  type StoredSession,
} from '../../../src/store/session-statements.js';
import { type ClaimedTask, claimTask, failTask } from '../../../src/store/task-statements.js';
import { submitAction } from '../../../src/tasks/submit-action.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { acted, actionDependencies, insertSession, playSmallGame } from '../../support/games.js';
import { age } from '../../support/tasks.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const LOCAL = { clientId: 'local', role: 'client' } as const;
const WORKER = { id: 'worker', leaseMs: 60_000 };

async function claimed(taskId: string, fence = 0): Promise<ClaimedTask> {
  const task = await claimTask(test.db, { taskId, fence }, WORKER);
  if (task === null) throw new Error(`the task ${taskId} could not be claimed`);
  return task;
}

async function begun(task: ClaimedTask): Promise<StoredSession> {
  const begin = await beginAction(test.db, task, task.serialKey ?? '');
  if (begin?.session === undefined) throw new Error('the action could not be begun');
  return begin.session;
}

/** Plays an action with the small game's rules and commits it. */
async function commit(task: ClaimedTask, stored: StoredSession) {
  const action = {
    text: 'wait',
    actionSeq: task.serialNo ?? 0,
    taskId: task.taskId,
    clientId: 'local',
    at: new Date().toISOString(),
  };
  const model = { name: 'none', generate: () => Promise.reject(new Error('nobody is asked')) };
  const outcome = await playSmallGame({ model }, stored, action, AbortSignal.timeout(1_000));
  if (outcome.kind !== 'applied') throw new Error('the action was refused');
  return commitAction(test.db, task, {
    sessionId: task.serialKey ?? '',
    actionSeq: task.serialNo ?? 0,
    version: stored.version,
    applied: { state: outcome.state, story: outcome.story },
    result: outcome.result,
    events: outcome.events,
    usage: NO_USAGE_TOTALS,
  });
}

async function events(sessionId: string) {
  const page = await readSessionEvents(test.db, LOCAL, sessionId, 0, 10_000);
  return page?.events ?? [];
}

async function story(sessionId: string): Promise<readonly string[]> {
  const view = await viewSession(test.db, LOCAL, sessionId, { limit: 1_000 });
  return view?.story.map(({ id }) => id) ?? [];
}

describe('an accepted action', () => {
  it('has the next number of its session, and its session tells of it', async () => {
    const session = await insertSession(test.db);
    const ids = [await acted(test.db, session, 'look around'), await acted(test.db, session, 'go on')];
    const rows = await test.db.prisma.task.findMany({
      where: { serialKey: session },
      orderBy: { serialNo: 'asc' },
    });
    expect(rows.map(({ id, serialNo, kind, status }) => [id, serialNo, kind, status])).toEqual([
      [ids[0], 1, 'action', 'queued'],
      [ids[1], 2, 'action', 'queued'],
    ]);
    expect((await events(session)).map(({ seq, type, data }) => [seq, type, data])).toEqual([
      [1, 'action_queued', { task_id: ids[0], action_seq: 1, action: 'look around' }],
      [2, 'action_queued', { task_id: ids[1], action_seq: 2, action: 'go on' }],
    ]);
  });

  it('is one task however often and at once its key is sent, and no number is left out', async () => {
    const session = await insertSession(test.db);
    const ids = await Promise.all(
      Array.from({ length: 8 }, () => acted(test.db, session, 'knock', { key: `knock-${session}` })),
    );
    expect(new Set(ids).size).toBe(1);
    await acted(test.db, session, 'knock again');
    const tasks = await test.db.prisma.task.findMany({ where: { serialKey: session } });
    expect(tasks.map(({ serialNo }) => serialNo).sort()).toEqual([1, 2]);
    await expect(acted(test.db, session, 'shout', { key: `knock-${session}` })).rejects.toThrow(
      IdempotencyKeyReusedError,
    );
    expect(await events(session)).toHaveLength(2);
  });

  it('gets a number without a gap or a double when many are sent at once', async () => {
    const session = await insertSession(test.db);
    await Promise.all(Array.from({ length: 30 }, (_, index) => acted(test.db, session, `say ${index}`)));
    const tasks = await test.db.prisma.task.findMany({
      where: { serialKey: session },
      orderBy: { serialNo: 'asc' },
    });
    const numbers = Array.from({ length: 30 }, (_, index) => index + 1);
    expect(tasks.map(({ serialNo }) => serialNo)).toEqual(numbers);
    expect((await events(session)).map(({ seq }) => seq)).toEqual(numbers);
  });
});

describe('a session', () => {
  const submit = (session: string, limits: { maxWaiting?: number; perMinute?: number }, action = 'wait') =>
    submitAction(actionDependencies(test.db, limits), { ...LOCAL, sessionId: session, request: { action } });

  it('lets so many actions wait and no more, also when they come at once', async () => {
    const session = await insertSession(test.db);
    const sent = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) => submit(session, { maxWaiting: 5 }, `say ${index}`)),
    );
    const refused = sent.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(refused).toHaveLength(7);
    for (const error of refused) expect(error).toBeInstanceOf(RateLimitedError);
    expect(await test.db.prisma.task.count({ where: { serialKey: session } })).toBe(5);
  });

  it('takes so many actions in a minute, and says when it takes the next', async () => {
    const session = await insertSession(test.db);
    const other = await insertSession(test.db);
    for (let index = 0; index < 3; index += 1) await submit(session, { perMinute: 3 });
    const refusal = await submit(session, { perMinute: 3 }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(RateLimitedError);
    const { retryAfterSeconds = 0, exceeded } = refusal as RateLimitedError;
    expect(retryAfterSeconds).toBeGreaterThan(50);
    expect(retryAfterSeconds).toBeLessThanOrEqual(60);
    expect(exceeded).toMatchObject({ policy: 'session-actions', quota: 3 });
    await submit(other, { perMinute: 3 });
    await test.db.execute`
      UPDATE task SET created_at = created_at - interval '61 seconds' WHERE serial_key = ${session} AND serial_no = 1`;
    await submit(session, { perMinute: 3 });
  });

  it("that is another client's, or nobody's, takes nothing, and keeps no key", async () => {
    const session = await insertSession(test.db, 'somebody');
    await expect(acted(test.db, session, 'steal', { key: `steal-${session}` })).rejects.toThrow(
      NotFoundError,
    );
    expect(await test.db.prisma.idempotencyKey.count({ where: { key: `steal-${session}` } })).toBe(0);
  });
});

describe('the commit of an action', () => {
  it('writes version, story, events and result together, and ends the task', async () => {
    const session = await insertSession(test.db);
    const id = await acted(test.db, session, 'wait');
    const task = await claimed(id);
    expect(await commit(task, await begun(task))).toBe('committed');
    const view = await viewSession(test.db, LOCAL, session, { limit: 10 });
    expect(view).toMatchObject({ version: 1, storyLength: 3, state: { session: { version: 1 } } });
    expect(view?.story.map(({ id: entry }) => entry)).toEqual(['a0000-1', 'a0001-1', 'a0001-2']);
    expect((await events(session)).map(({ type }) => type)).toEqual([
      'action_queued',
      'action_started',
      'narrative_response',
      'action_response',
    ]);
    expect(await test.db.prisma.task.findUniqueOrThrow({ where: { id } })).toMatchObject({
      status: 'completed',
      progress: 100,
      result: { success: true, version: 1 },
    });
  });

  it('writes nothing where the session has another version', async () => {
    const session = await insertSession(test.db);
    const task = await claimed(await acted(test.db, session, 'wait'));
    const stored = await begun(task);
    await test.db.execute`UPDATE game_session SET version = version + 1 WHERE id = ${session}::uuid`;
    const before = [await events(session), await story(session)];
    expect(await commit(task, stored)).toBe('conflict');
    expect([await events(session), await story(session)]).toEqual(before);
    expect(await test.db.prisma.task.findUniqueOrThrow({ where: { id: task.taskId } })).toMatchObject({
      status: 'running',
    });
  });

  it('is refused to a runner that has lost the task, and written once by the next', async () => {
    const session = await insertSession(test.db);
    const id = await acted(test.db, session, 'wait');
    const first = await claimed(id);
    const stored = await begun(first);
    await age(test.db, id, 'lease_expires_at');
    await expireLeases(test.db, 3);
    expect(await commit(first, stored)).toBe('lost');
    const second = await claimed(id, first.fence + 1);
    expect(await commit(second, await begun(second))).toBe('committed');
    expect(await commit(first, stored)).toBe('lost');
    expect(await commit(second, stored)).toBe('lost');
    expect(await story(session)).toEqual(['a0000-1', 'a0001-1', 'a0001-2']);
    // It was begun twice and has started once.
    expect((await events(session)).filter(({ type }) => type === 'action_started')).toHaveLength(1);
  });

  it('of the same action can not be written again, whatever the version', async () => {
    const session = await insertSession(test.db);
    const task = await claimed(await acted(test.db, session, 'wait'));
    await commit(task, await begun(task));
    const [row] = await test.db.query<StoredSession>`
      SELECT version, world, state FROM game_session WHERE id = ${session}::uuid`;
    await test.db.execute`
      UPDATE task SET status = 'running', lease_owner = 'ghost', completed_at = NULL, progress = 10
      WHERE id = ${task.taskId}::uuid`;
    await expect(commit(task, row as StoredSession)).rejects.toThrow(/session_story_pkey/);
    expect((await viewSession(test.db, LOCAL, session, { limit: 10 }))?.version).toBe(1);
  });
});

describe('an action that fails or is cancelled', () => {
  it('is told of in its session, can not be retried, and lets the next one go', async () => {
    const session = await insertSession(test.db);
    const [first = '', second = '', third = ''] = [
      await acted(test.db, session, 'fail'),
      await acted(test.db, session, 'be cancelled'),
      await acted(test.db, session, 'wait'),
    ];
    const task = await claimed(first);
    await begun(task);
    await failTask(test.db, task, { error: 'Conflict', message: 'too late', error_code: 'VERSION_CONFLICT' });
    await cancelTask(test.db, LOCAL, second);
    expect(await retryFailedTask(test.db, LOCAL, first)).toBeUndefined();
    const last = await claimed(third);
    expect(await commit(last, await begun(last))).toBe('committed');
    const told = (await events(session)).filter(({ type }) => type === 'action_failed');
    expect(told.map(({ data }) => data)).toEqual([
      {
        success: false,
        task_id: first,
        action_seq: 1,
        status: 'failed',
        error: { error: 'Conflict', message: 'too late', error_code: 'VERSION_CONFLICT' },
      },
      { success: false, task_id: second, action_seq: 2, status: 'cancelled', error: null },
    ]);
    expect((await events(session)).map(({ seq }) => seq)).toEqual(
      (await events(session)).map((_, index) => index + 1),
    );
  });

  it('is told of when its workers died again and again', async () => {
    const session = await insertSession(test.db);
    const id = await acted(test.db, session, 'wait');
    const task = await claimed(id);
    await begun(task);
    await age(test.db, id, 'lease_expires_at');
    expect(await expireLeases(test.db, 1)).toEqual([{ taskId: id, status: 'failed', serialKey: session }]);
    expect((await events(session)).at(-1)).toMatchObject({
      type: 'action_failed',
      data: { error: { error_code: 'POISONED' } },
    });
  });
});

describe('a session that is deleted', () => {
  it('takes its story and events with it, and cancels what waits and runs', async () => {
    const session = await insertSession(test.db);
    const other = await insertSession(test.db);
    const done = await claimed(await acted(test.db, session, 'wait'));
    await commit(done, await begun(done));
    const running = await claimed(await acted(test.db, session, 'run'));
    const stored = await begun(running);
    const waiting = await acted(test.db, session, 'wait');
    const untouched = await acted(test.db, other, 'wait');
    const cancelled = await deleteSession(test.db, LOCAL, session);
    expect([...(cancelled ?? [])].sort()).toEqual([running.taskId, waiting].sort());
    expect(await commit(running, stored)).toBe('lost');
    const statuses = await test.db.prisma.task.findMany({
      where: { id: { in: [done.taskId, running.taskId, waiting, untouched] } },
      orderBy: { id: 'asc' },
    });
    expect(statuses.map(({ status }) => status)).toEqual(['completed', 'cancelled', 'cancelled', 'queued']);
    for (const count of [
      await test.db.prisma.gameSession.count({ where: { id: session } }),
      await test.db.prisma.sessionStory.count({ where: { sessionId: session } }),
      await test.db.prisma.sessionEvent.count({ where: { sessionId: session } }),
    ]) {
      expect(count).toBe(0);
    }
    expect(await deleteSession(test.db, LOCAL, session)).toBeUndefined();
  });

  it('leaves no action behind that comes while it goes', async () => {
    for (let round = 0; round < 10; round += 1) {
      const session = await insertSession(test.db);
      await Promise.allSettled([
        ...Array.from({ length: 4 }, () => acted(test.db, session, 'wait')),
        deleteSession(test.db, LOCAL, session),
      ]);
      expect(await test.db.prisma.gameSession.count({ where: { id: session } })).toBe(0);
      expect(
        await test.db.prisma.task.count({ where: { serialKey: session, status: { not: 'cancelled' } } }),
      ).toBe(0);
    }
  });

  it("stays when it is another client's", async () => {
    const session = await insertSession(test.db, 'somebody');
    expect(await deleteSession(test.db, LOCAL, session)).toBeUndefined();
    expect(await test.db.prisma.gameSession.count({ where: { id: session } })).toBe(1);
  });
});

it('of the events of a session the newest are kept, and of a short one all', async () => {
  const [long, short] = [await insertSession(test.db), await insertSession(test.db)];
  for (const [session, count] of [
    [long, KEPT_EVENTS + 30],
    [short, 5],
  ] as const) {
    await test.db.execute`
      INSERT INTO session_event (session_id, seq, type, data)
      SELECT ${session}::uuid, seq, 'world_update', '{}' FROM generate_series(1, ${count}::int) AS seq`;
    await test.db.execute`UPDATE game_session SET event_seq = ${count}::int WHERE id = ${session}::uuid`;
  }
  let deleted = 0;
  for (let last = -1; last !== 0; deleted += last) last = await deleteOldEvents(test.db, 7);
  expect(deleted).toBe(30);
  expect((await events(long)).map(({ seq }) => seq)).toEqual(
    Array.from({ length: KEPT_EVENTS }, (_, index) => index + 31),
  );
  expect(await events(short)).toHaveLength(5);
});
