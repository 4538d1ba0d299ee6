import { describe, expect, it } from 'vitest';
import { hasRedis } from '../support/redis.js';
import { until } from '../support/until.js';
import { buildWorld, checkHistory, tearDownAfterEach } from './world.js';

tearDownAfterEach();

describe.each(['postgres', 'redis'] as const)('with the queue on %s', (queue) => {
  describe.skipIf(queue === 'redis' && !hasRedis)(queue, () => {
    it('a cancel wins or comes too late, whatever it races with, and is final when it wins', async () => {
      const world = await buildWorld({
        queue,
        simulations: 12,
        latencyMs: 20,
        environment: { MAX_CONCURRENT_SIMULATIONS: '3' },
      });
      const { prisma } = world.database.db;
      // Cancelled at every stage: while queued, claimed, committing, ending.
      const answers = await Promise.all(
        world.ids.map(async (id, index) => {
          if (index % 3 > 0) {
            await until(async () => {
              const task = await prisma.task.findUniqueOrThrow({ where: { id } });
              return task.status !== 'queued' && task.progress >= (index % 3) * 40;
            });
          }
          return {
            id,
            status: (await fetch(`${world.api.url}/api/tasks/${id}`, { method: 'DELETE' })).status,
          };
        }),
      );
      const tasks = await world.allEnded();
      await checkHistory(world, tasks);
      for (const { id, status } of answers) {
        expect([id, tasks.find(({ task_id }) => task_id === id)?.status]).toEqual([
          id,
          status === 202 ? 'cancelled' : 'completed',
        ]);
      }
      expect(answers.filter(({ status }) => status === 202).length).toBeGreaterThan(0);
    });

    it('a cancelled run stops its calls in flight at once', async () => {
      // A call of an hour: only its abort ends it.
      const world = await buildWorld({ queue, simulations: 1, misbehave: () => ({ kind: 'hang' }) });
      const [id = ''] = world.ids;
      await until(() => world.model.stats().inFlight > 0);
      expect((await fetch(`${world.api.url}/api/tasks/${id}`, { method: 'DELETE' })).status).toBe(202);
      await until(() => world.model.stats().inFlight === 0);
      expect(world.model.stats().disconnects).toBeGreaterThan(0);
      await checkHistory(world, await world.allEnded());
    });
  });
});
