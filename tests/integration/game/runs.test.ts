import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelRateLimitedError } from '../../../src/errors.js';
import type { LanguageModel, ModelReply, ModelRequest } from '../../../src/llm/port.js';
import { cancelTask } from '../../../src/store/control-statements.js';
import { viewSession } from '../../../src/store/session-reads.js';
import { deleteSession } from '../../../src/store/session-statements.js';
import type { PlayAction } from '../../../src/tasks/action-run.js';
import type { TaskWorker, TaskWorkerOptions } from '../../../src/tasks/worker.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { acted, insertSession, playSmallGame, playWithOneCall } from '../../support/games.js';
import { startTestWorker } from '../../support/task-worker.js';
import { until } from '../../support/until.js';

const LOCAL = { clientId: 'local', role: 'client' } as const;

let test: TestDatabase;
const workers: TaskWorker[] = [];
beforeEach(async () => {
  test = await createTestDatabase();
});
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
  await test.drop();
});

const silent: LanguageModel = {
  name: 'silent',
  generate: () => Promise.reject(new Error('nobody is asked')),
};

async function start(options: Partial<TaskWorkerOptions> = {}, model = silent): Promise<TaskWorker> {
  const worker = await startTestWorker(test, model, options);
  workers.push(worker);
  return worker;
}

const task = (id: string) => test.db.prisma.task.findUniqueOrThrow({ where: { id } });
const ended = (id: string) =>
  until(async () => {
    const row = await task(id);
    return row.completedAt === null ? undefined : row;
  });
const view = async (session: string) => {
  const found = await viewSession(test.db, LOCAL, session, { limit: 100 });
  if (found === undefined) throw new Error('the session is gone');
  return found;
};

/** A gate that holds up whoever comes to it until it is opened. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

it('an action in a session that a newer version has played on waits for a worker of that version', async () => {
  const session = await insertSession(test.db);
  const played = (schemaVersion: number) => test.db.execute`
    UPDATE game_session SET state = jsonb_set(state, '{schemaVersion}', to_jsonb(${schemaVersion}::int))
    WHERE id = ${session}::uuid`;
  await played(2);
  const id = await acted(test.db, session, 'look');
  await start({ play: playSmallGame });
  const waiting = await until(async () => {
    const row = await task(id);
    return row.attempt > 0 && row.status === 'queued' ? row : undefined;
  });
  expect(waiting).toMatchObject({
    currentStep: 'Waiting for a worker of a newer version',
    failures: 0,
    errorChain: [],
  });
  await played(1);
  expect(await ended(id)).toMatchObject({ status: 'completed' });
});

describe('the actions of a session', () => {
  it('run one at a time, in the order in which they were accepted; those of others run beside them', async () => {
    const [first, other] = [await insertSession(test.db), await insertSession(test.db)];
    const [entered, held] = [gate(), gate()];
    const running = new Map<string, number>();
    const order: string[] = [];
    let most = 0;
    const play: PlayAction = async (deps, stored, action, signal) => {
      const id = stored.state.session.session_id;
      running.set(id, (running.get(id) ?? 0) + 1);
      most = Math.max(most, ...running.values());
      order.push(`${id} ${action.actionSeq}`);
      if (action.text === 'hold') {
        entered.open();
        await held.opened;
      }
      // Waits for the other session's action to run: it does so beside it.
      if (action.text === 'beside') await entered.opened;
      running.set(id, (running.get(id) ?? 0) - 1);
      return playSmallGame(deps, stored, action, signal);
    };
    const ids = [await acted(test.db, first, 'hold')];
    for (const action of ['two', 'three']) ids.push(await acted(test.db, first, action));
    const beside = await acted(test.db, other, 'beside');
    await start({ play });
    expect((await ended(beside)).status).toBe('completed');
    expect((await task(ids[1] ?? '')).status).toBe('queued');
    held.open();
    for (const id of ids) expect((await ended(id)).status).toBe('completed');
    expect(most).toBe(1);
    expect(order.filter((each) => each.startsWith(first))).toEqual([1, 2, 3].map((n) => `${first} ${n}`));
  });

  it('go on after one that fails, and after one that is cancelled while it runs', async () => {
    const session = await insertSession(test.db);
    const held = gate();
    const play: PlayAction = async (deps, stored, action, signal) => {
      if (action.text === 'break') throw new TypeError('a bug');
      if (action.text === 'hold') {
        held.open();
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      }
      return playSmallGame(deps, stored, action, signal);
    };
    const broken = await acted(test.db, session, 'break');
    const cancelled = await acted(test.db, session, 'hold');
    const last = await acted(test.db, session, 'go on');
    await start({ play, maxAttempts: 2 });
    expect(await ended(broken)).toMatchObject({ status: 'failed', attempt: 2 });
    await held.opened;
    await cancelTask(test.db, LOCAL, cancelled);
    await test.db.execute`SELECT pg_notify('novel_engine_cancelled', ${cancelled})`;
    expect(await ended(last)).toMatchObject({ status: 'completed', result: { version: 1 } });
    const events = await test.db.prisma.sessionEvent.findMany({
      where: { sessionId: session, type: 'action_failed' },
      orderBy: { seq: 'asc' },
    });
    expect(events.map(({ data }) => (data as { status: string }).status)).toEqual(['failed', 'cancelled']);
  });
});

describe('an action whose session changes while it is played', () => {
  /** Plays, and has somebody else come first as often as told. */
  function interrupted(times: number): { play: PlayAction; versions: number[] } {
    const versions: number[] = [];
    return {
      versions,
      play: async (deps, stored, action, signal) => {
        const { session } = stored.state;
        versions.push(session.version);
        if (versions.length <= times) {
          await test.db.execute`
            UPDATE game_session SET version = version + 1,
              state = jsonb_set(state, '{session,version}', to_jsonb(version + 1))
            WHERE id = ${session.session_id}::uuid`;
        }
        return playSmallGame(deps, stored, action, signal);
      },
    };
  }

  it('is played again from what the session has come to', async () => {
    const session = await insertSession(test.db);
    const { play, versions } = interrupted(3);
    const id = await acted(test.db, session, 'wait');
    await start({ play });
    expect(await ended(id)).toMatchObject({ status: 'completed', result: { version: 4 } });
    expect(versions).toEqual([0, 1, 2, 3]);
    expect((await view(session)).story.map((entry) => entry.id)).toEqual(['a0000-1', 'a0001-1', 'a0001-2']);
  });

  it('fails when that happens again and again', async () => {
    const session = await insertSession(test.db);
    const { play, versions } = interrupted(100);
    const id = await acted(test.db, session, 'wait');
    await start({ play });
    expect(await ended(id)).toMatchObject({
      status: 'failed',
      error: { error_code: 'VERSION_CONFLICT' },
      failures: 0,
    });
    expect(versions).toHaveLength(4);
    expect((await view(session)).story).toHaveLength(1);
  });

  it('is not played from a version that its player does not expect', async () => {
    const session = await insertSession(test.db);
    const { play, versions } = interrupted(1);
    const id = await acted(test.db, session, 'wait', { expectedVersion: 0 });
    await start({ play });
    expect(await ended(id)).toMatchObject({ status: 'failed', error: { error_code: 'VERSION_CONFLICT' } });
    expect(versions).toEqual([0]);
  });

  it('ends when the session is deleted', async () => {
    const session = await insertSession(test.db);
    const id = await acted(test.db, session, 'wait');
    const late = await acted(test.db, session, 'wait longer');
    const play: PlayAction = async (deps, stored, action, signal) => {
      await deleteSession(test.db, LOCAL, session);
      return playSmallGame(deps, stored, action, signal);
    };
    const worker = await start({ play });
    expect((await ended(id)).status).toBe('cancelled');
    expect((await ended(late)).status).toBe('cancelled');
    await until(() => worker.running === 0);
    expect(await test.db.prisma.sessionStory.count()).toBe(0);
  });
});

describe('a model that costs money', () => {
  /** Answers by its script, and counts. */
  function metered(script: (request: ModelRequest, call: number) => ModelReply | Promise<ModelReply>) {
    const keys: string[] = [];
    const model: LanguageModel = {
      name: 'metered',
      metered: true,
      generate: async (request) => {
        keys.push(request.key);
        return script(request, keys.length);
      },
    };
    return { model, keys };
  }
  const answer = (value: string): ModelReply => ({
    ok: true,
    value,
    source: 'model',
    model: 'metered',
    latencyMs: 1,
    savedUsd: 0,
    costUsd: 0.01,
    calls: 1,
    usage: { promptTokens: 100, cachedTokens: 0, outputTokens: 20, thoughtTokens: 0 },
  });

  it('is not asked again by a run that goes on after another, and is paid for once', async () => {
    const session = await insertSession(test.db);
    const { model, keys } = metered(() => answer('A door opens.'));
    const held = gate();
    let plays = 0;
    const play: PlayAction = async (deps, stored, action, signal) => {
      plays += 1;
      const outcome = await playWithOneCall(deps, stored, action, signal);
      if (plays === 1) {
        held.open();
        // Answered, paid for, and not committed: its worker is told to stop just now.
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      }
      return outcome;
    };
    const id = await acted(test.db, session, 'open the door');
    const first = await start({ play, shutdownMs: 0 }, model);
    await held.opened;
    await first.stop();
    expect(await task(id)).toMatchObject({ status: 'queued', failures: 0 });
    await start({ play }, model);
    const done = await ended(id);
    expect(done).toMatchObject({ status: 'completed', usage: { model_calls: 1, cost_usd: 0.01 } });
    expect(keys).toEqual(['a0001-action']);
    expect(plays).toBe(2);
    expect((await view(session)).story.at(-1)?.text).toBe('A door opens.');
    expect(await test.db.prisma.modelCall.count()).toBe(0);
  });

  it('is asked anew when the session has changed since, and both calls are counted', async () => {
    const session = await insertSession(test.db);
    const { model, keys } = metered((_request, call) => answer(`Answer ${call}.`));
    let plays = 0;
    const play: PlayAction = async (deps, stored, action, signal) => {
      plays += 1;
      const outcome = await playWithOneCall(deps, stored, action, signal);
      if (plays === 1) {
        await test.db.execute`
          UPDATE game_session SET version = 1, state = jsonb_set(state, '{session,version}', '1')
          WHERE id = ${session}::uuid`;
      }
      return outcome;
    };
    const id = await acted(test.db, session, 'wait');
    await start({ play }, model);
    expect(await ended(id)).toMatchObject({ status: 'completed', usage: { model_calls: 2, cost_usd: 0.02 } });
    expect(keys).toHaveLength(2);
    expect((await view(session)).story.at(-1)?.text).toBe('Answer 2.');
  });

  it('that asks to come back later holds up its session only, and counts as no failure', async () => {
    const [session, other] = [await insertSession(test.db), await insertSession(test.db)];
    const { model } = metered(() => answer('It is done.'));
    const play: PlayAction = async (deps, stored, action, signal) => {
      const rows = await test.db.prisma.task.findUniqueOrThrow({ where: { id: action.taskId } });
      if (action.text === 'wait' && rows.attempt === 1) {
        throw new ModelRateLimitedError('later', new Date(Date.now() + 300));
      }
      return playWithOneCall(deps, stored, action, signal);
    };
    const first = await acted(test.db, session, 'wait');
    const second = await acted(test.db, session, 'go on');
    const beside = await acted(test.db, other, 'go');
    await start({ play }, model);
    expect((await ended(beside)).status).toBe('completed');
    expect(await ended(first)).toMatchObject({ status: 'completed', attempt: 2, failures: 0 });
    expect(await ended(second)).toMatchObject({ status: 'completed', result: { version: 2 } });
  });
});

it('a worker that stops finishes the action in hand', async () => {
  const session = await insertSession(test.db);
  const [entered, held] = [gate(), gate()];
  const play: PlayAction = async (deps, stored, action, signal) => {
    entered.open();
    await held.opened;
    return playSmallGame(deps, stored, action, signal);
  };
  const id = await acted(test.db, session, 'wait');
  const worker = await start({ play, shutdownMs: 60_000 });
  await entered.opened;
  const stopped = worker.stop();
  held.open();
  await stopped;
  expect(await task(id)).toMatchObject({ status: 'completed', attempt: 1 });
});

it('rules that count otherwise than the store are not committed', async () => {
  const session = await insertSession(test.db);
  const play: PlayAction = async (deps, stored, action, signal) => {
    const outcome = await playSmallGame(deps, stored, action, signal);
    return outcome.kind === 'applied'
      ? {
          ...outcome,
          state: { ...outcome.state, session: { ...outcome.state.session, version: 7 } },
        }
      : outcome;
  };
  const id = await acted(test.db, session, 'wait');
  await start({ play, maxAttempts: 1 });
  expect(await ended(id)).toMatchObject({ status: 'failed', error: { error_code: 'INTERNAL' } });
  expect((await view(session)).version).toBe(0);
});
