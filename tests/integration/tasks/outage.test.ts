import { afterEach, describe, expect, it } from 'vitest';
import { StoreUnavailableError } from '../../../src/errors.js';
import { Prisma } from '../../../src/generated/prisma/client.js';
import { OfflineModel } from '../../../src/llm/offline/model.js';
import type { LanguageModel, ModelReply, ModelRequest } from '../../../src/llm/port.js';
import type { TurnRecord } from '../../../src/simulation/record.js';
import type { Database } from '../../../src/store/database.js';
import { createNotifier } from '../../../src/store/notifications.js';
import type { SimulationResult } from '../../../src/tasks/task-request.js';
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

async function work(...parameters: Parameters<typeof startTestWorker>): Promise<void> {
  const worker = await startTestWorker(...parameters);
  cleanups.push(() => worker.stop());
}

/** The offline model under the name of one that costs money, except where the script answers. */
function metered(script: (request: ModelRequest) => ModelReply | undefined): LanguageModel {
  const offline = new OfflineModel();
  return {
    name: 'metered',
    metered: true,
    generate: async (request, signal) => script(request) ?? offline.generate(request, signal),
  };
}

const AWAY: ModelReply = { ok: false, reason: 'unavailable' };
const isOfTurn = (request: ModelRequest, turn: number) =>
  request.key.startsWith(`t${String(turn).padStart(4, '0')}-`);

const row = (test: TestDatabase, id: string) => test.db.prisma.task.findUniqueOrThrow({ where: { id } });

async function ended(test: TestDatabase, id: string) {
  const task = await until(async () => {
    const found = await row(test, id);
    return ['completed', 'failed', 'cancelled'].includes(found.status) ? found : undefined;
  });
  return { ...task, result: task.result as unknown as SimulationResult | null };
}

async function recordsOf(test: TestDatabase, simulationId: string): Promise<readonly TurnRecord[]> {
  const turns = await test.db.prisma.turn.findMany({ where: { simulationId }, orderBy: { turn: 'asc' } });
  return turns.map(({ record }) => record as unknown as TurnRecord);
}

describe('a model that is away', () => {
  it('is waited for while the patience lasts, and the task says so', async () => {
    const test = await database();
    let away = true;
    const model = metered((request) => (away && isOfTurn(request, 2) ? AWAY : undefined));
    await work(test, model, { maxAttempts: 1 });
    const id = await submitted(test.db, { turns: 3 });
    const waiting = await until(async () => {
      const found = await row(test, id);
      return found.status === 'queued' && found.attempt >= 3 ? found : undefined;
    });
    expect(waiting).toMatchObject({ failures: 0, currentStep: 'Waiting for the model' });
    expect(waiting.outageSince).not.toBeNull();
    away = false;
    const task = await ended(test, id);
    expect(task).toMatchObject({ status: 'completed', outageSince: null, result: { degraded: false } });
  });

  it('for longer than that is stood in for, which the record and the task tell with the reason', async () => {
    const test = await database();
    const model = metered((request) => (isOfTurn(request, 2) ? AWAY : undefined));
    await work(test, model, { outage: { patienceMs: 30, fallback: 'offline' } });
    const id = await submitted(test.db, { turns: 3 });
    const task = await ended(test, id);
    expect(task).toMatchObject({
      status: 'completed',
      failures: 0,
      result: {
        turns_executed: 3,
        degraded: true,
        degraded_reasons: ['decisions made without the model: 2 (unavailable)', 'chapter 2: unavailable'],
      },
      // What the stand-in wrote is no call of the model: two decisions and a chapter in each of the other turns.
      usage: { model_calls: 6, cached_calls: 0, unconfirmed_calls: 0 },
    });
    const records = await recordsOf(test, id);
    expect(records.map(({ modelAnswers }) => modelAnswers.map(({ source }) => source))).toEqual([
      ['model', 'model'],
      ['fallback', 'fallback'],
      ['model', 'model'],
    ]);
    expect(records[1]?.decisions.map(({ degraded }) => degraded)).toEqual(['unavailable', 'unavailable']);
  });

  it('is not waited for again in each turn of a run whose patience is over', async () => {
    const test = await database();
    await work(
      test,
      metered(() => AWAY),
      { outage: { patienceMs: 30, fallback: 'offline' } },
    );
    const id = await submitted(test.db, { turns: 5 });
    const task = await ended(test, id);
    expect(task).toMatchObject({ status: 'completed', result: { turns_executed: 5 } });
    const turns = await test.db.prisma.turn.findMany({ where: { simulationId: id } });
    expect(new Set(turns.map(({ fence }) => fence)).size).toBe(1);
  });
});

/** A database whose answer to the n-th commit of a turn is lost on the way: the commit is there. */
function losingAnswers(
  db: Database,
  lostCommit: number,
): { readonly db: Database; readonly lost: () => number } {
  let commits = 0;
  let lost = 0;
  const query = async <Row>(strings: TemplateStringsArray, ...values: readonly unknown[]) => {
    const rows = await db.query<Row>(strings, ...values);
    if (Prisma.sql(strings, ...values).text.includes('INSERT INTO turn')) {
      commits += 1;
      if (commits === lostCommit) {
        lost += 1;
        throw new StoreUnavailableError('The connection was lost');
      }
    }
    return rows;
  };
  return { db: { ...db, query }, lost: () => lost };
}

describe('a commit whose outcome is unknown', () => {
  it('is looked up and not repeated: the run goes on after it', async () => {
    const test = await database();
    const { db, lost } = losingAnswers(test.db, 2);
    const asked: string[] = [];
    const model = metered((request) => {
      asked.push(request.key);
      return undefined;
    });
    await work(test, model, { db, notifier: createNotifier(test.db) });
    const id = await submitted(test.db, { turns: 3 });
    const task = await ended(test, id);
    expect(lost()).toBe(1);
    expect(task).toMatchObject({ status: 'completed', attempt: 2, usage: { model_calls: 9 } });
    expect((await recordsOf(test, id)).map(({ turn }) => turn)).toEqual([1, 2, 3]);
    expect(new Set(asked).size).toBe(asked.length);
  });
});

describe('a checkpoint of a newer version', () => {
  it('is handed back for a worker that can read it, and counts as no failure', async () => {
    const test = await database();
    const id = await submitted(test.db, { turns: 2 });
    await test.db
      .execute`UPDATE task SET request = jsonb_set(request, '{schemaVersion}', '99') WHERE id = ${id}::uuid`;
    await work(test, new OfflineModel());
    const waiting = await until(async () => {
      const found = await row(test, id);
      return found.attempt > 0 && found.status === 'queued' ? found : undefined;
    });
    expect(waiting).toMatchObject({
      failures: 0,
      uncleanEnds: 0,
      error: null,
      currentStep: 'Waiting for a worker of a newer version',
    });
    expect(waiting.runAfter.getTime()).toBeGreaterThan(Date.now());
    await test.db
      .execute`UPDATE task SET request = jsonb_set(request, '{schemaVersion}', '1'), run_after = now()
                   WHERE id = ${id}::uuid`;
    expect(await ended(test, id)).toMatchObject({ status: 'completed' });
    const turns = await test.db.prisma.turn.findMany({ where: { simulationId: id } });
    expect(turns.map(({ engineVersion }) => engineVersion)).toEqual(['test', 'test']);
  });
});
