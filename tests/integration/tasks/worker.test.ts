import { afterEach, describe, expect, it } from 'vitest';
import { OfflineModel } from '../../../src/llm/offline/model.js';
import type { LanguageModel, ModelReply, ModelRequest } from '../../../src/llm/port.js';
import type { SimulationResult } from '../../../src/tasks/task-request.js';
import type { TaskWorker, TaskWorkerOptions } from '../../../src/tasks/worker.js';
import { database, type TestDatabase } from '../../support/database.js';
import { submitted } from '../../support/simulations.js';
import { startTestWorker } from '../../support/task-worker.js';
import { until } from '../../support/until.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

/** Answers a call, or lets the offline model do it with `undefined`. */
type Script = (
  request: ModelRequest,
  signal: AbortSignal,
) => ModelReply | undefined | Promise<ModelReply | undefined>;

/** The offline model, except where the script answers. Its calls are noted by key. */
function scripted(script: Script = () => undefined): LanguageModel & { readonly calls: readonly string[] } {
  const offline = new OfflineModel();
  const calls: string[] = [];
  return {
    name: 'scripted',
    calls,
    generate: async (request, signal) => {
      calls.push(request.key);
      return (await script(request, signal)) ?? offline.generate(request, signal);
    },
  };
}

/** Never answers: says `aborted` when the caller gives up. */
function untilAborted(signal: AbortSignal): Promise<ModelReply> {
  const aborted: ModelReply = { ok: false, reason: 'aborted' };
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve(aborted);
    }
    signal.addEventListener('abort', () => resolve(aborted), { once: true });
  });
}

/** Whether a call belongs to a turn: `t0003-decide-alice`. */
const isOfTurn = (request: ModelRequest, turn: number) =>
  request.key.startsWith(`t${String(turn).padStart(4, '0')}-`);

async function work(
  test: TestDatabase,
  model: LanguageModel,
  options: Partial<TaskWorkerOptions> = {},
): Promise<TaskWorker> {
  const worker = await startTestWorker(test, model, options);
  cleanups.push(() => worker.stop());
  return worker;
}

const row = (test: TestDatabase, id: string) => test.db.prisma.task.findUniqueOrThrow({ where: { id } });

/** The task once it has ended, its result in the shape that the wire has. */
async function ended(test: TestDatabase, id: string) {
  return until(async () => {
    const task = await row(test, id);
    return ['completed', 'failed'].includes(task.status)
      ? { ...task, result: task.result as unknown as SimulationResult | null }
      : undefined;
  });
}

async function turnsOf(test: TestDatabase, simulationId: string): Promise<readonly number[]> {
  const turns = await test.db.prisma.turn.findMany({ where: { simulationId }, orderBy: { turn: 'asc' } });
  return turns.map(({ turn }) => turn);
}

async function chaptersOf(test: TestDatabase, simulationId: string): Promise<readonly number[]> {
  const chapters = await test.db.prisma.chapter.findMany({
    where: { simulationId },
    orderBy: { turn: 'asc' },
  });
  return chapters.map(({ turn }) => turn);
}

/** The story that a request makes when nothing comes between. */
async function uninterrupted(body: object): Promise<string> {
  const test = await database();
  await work(test, scripted());
  const task = await ended(test, await submitted(test.db, body));
  expect(task).toMatchObject({ status: 'completed', attempt: 1 });
  return task.result?.story ?? '';
}

describe('a model that asks to come back later', () => {
  it.each([
    ['in a moment', () => new Date(Date.now() + 300)],
    ['at a moment that is over', () => new Date(Date.now() - 60_000)],
  ])('%s, gets the task again then, and that counts as no failure', async (_when, retryAt) => {
    const test = await database();
    const refusals: Date[] = [];
    const model = scripted((request) => {
      if (isOfTurn(request, 2) && refusals.length < 4) {
        refusals.push(retryAt());
        return { ok: false, reason: 'rate-limited', retryAt: refusals.at(-1) ?? new Date() };
      }
      return undefined;
    });
    await work(test, model, { maxAttempts: 1 });
    const id = await submitted(test.db, { turns: 3, seed: 1 });
    const task = await ended(test, id);
    expect(task).toMatchObject({ status: 'completed', failures: 0, error: null });
    expect(task.attempt).toBeGreaterThan(1);
    expect(task.completedAt?.getTime()).toBeGreaterThanOrEqual(refusals.at(-1)?.getTime() ?? 0);
    expect(await turnsOf(test, id)).toEqual([1, 2, 3]);
  });

  it('leaves its task waiting until the time it named, with its reason', async () => {
    const test = await database();
    const retryAt = new Date(Date.now() + 3_600_000);
    const model = scripted((request) =>
      isOfTurn(request, 2) ? { ok: false, reason: 'rate-limited', retryAt } : undefined,
    );
    await work(test, model);
    const id = await submitted(test.db, { turns: 3 });
    const task = await until(async () => {
      const found = await row(test, id);
      return found.status === 'queued' && found.attempt === 1 ? found : undefined;
    });
    const currentStep = `Waiting for the model provider, which takes no calls until ${retryAt.toISOString()}`;
    expect(task).toMatchObject({ currentStep, failures: 0, error: null });
    expect(Math.abs(task.runAfter.getTime() - retryAt.getTime())).toBeLessThan(60_000);
    expect(await turnsOf(test, id)).toEqual([1]);
  });
});

describe('a model that is away', () => {
  it('for a while is asked again until it is back', async () => {
    const test = await database();
    let failures = 0;
    const model = scripted((request) => {
      if (isOfTurn(request, 2) && request.purpose === 'decide' && failures < 2) {
        failures += 1;
        return { ok: false, reason: 'unavailable' };
      }
      return undefined;
    });
    // Both decisions of a round may fail in one attempt, or in one each.
    await work(test, model, { maxAttempts: 3 });
    const request = { turns: 3, seed: 5 };
    const id = await submitted(test.db, request);
    const task = await ended(test, id);
    expect(task).toMatchObject({ status: 'completed', failures: 0, error: null });
    expect(task.attempt).toBeGreaterThan(1);
    expect(task.result?.degraded).toBe(false);
    expect(await turnsOf(test, id)).toEqual([1, 2, 3]);
    expect(task.result?.story).toBe(await uninterrupted(request));
  });

  it('for longer than the patience lasts fails the task where nothing may stand in, and what was committed stays readable', async () => {
    const test = await database();
    const model = scripted((request) =>
      isOfTurn(request, 3) ? { ok: false, reason: 'unavailable' } : undefined,
    );
    await work(test, model, { outage: { patienceMs: 20, fallback: 'fail' } });
    const id = await submitted(test.db, { turns: 4 });
    const task = await ended(test, id);
    expect(task).toMatchObject({
      status: 'failed',
      failures: 0,
      result: null,
      error: { error_code: 'MODEL_UNAVAILABLE' },
    });
    expect(task.attempt).toBeGreaterThan(1);
    expect(await turnsOf(test, id)).toEqual([1, 2]);
    expect(await chaptersOf(test, id)).toEqual([1, 2]);
  });

  it('is waited for anew after each committed turn', async () => {
    const test = await database();
    const failed = new Set<string>();
    // The first decision of every turn fails once: three failures, but never two in a row.
    const model = scripted((request) => {
      if (request.purpose !== 'decide' || failed.has(request.key.slice(0, 5))) {
        return undefined;
      }
      failed.add(request.key.slice(0, 5));
      return { ok: false, reason: 'unavailable' };
    });
    await work(test, model, { maxAttempts: 2 });
    const id = await submitted(test.db, { turns: 3 });
    expect(await ended(test, id)).toMatchObject({ status: 'completed', attempt: 4 });
  });
});

describe('a run that breaks', () => {
  const broken = (): never => {
    throw new TypeError('secret of /etc/somewhere');
  };

  it('again and again fails its task after the allowed attempts, and what was committed stays readable', async () => {
    const test = await database();
    const model = scripted((request) => (isOfTurn(request, 3) ? broken() : undefined));
    await work(test, model, { maxAttempts: 3 });
    const id = await submitted(test.db, { turns: 4 });
    const task = await ended(test, id);
    expect(task).toMatchObject({
      status: 'failed',
      attempt: 3,
      failures: 3,
      result: null,
      error: { error_code: 'INTERNAL' },
    });
    // What broke is for the log, not for clients.
    expect(JSON.stringify(task.error)).not.toContain('secret');
    expect(await turnsOf(test, id)).toEqual([1, 2]);
    expect(await chaptersOf(test, id)).toEqual([1, 2]);
  });

  it('is counted anew after each committed turn', async () => {
    const test = await database();
    const failed = new Set<string>();
    // The first decision of every turn breaks once: three failures, but never two in a row.
    const model = scripted((request) => {
      const turn = request.key.slice(0, 5);
      if (request.purpose !== 'decide' || failed.has(turn)) {
        return undefined;
      }
      failed.add(turn);
      return broken();
    });
    await work(test, model, { maxAttempts: 2 });
    const id = await submitted(test.db, { turns: 3 });
    expect(await ended(test, id)).toMatchObject({ status: 'completed', attempt: 4, error: null });
  });
});

describe('a limit of the request', () => {
  /** The offline model, as one that costs something. */
  function costly(): LanguageModel {
    const offline = new OfflineModel();
    return {
      name: 'costly',
      generate: async (request, signal) => {
        const reply = await offline.generate(request, signal);
        const usage = { promptTokens: 100, cachedTokens: 0, outputTokens: 10, thoughtTokens: 0 };
        return reply.ok ? { ...reply, usage, source: 'model', costUsd: 0.01 } : reply;
      },
    };
  }

  // Two decisions a turn and a chapter each: the second turn comes to every one of these. Calls are counted exactly;
  // of tokens and dollars those in flight may take more.
  it.each([
    ['max_model_calls', 4, 4],
    ['max_tokens', 400, 5],
    ['max_cost_usd', 0.035, 5],
  ])('(%s) ends the story with the turn under way, and says so', async (name, value, calls) => {
    const test = await database();
    await work(test, costly());
    const id = await submitted(test.db, { turns: 6, limits: { [name]: value } });
    const task = await ended(test, id);
    expect(task).toMatchObject({
      status: 'completed',
      progress: 100,
      result: { turns_executed: 2, degraded: true },
    });
    const reasons = task.result?.degraded_reasons ?? [];
    expect(reasons.at(-1)).toContain(name);
    expect(reasons.slice(0, -1).every((reason) => reason.includes('over-budget'))).toBe(true);
    expect(reasons).toContain('chapter 2: over-budget');
    expect(await turnsOf(test, id)).toEqual([1, 2]);
    expect(await chaptersOf(test, id)).toEqual([1, 2]);
    expect(task.result?.story.match(/^## /gm)).toHaveLength(2);
    expect(task.usage).toMatchObject({ model_calls: calls });
  });

  it('(deadline_seconds) ends the story at the turn boundary after it', async () => {
    const test = await database();
    const model = scripted(async (request) => {
      if (isOfTurn(request, 2) && request.purpose === 'decide') {
        const { deadlineAt } = await row(test, request.scope.taskId);
        await until(() => Date.now() > (deadlineAt?.getTime() ?? 0));
      }
      return undefined;
    });
    await work(test, model);
    const id = await submitted(test.db, { turns: 5, limits: { deadline_seconds: 8 } });
    const task = await ended(test, id);
    expect(task).toMatchObject({ status: 'completed', result: { turns_executed: 2, degraded: true } });
    expect(task.result?.degraded_reasons).toEqual([expect.stringContaining('deadline')]);
  });

  it('(deadline_seconds) that is over with nothing committed fails the task', async () => {
    const test = await database();
    const model = scripted(async (request) => {
      const { deadlineAt } = await row(test, request.scope.taskId);
      await until(() => Date.now() > (deadlineAt?.getTime() ?? 0));
      return { ok: false, reason: 'unavailable' };
    });
    await work(test, model, { maxAttempts: 100 });
    const id = await submitted(test.db, { turns: 2, limits: { deadline_seconds: 1 } });
    const task = await ended(test, id);
    expect(task).toMatchObject({ status: 'failed', result: null });
    // Whoever finds it first: the sweep while it waits, or the worker that claims it again.
    expect(task.error).toMatchObject({ error_code: 'DEADLINE_EXCEEDED' });
    expect(await turnsOf(test, id)).toEqual([]);
  });
});

describe('a worker that is stopped', () => {
  it('in the middle of a turn hands its task back, and another one completes it, each turn once', async () => {
    const test = await database();
    const request = { turns: 4, seed: 11 };
    let reached = false;
    const stuck = scripted((call, signal) => {
      if (!isOfTurn(call, 3)) {
        return undefined;
      }
      reached = true;
      return untilAborted(signal);
    });
    const first = await work(test, stuck);
    const id = await submitted(test.db, request);
    await until(() => reached);
    await Promise.all([first.stop(), first.stop()]);
    expect(await row(test, id)).toMatchObject({ status: 'queued', failures: 0, leaseOwner: null });
    expect(await test.db.prisma.workerHeartbeat.count()).toBe(0);
    expect(await turnsOf(test, id)).toEqual([1, 2]);

    const model = scripted();
    await work(test, model);
    const task = await ended(test, id);
    expect(task).toMatchObject({ status: 'completed', attempt: 2, failures: 0 });
    expect(await turnsOf(test, id)).toEqual([1, 2, 3, 4]);
    expect(model.calls.filter((key) => /^t000[12]-decide/.test(key))).toEqual([]);
    expect(task.result?.story).toBe(await uninterrupted(request));
  });

  it('before a chapter was stored leaves it to the next, and the story is the same', async () => {
    const test = await database();
    const request = { turns: 4, seed: 12 };
    const mute = scripted((call, signal) =>
      isOfTurn(call, 2) && call.purpose === 'chronicle' ? untilAborted(signal) : undefined,
    );
    const first = await work(test, mute);
    const id = await submitted(test.db, request);
    await until(async () => (await turnsOf(test, id)).length >= 2);
    await until(() => mute.calls.some((key) => /^t0002-/.test(key) && !key.includes('decide')));
    await first.stop();
    expect(await chaptersOf(test, id)).toEqual([1]);
    expect((await turnsOf(test, id)).length).toBeGreaterThanOrEqual(2);

    await work(test, scripted());
    const task = await ended(test, id);
    expect(task).toMatchObject({ status: 'completed', attempt: 2, result: { turns_executed: 4 } });
    expect(await turnsOf(test, id)).toEqual([1, 2, 3, 4]);
    expect(await chaptersOf(test, id)).toEqual([1, 2, 3, 4]);
    expect(task.result?.story).toBe(await uninterrupted(request));
  });

  it('with time to do so finishes the turn in hand first', async () => {
    const test = await database();
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let reached = false;
    const slow = scripted(async (call) => {
      if (isOfTurn(call, 2) && call.purpose === 'decide') {
        reached = true;
        await released;
      }
      return undefined;
    });
    const worker = await work(test, slow, { shutdownMs: 600_000 });
    const id = await submitted(test.db, { turns: 4 });
    await until(() => reached);
    const stopped = worker.stop();
    release();
    await stopped;
    expect(await row(test, id)).toMatchObject({
      status: 'queued',
      failures: 0,
      currentStep: 'Waiting for another worker',
    });
    expect(await turnsOf(test, id)).toEqual([1, 2]);
    expect(await chaptersOf(test, id)).toEqual([1, 2]);
  });

  it('takes nothing more, and leaves what waits to others', async () => {
    const test = await database();
    const first = await work(test, scripted());
    await ended(test, await submitted(test.db, { turns: 1 }));
    await first.stop();
    const id = await submitted(test.db, { turns: 1 });
    await work(test, scripted());
    expect(await ended(test, id)).toMatchObject({ status: 'completed', attempt: 1 });
  });
});

describe('a worker', () => {
  it('runs as many simulations at once as it has slots, and no more', async () => {
    const test = await database();
    const running = new Set<string>();
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const model = scripted(async (request) => {
      running.add(request.scope.taskId);
      await released;
      return undefined;
    });
    await work(test, model, { slots: { simulation: 3 } });
    const ids: string[] = [];
    for (let index = 0; index < 8; index += 1) {
      ids.push(await submitted(test.db, { turns: 1 }));
    }
    await until(() => running.size >= 3);
    expect(await test.db.prisma.task.count({ where: { status: 'running' } })).toBe(3);
    release();
    for (const id of ids) {
      expect(await ended(test, id)).toMatchObject({ status: 'completed' });
    }
  });
});
