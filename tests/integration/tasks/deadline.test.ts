import { afterEach, describe, expect, it } from 'vitest';
import { OfflineModel } from '../../../src/llm/offline/model.js';
import type { LanguageModel, ModelReply, ModelRequest } from '../../../src/llm/port.js';
import { NO_USAGE_TOTALS } from '../../../src/simulation/usage.js';
import { dispatchTasks, holdLead, missDeadlines } from '../../../src/store/relay-statements.js';
import { claimTask, handBackTask, retryTask } from '../../../src/store/task-statements.js';
import type { SimulationResult } from '../../../src/tasks/task-request.js';
import { commitTurn } from '../../support/commits.js';
import { database, type TestDatabase } from '../../support/database.js';
import { submitted } from '../../support/simulations.js';
import { startTestWorker } from '../../support/task-worker.js';
import { age, insertTask, offerSlots } from '../../support/tasks.js';
import { until } from '../../support/until.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

const row = (test: TestDatabase, id: string) => test.db.prisma.task.findUniqueOrThrow({ where: { id } });

/** The offline model, except for the calls that are put off for an hour. */
function puttingOff(
  isPutOff: (request: ModelRequest) => boolean,
): LanguageModel & { readonly calls: string[] } {
  const offline = new OfflineModel();
  const calls: string[] = [];
  return {
    name: 'putting off',
    calls,
    generate: async (request, signal): Promise<ModelReply> => {
      calls.push(request.key);
      return isPutOff(request)
        ? { ok: false, reason: 'rate-limited', retryAt: new Date(Date.now() + 3_600_000) }
        : offline.generate(request, signal);
    },
  };
}

/** Runs a simulation of five turns with a deadline of six seconds to its end. */
async function playToDeadline(model: LanguageModel) {
  const test = await database();
  const worker = await startTestWorker(test, model);
  cleanups.push(() => worker.stop());
  const id = await submitted(test.db, { turns: 5, limits: { deadline_seconds: 6 } });
  const task = await until(async () => {
    const found = await row(test, id);
    return found.completedAt === null ? undefined : found;
  });
  const chapters = await test.db.prisma.chapter.findMany({
    where: { simulationId: id },
    orderBy: { turn: 'asc' },
  });
  return { task, result: task.result as unknown as SimulationResult | null, chapters };
}

describe('a task that waits again at its deadline', () => {
  it('ends with the turns that it has committed, and says why there are no more', async () => {
    const model = puttingOff(({ key }) => key.startsWith('t0003-decide'));
    const { task, result, chapters } = await playToDeadline(model);
    expect(task).toMatchObject({ status: 'completed', progress: 100, error: null });
    expect(task.completedAt?.getTime()).toBeGreaterThanOrEqual(task.deadlineAt?.getTime() ?? Infinity);
    expect(result).toMatchObject({
      turns_executed: 2,
      degraded: true,
      degraded_reasons: [expect.stringContaining('DEADLINE_EXCEEDED')],
    });
    expect(chapters.map(({ turn, degraded }) => [turn, degraded])).toEqual([
      [1, null],
      [2, null],
    ]);
    for (const { prose } of chapters) {
      expect(result?.story).toContain(prose.trim());
    }
  });

  it('tells the chapters that are missing without asking the model again', async () => {
    const model = puttingOff(({ key, purpose }) => key.startsWith('t0002') || purpose === 'chronicle');
    const { task, result, chapters } = await playToDeadline(model);
    expect(task.status).toBe('completed');
    expect(chapters).toMatchObject([{ turn: 1, degraded: 'unavailable' }]);
    expect(result?.turns_executed).toBe(1);
    expect(result?.story).toContain(chapters[0]?.prose.trim());
    expect(result?.degraded_reasons).toEqual([
      expect.stringContaining('chapter 1'),
      expect.stringContaining('DEADLINE_EXCEEDED'),
    ]);
    expect(model.calls.filter((key) => key.startsWith('t0001') && key.includes('chronicle'))).toHaveLength(1);
  });

  it('fails when it has committed nothing', async () => {
    const { task, result } = await playToDeadline(puttingOff(() => true));
    expect(task).toMatchObject({ status: 'failed', error: { error_code: 'DEADLINE_EXCEEDED' } });
    expect(result).toBeNull();
  });
});

describe('at its deadline', () => {
  const WORKER = { id: 'worker-a', leaseMs: 60_000 };

  /** A task that a worker holds. */
  async function held(test: TestDatabase, options: Parameters<typeof insertTask>[1]) {
    const taskId = await insertTask(test.db, options);
    const holding = await claimTask(test.db, { taskId, fence: 0 }, WORKER);
    if (holding === null) throw new Error('it was not there to be claimed');
    return holding;
  }

  it.each([
    [
      'was handed back',
      (test: TestDatabase, holding: Awaited<ReturnType<typeof held>>) =>
        handBackTask(test.db, holding, { delayMs: 3_600_000, currentStep: 'Waiting' }),
    ],
    [
      'failed',
      (test: TestDatabase, holding: Awaited<ReturnType<typeof held>>) =>
        retryTask(
          test.db,
          holding,
          { error: 'E', message: 'm', error_code: 'E' },
          { maxAttempts: 5, baseMs: 1e9, maxMs: 1e9 },
        ),
    ],
  ])('ends the wait of a task that %s', async (_how, giveUp) => {
    const test = await database();
    const holding = await held(test, { deadlineSeconds: 60 });
    await giveUp(test, holding);
    const { runAfter, deadlineAt } = await row(test, holding.taskId);
    expect(runAfter.getTime()).toBeLessThanOrEqual(deadlineAt?.getTime() ?? 0);
  });

  it('a task with committed turns goes first among those of its client', async () => {
    const test = await database();
    await offerSlots(test.db, 'worker-a', 10);
    const holding = await held(test, { deadlineSeconds: 60, priority: 9 });
    await commitTurn(test.db, holding, {
      turn: 1,
      record: {},
      state: '{}',
      progress: 33,
      currentStep: 'Turn 1 of 3',
      usage: NO_USAGE_TOTALS,
      told: {},
    });
    await handBackTask(test.db, holding, { delayMs: 0, currentStep: 'Waiting' });
    const other = await insertTask(test.db, { priority: 2 });
    await age(test.db, holding.taskId, 'deadline_at');
    expect(await missDeadlines(test.db)).toEqual([]);
    const leadership = await holdLead(test.db, 'relay-a', 60_000);
    if (leadership === null) throw new Error('somebody else leads');
    const queue = { kind: 'simulation', name: 'simulation', workerTimeoutMs: 60_000 } as const;
    const { tasks } = await dispatchTasks(test.db, leadership, queue);
    expect(tasks.map(({ taskId }) => taskId)).toEqual([holding.taskId, other]);
  });
});
