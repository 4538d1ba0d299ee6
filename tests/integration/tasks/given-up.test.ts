import { afterEach, describe, expect, it } from 'vitest';
import { OfflineModel } from '../../../src/llm/offline/model.js';
import type { LanguageModel } from '../../../src/llm/port.js';
import { openDatabase } from '../../../src/store/database.js';
import { POISON_LIMIT } from '../../../src/tasks/state.js';
import { database, type TestDatabase } from '../../support/database.js';
import { startProxy } from '../../support/proxy.js';
import { submitted } from '../../support/simulations.js';
import { startTestWorker } from '../../support/task-worker.js';
import { until } from '../../support/until.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

const LEASE_MS = 4_000;

/** The offline model, which answers nothing until it is told to. */
function mute() {
  const offline = new OfflineModel();
  let asked = 0;
  let speak: () => void = () => undefined;
  const spoken = new Promise<void>((resolve) => {
    speak = resolve;
  });
  const model: LanguageModel = {
    name: 'mute',
    generate: async (request, signal) => {
      asked += 1;
      const aborted = new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await Promise.race([spoken, aborted]);
      return offline.generate(request, signal);
    },
  };
  return { model, speak, asked: () => asked };
}

async function proxied(test: TestDatabase) {
  const proxy = await startProxy(test.url);
  cleanups.push(() => proxy.close());
  return proxy;
}

const row = (test: TestDatabase, id: string) => test.db.prisma.task.findUniqueOrThrow({ where: { id } });

/** Waits for as many runs of a task as it takes to be thought poison, had they died with their worker. */
const triedAgain = (test: TestDatabase, id: string) =>
  until(async () => {
    const { attempt, status } = await row(test, id);
    return attempt > POISON_LIMIT || status === 'failed';
  });

async function ended(test: TestDatabase, id: string) {
  return until(async () => {
    const task = await row(test, id);
    return ['completed', 'failed'].includes(task.status) ? task : undefined;
  });
}

describe('a worker that can’t renew its leases', () => {
  it('and reaches the database otherwise hands its tasks back, however often, and they are no poison', async () => {
    const test = await database();
    const proxy = await proxied(test);
    const { model, speak } = mute();
    const worker = await startTestWorker(test, model, { directUrl: proxy.url, leaseMs: LEASE_MS });
    cleanups.push(() => worker.stop());
    await proxy.cut();
    const id = await submitted(test.db, { turns: 1 });
    await triedAgain(test, id);
    await proxy.mend();
    speak();
    expect(await ended(test, id)).toMatchObject({ status: 'completed', failures: 0 });
    expect((await row(test, id)).attempt).toBeGreaterThan(POISON_LIMIT);
  });

  it('because the database is away hands its tasks back when that is there again', async () => {
    const test = await database();
    const proxy = await proxied(test);
    const db = openDatabase({ url: proxy.url, poolSize: 5, name: 'test' });
    cleanups.push(() => db.close());
    const { model, speak, asked } = mute();
    const worker = await startTestWorker(test, model, { db, directUrl: proxy.url, leaseMs: LEASE_MS });
    cleanups.push(() => worker.stop());
    const id = await submitted(test.db, { turns: 1 });
    // Before that the run reads what it plays, and fails of itself where it can't.
    await until(() => asked() > 0);
    // Nobody sweeps: whoever takes the task back can only be its worker.
    await test.db.execute`
      UPDATE relay_leader SET owner = 'another', epoch = epoch + 1, expires_at = now() + interval '1 hour'`;
    await proxy.cut();
    const { leaseExpiresAt } = await row(test, id);
    await until(() => Date.now() > (leaseExpiresAt?.getTime() ?? 0));
    expect((await row(test, id)).status).toBe('running');
    await proxy.mend();
    await until(async () => (await row(test, id)).status === 'queued');
    speak();
    await test.db.execute`UPDATE relay_leader SET expires_at = now()`;
    expect(await ended(test, id)).toMatchObject({ status: 'completed', uncleanEnds: 0, errorChain: [] });
    expect((await row(test, id)).attempt).toBe(2);
  });
});
