import { afterEach, expect, it } from 'vitest';
import { OfflineModel } from '../../../src/llm/offline/model.js';
import type { LanguageModel } from '../../../src/llm/port.js';
import { openQueueBackend } from '../../../src/queue/backend.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { submitted } from '../../support/simulations.js';
import { startTestWorker } from '../../support/task-worker.js';
import { until } from '../../support/until.js';

/** What a governor turns: how many simulations a worker takes at once, and whether it takes any. */

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

/** The offline model behind a door that is closed until opened. */
function gated(): LanguageModel & { open(): void } {
  const offline = new OfflineModel();
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    name: 'gated',
    open: () => open(),
    generate: async (request, signal) => {
      await opened;
      return offline.generate(request, signal);
    },
  };
}

async function world(slots: number, poolMaxSimulations?: number) {
  const test = await createTestDatabase();
  cleanups.push(() => test.drop());
  const model = gated();
  const worker = await startTestWorker(test, model, { slots: { simulation: slots }, poolMaxSimulations });
  cleanups.push(() => worker.stop());
  // A run that waits at the door could not be handed back in order.
  cleanups.push(async () => model.open());
  return { test, model, worker };
}

const offered = async (test: TestDatabase) =>
  (await test.db.prisma.workerHeartbeat.findFirstOrThrow()).slots as { simulation?: number };

const count = (test: TestDatabase, status: 'running' | 'completed') =>
  test.db.prisma.task.count({ where: { status } });

const submit = (test: TestDatabase, tasks: number) =>
  Promise.all(Array.from({ length: tasks }, () => submitted(test.db, { turns: 1 })));

it('a worker takes as many as it is told at the moment, and tells the pool', async () => {
  const { test, model, worker } = await world(4);
  worker.setLimit(1);
  await until(async () => (await offered(test)).simulation === 1);
  await submit(test, 5);
  await until(() => worker.running === 1);
  worker.setLimit(3);
  await until(async () => (await count(test, 'running')) === 3);
  expect(worker.running).toBe(3);
  model.open();
  await until(async () => (await count(test, 'completed')) === 5);
});

it('a worker whose intake is paused takes nothing, finishes what it has, and goes on when it is resumed', async () => {
  const { test, model, worker } = await world(2);
  await submit(test, 1);
  await until(() => worker.running === 1);
  worker.setPaused(true);
  await until(async () => (await offered(test)).simulation === undefined);
  await submit(test, 3);
  model.open();
  await until(async () => (await count(test, 'completed')) === 1);
  // Of what lies in the queue by now, one may have been on its way when the intake was closed.
  await until(async () => (await test.db.prisma.task.count({ where: { dispatchedAt: { not: null } } })) > 1);
  expect(await test.db.prisma.task.count({ where: { status: 'queued' } })).toBeGreaterThanOrEqual(2);
  worker.setPaused(false);
  await until(async () => (await count(test, 'completed')) === 4);
});

it('a pool runs no more than its bound, however many slots its workers have', async () => {
  const { test, model, worker } = await world(10, 2);
  await submit(test, 6);
  await until(() => worker.running === 2);
  await until(async () => (await test.db.prisma.task.count({ where: { status: 'queued' } })) === 4);
  expect(await test.db.prisma.task.count({ where: { status: 'queued', dispatchedAt: { not: null } } })).toBe(
    0,
  );
  model.open();
  await until(async () => (await count(test, 'completed')) === 6);
});

it('a taker that is paused while it is being given more room stays paused', async () => {
  const test = await createTestDatabase();
  cleanups.push(() => test.drop());
  const onError = () => undefined;
  const backend = openQueueBackend({
    redisUrl: undefined,
    databaseUrl: test.url,
    prefix: 'test',
    onError,
  });
  const queue = backend.openQueue('simulation');
  cleanups.push(() => queue.close());
  const took: string[] = [];
  const open = (name: string) => {
    const taker = backend.openWorker('simulation', async () => void took.push(name), {
      concurrency: 1,
      onError,
    });
    cleanups.push(() => taker.close());
    return taker;
  };
  const paused = open('paused');
  await Promise.all([paused.setConcurrency(2), paused.pause()]);
  open('other');
  const jobs = 20;
  for (let job = 1; job <= jobs; job += 1) {
    await queue.add([{ taskId: `task${job}`, fence: 0, id: `task${job}-0` }]);
    await until(() => took.length >= job);
  }
  // One may have been on its way to it when it was paused.
  expect(took.filter((name) => name === 'paused').length).toBeLessThanOrEqual(1);
});
