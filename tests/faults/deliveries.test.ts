import { describe, expect, it } from 'vitest';
import { openQueueBackend } from '../../src/queue/backend.js';
import { jobId, SIMULATION_QUEUE } from '../../src/queue/names.js';
import { hasRedis } from '../support/redis.js';
import { until } from '../support/until.js';
import { buildWorld, checkHistory, expectAllCompleted, tearDownAfterEach, type World } from './world.js';

tearDownAfterEach();

/** Nothing here is about leases: none runs out, however busy the machine is. */
const LONG_LEASE = { LEASE_SECONDS: '60' };

/** Puts jobs on a world's queue behind the relay's back. */
async function deliver(
  world: World,
  jobs: readonly { taskId: string; fence: number; id: string }[],
): Promise<void> {
  const backend = openQueueBackend({
    redisUrl: world.redis?.server.url,
    databaseUrl: world.database.url,
    prefix: world.queuePrefix,
    onError: () => undefined,
  });
  const queue = backend.openQueue(SIMULATION_QUEUE);
  await until(() =>
    queue.ping().then(
      () => true,
      () => false,
    ),
  );
  await queue.add(jobs);
  await queue.close();
}

describe.each(['postgres', 'redis'] as const)('with the queue on %s', (queue) => {
  describe.skipIf(queue === 'redis' && !hasRedis)(queue, () => {
    it('jobs delivered twice, and jobs of long ago, run nothing a second time', async () => {
      const world = await buildWorld({ queue, environment: { LOG_LEVEL: 'debug', ...LONG_LEASE } });
      const twice = world.ids.flatMap((taskId) =>
        [0, 1, 2].map((fence) => ({ taskId, fence, id: `${jobId({ taskId, fence })}-again` })),
      );
      await deliver(world, twice);
      const tasks = await world.allEnded();
      expectAllCompleted(tasks);
      await deliver(
        world,
        twice.map((job) => ({ ...job, id: `${job.id}-late` })),
      );
      await until(() => {
        const output = world.workers.map((worker) => worker.output()).join('');
        // Of three jobs more for each task one may have been the first to come; the late ones found nothing at all.
        return output.split('nothing to claim').length - 1 >= twice.length;
      });
      await checkHistory(world, tasks);
      expect(tasks.map(({ attempt }) => attempt)).toEqual(tasks.map(() => 1));
    });

    it('a job of long ago that arrives during a pause does not end the pause', async () => {
      let outage = true;
      const world = await buildWorld({
        queue,
        simulations: 1,
        environment: LONG_LEASE,
        misbehave: () => (outage ? { kind: 'rate-limit', retryDelay: '3600s' } : undefined),
      });
      const [taskId = ''] = world.ids;
      const waiting = await until(async () => {
        const task = await world.database.db.prisma.task.findUniqueOrThrow({ where: { id: taskId } });
        return task.status === 'queued' && task.attempt === 1 && task;
      });
      outage = false;
      await deliver(world, [
        { taskId, fence: waiting.fence, id: 'early' },
        { taskId, fence: 0, id: 'late' },
      ]);
      await world.submit();
      const other = world.ids[1] ?? '';
      await until(async () => {
        const task = await world.database.db.prisma.task.findUniqueOrThrow({ where: { id: other } });
        return task.status === 'completed';
      });
      expect(await world.database.db.prisma.task.findUnique({ where: { id: taskId } })).toMatchObject({
        status: 'queued',
        attempt: 1,
        failures: 0,
      });
      await world.database.db.prisma.task.update({ where: { id: taskId }, data: { runAfter: new Date() } });
      const tasks = await world.allEnded();
      expectAllCompleted(tasks);
      await checkHistory(world, tasks);
    });
  });
});
