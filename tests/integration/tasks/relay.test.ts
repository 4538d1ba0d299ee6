import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openQueueBackend, type QueueBackend, type TaskQueue } from '../../../src/queue/backend.js';
import { jobId, SIMULATION_QUEUE, type TaskJob } from '../../../src/queue/names.js';
import { NO_USAGE_TOTALS } from '../../../src/simulation/usage.js';
import { type Database, openDatabase } from '../../../src/store/database.js';
import { createNotifier } from '../../../src/store/notifications.js';
import { type ClaimedTask, claimTask } from '../../../src/store/task-statements.js';
import { type Relay, startRelay, type TaskQueues } from '../../../src/tasks/relay.js';
import { finishTask } from '../../support/commits.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { startProxy } from '../../support/proxy.js';
import { hasRedis, startRedis, type TestRedis } from '../../support/redis.js';
import { age, insertTask, offerSlots } from '../../support/tasks.js';
import { until } from '../../support/until.js';

const WORKER = { id: 'worker-a', leaseMs: 600_000 };

describe.each(['postgres', 'redis'] as const)('the relay with its queue on %s', (kind) => {
  describe.skipIf(kind === 'redis' && !hasRedis)(`${kind} queue`, () => {
    let redis: TestRedis | undefined;
    let test: TestDatabase;
    let queues: QueueBackend;
    let queue: TaskQueue;
    const cleanups: (() => Promise<unknown>)[] = [];

    beforeAll(async () => {
      redis = kind === 'redis' ? await startRedis() : undefined;
    });
    afterAll(async () => {
      await redis?.stop();
    });
    beforeEach(async () => {
      test = await createTestDatabase();
      queues = openQueueBackend({
        redisUrl: redis?.url,
        databaseUrl: test.url,
        prefix: kind === 'redis' ? `t${randomBytes(4).toString('hex')}` : 'test',
        onError: () => undefined,
      });
      queue = queues.openQueue(SIMULATION_QUEUE);
      cleanups.push(
        () => test.drop(),
        () => queue.close(),
      );
    });
    afterEach(async () => {
      for (const clean of cleanups.splice(0).reverse()) {
        await clean();
      }
    });

    const row = (id: string) => test.db.prisma.task.findUniqueOrThrow({ where: { id } });
    const leader = async () =>
      (await test.db.prisma.relayLeader.findFirst({ where: { expiresAt: { gt: new Date() } } })) ?? undefined;

    function relay(
      owner: string,
      options: {
        readonly dispatchTimeoutMs?: number;
        readonly db?: Database;
        readonly url?: string;
        readonly queues?: TaskQueues;
      } = {},
    ) {
      const expired: string[] = [];
      const errors: unknown[] = [];
      const started: Relay = startRelay({
        db: options.db ?? test.db,
        queues: options.queues ?? { simulation: queue },
        notifier: createNotifier(options.db ?? test.db),
        url: options.url ?? test.url,
        owner,
        dispatchTimeoutMs: options.dispatchTimeoutMs ?? 600_000,
        onError: (error) => errors.push(error),
        onExpired: (taskId) => expired.push(taskId),
      });
      cleanups.push(() => started.close());
      return { expired, errors, close: () => started.close() };
    }

    /** Takes whatever comes and claims it, as a worker does; runs nothing. */
    function taker(concurrency = 10) {
      const jobs: TaskJob[] = [];
      const claims: ClaimedTask[] = [];
      const taking = queues.openWorker(
        SIMULATION_QUEUE,
        async (job) => {
          const claim = await claimTask(test.db, job, WORKER);
          jobs.push(job);
          if (claim !== null) {
            claims.push(claim);
          }
        },
        { concurrency, onError: () => undefined },
      );
      cleanups.push(() => taking.close());
      return { jobs, claims };
    }

    async function wipeQueue(): Promise<void> {
      if (redis === undefined) {
        await test.db.execute`TRUNCATE test_queue.job CASCADE`;
        return;
      }
      const client = new Redis(redis.url);
      await client.flushall();
      client.disconnect();
    }

    it('delivers what was accepted, before and after it started, to those who take', async () => {
      await offerSlots(test.db, 'worker-a', 10);
      const early = await insertTask(test.db);
      relay('a');
      const { claims } = taker();
      await until(() => claims.length === 1);
      const late = await insertTask(test.db);
      createNotifier(test.db).notify('queued', late);
      await until(() => claims.length === 2);
      expect(claims.map(({ taskId, fence }) => ({ taskId, fence }))).toEqual([
        { taskId: early, fence: 1 },
        { taskId: late, fence: 1 },
      ]);
    });

    it('puts no more on the queue than the pool can soon take', async () => {
      await offerSlots(test.db, 'worker-a', 4);
      const ids: string[] = [];
      for (let index = 0; index < 12; index += 1) {
        ids.push(await insertTask(test.db));
      }
      relay('a');
      const jobs = ids.map((taskId) => jobId({ taskId, fence: 0 }));
      await until(async () => (await queue.holding(jobs)).size >= 5);
      const last = await insertTask(test.db);
      createNotifier(test.db).notify('queued', last);
      expect((await queue.holding(jobs)).size).toBe(5);
      const { claims } = taker();
      // The five that are claimed here never end, so the seven others stay where they are.
      await until(() => claims.length === 5);
      expect(await test.db.prisma.task.count({ where: { status: 'queued', dispatchedAt: null } })).toBe(8);
    });

    it('serves the kind that was posted, and every second what nobody told it of', async () => {
      const queueOf = { simulation: queue, scenario: queues.openQueue('scenario') };
      cleanups.push(() => queueOf.scenario.close());
      const served: { readonly kind: string; readonly at: number }[] = [];
      const query = <Row>(strings: TemplateStringsArray, ...values: readonly unknown[]) => {
        if (strings.join('').includes('hasty')) {
          served.push({ kind: String(values[0]), at: performance.now() });
        }
        return test.db.query<Row>(strings, ...values);
      };
      relay('a', { db: { ...test.db, query }, queues: queueOf });
      const timesOf = (name: string) => served.filter((each) => each.kind === name).map(({ at }) => at);
      await until(() => timesOf('scenario').length > 0);
      const posts = createNotifier(test.db);
      served.length = 0;
      // Posts of simulations without end.
      await until(async () => {
        posts.notify('queued', SIMULATION_QUEUE);
        await posts.flush();
        return timesOf('scenario').length === 3;
      });
      const [first = 0, second = 0, third = 0] = timesOf('scenario');
      expect(Math.min(second - first, third - second)).toBeGreaterThan(900);
      expect(timesOf('simulation').length).toBeGreaterThanOrEqual(3);
    });

    it('looks only now and then for posts while no place is free for them', async () => {
      await offerSlots(test.db, 'worker-a', 1);
      const ids = [await insertTask(test.db), await insertTask(test.db), await insertTask(test.db)];
      let rounds = 0;
      const query = <Row>(strings: TemplateStringsArray, ...values: readonly unknown[]) => {
        if (strings.join('').includes('hasty')) rounds += 1;
        return test.db.query<Row>(strings, ...values);
      };
      relay('a', { db: { ...test.db, query } });
      const jobs = ids.map((taskId) => jobId({ taskId, fence: 0 }));
      await until(async () => (await queue.holding(jobs)).size === 2);
      const posts = createNotifier(test.db);
      const startedAt = performance.now();
      rounds = 0;
      for (let post = 0; post < 60; post += 1) {
        posts.notify('queued', SIMULATION_QUEUE);
        await posts.flush();
      }
      const tenths = (performance.now() - startedAt) / 100;
      // One in each tenth of a second for posts, one in each second anyway, and what was under way.
      expect(rounds).toBeLessThanOrEqual(3 + 1.1 * tenths);
      // Who makes room is heard at once.
      const { claims } = taker();
      await until(() => claims.length === 2);
      for (const { taskId, fence } of claims) {
        await finishTask(test.db, { taskId, fence }, {}, NO_USAGE_TOTALS);
      }
      posts.notify('queued', ids[0] ?? '');
      await until(() => claims.length === 3);
    });

    it('has its order kept by those who take: no priority of one client pushes back another', async () => {
      await offerSlots(test.db, 'worker-a', 4);
      const calm = await insertTask(test.db, { clientId: 'calm', priority: 10 });
      const ids = [calm];
      for (let index = 0; index < 4; index += 1) {
        ids.push(await insertTask(test.db, { clientId: 'hasty', priority: 1 }));
      }
      relay('a');
      const jobs = ids.map((taskId) => jobId({ taskId, fence: 0 }));
      await until(async () => (await queue.holding(jobs)).size === 5);
      const { claims } = taker(1);
      await until(() => claims.length === 5);
      expect(claims.slice(0, 2).map(({ clientId }) => clientId)).toContain('calm');
    });

    it('delivers a task again whose job got lost, and only that one', async () => {
      await offerSlots(test.db, 'worker-a', 10);
      const lost = await insertTask(test.db);
      relay('a', { dispatchTimeoutMs: 100 });
      const job = jobId({ taskId: lost, fence: 0 });
      await until(async () => (await queue.holding([job])).has(job));
      const first = (await row(lost)).dispatchedAt;
      await wipeQueue();
      await until(async () => ((await row(lost)).dispatchedAt ?? 0) > (first ?? 0));
      const { jobs, claims } = taker();
      await until(() => claims.length > 0);
      expect(jobs).toEqual([{ taskId: lost, fence: 0 }]);
      expect(await row(lost)).toMatchObject({ status: 'running', attempt: 1 });
    });

    it('leaves a job alone that waits long, as long as it is there', async () => {
      await offerSlots(test.db, 'worker-a', 10);
      const waiting = await insertTask(test.db);
      relay('a', { dispatchTimeoutMs: 50 });
      const job = jobId({ taskId: waiting, fence: 0 });
      await until(async () => (await queue.holding([job])).has(job));
      await age(test.db, waiting, 'dispatched_at');
      const { dispatchedAt } = await row(waiting);
      // A sweep that finds an expired lease has also looked for lost jobs, or the one after it has.
      for (let sweep = 0; sweep < 2; sweep += 1) {
        const other = await insertTask(test.db, { clientId: 'other' });
        await claimTask(test.db, { taskId: other, fence: 0 }, WORKER);
        await age(test.db, other, 'lease_expires_at');
        await until(async () => (await row(other)).uncleanEnds === 1);
      }
      expect((await row(waiting)).dispatchedAt).toEqual(dispatchedAt);
    });

    it('finds a lease that ran out and delivers the task anew, under its next fence', async () => {
      await offerSlots(test.db, 'worker-a', 10);
      const id = await insertTask(test.db);
      const { expired } = relay('a');
      const { jobs, claims } = taker();
      await until(() => claims.length === 1);
      await age(test.db, id, 'lease_expires_at');
      await until(() => claims.length === 2);
      expect(jobs).toEqual([
        { taskId: id, fence: 0 },
        { taskId: id, fence: 2 },
      ]);
      expect(expired).toEqual([id]);
      expect(await row(id)).toMatchObject({ status: 'running', fence: 3, attempt: 2, uncleanEnds: 1 });
    });

    it('lets a job that comes twice, or late, claim once', async () => {
      await offerSlots(test.db, 'worker-a', 10);
      const id = await insertTask(test.db);
      const job = { taskId: id, fence: 0 };
      await queue.add([
        { ...job, id: 'one' },
        { ...job, id: 'one' },
        { ...job, id: 'two' },
        { ...job, id: 'three' },
      ]);
      const { jobs, claims } = taker();
      await until(() => jobs.length === 3);
      expect(claims).toHaveLength(1);
      await age(test.db, id, 'lease_expires_at');
      relay('a');
      await until(() => claims.length === 2);
      await queue.add([{ ...job, id: 'late' }]);
      await until(() => jobs.length === 5);
      expect(claims.map(({ fence }) => fence)).toEqual([1, 3]);
    });

    it('is led by one of two, and by the other when that one is closed', async () => {
      await offerSlots(test.db, 'worker-a', 10);
      const first = relay('a');
      await until(async () => (await leader())?.owner === 'a');
      relay('b');
      const { claims } = taker();
      await insertTask(test.db);
      await until(() => claims.length === 1);
      expect(await leader()).toMatchObject({ owner: 'a', epoch: 1 });
      await first.close();
      await insertTask(test.db);
      await until(() => claims.length === 2);
      expect(await leader()).toMatchObject({ owner: 'b', epoch: 2 });
    });

    it('is led by the other when its leader vanishes, and the one that comes back has to wait', async () => {
      await offerSlots(test.db, 'worker-a', 10);
      const proxy = await startProxy(test.url);
      const away = openDatabase({ url: proxy.url, poolSize: 2, name: 'novel-engine test' });
      cleanups.push(
        () => proxy.close(),
        () => away.close(),
      );
      const vanishing = relay('a', { db: away, url: proxy.url });
      await until(async () => (await leader())?.owner === 'a');
      relay('b');
      const { claims } = taker();
      await proxy.cut();
      await until(async () => {
        // Its slots are offered as long as the worker beats.
        await offerSlots(test.db, 'worker-a', 10);
        return (await leader())?.owner === 'b';
      });
      const meanwhile = await insertTask(test.db);
      await until(() => claims.length === 1);
      expect(claims[0]?.taskId).toBe(meanwhile);
      expect(vanishing.errors.length).toBeGreaterThan(0);
      await proxy.mend();
      await insertTask(test.db);
      await until(() => claims.length === 2);
      expect(await leader()).toMatchObject({ owner: 'b', epoch: 2 });
    });
  });
});
