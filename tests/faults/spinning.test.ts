import { describe, expect, it } from 'vitest';
import { hasRedis } from '../support/redis.js';
import { until } from '../support/until.js';
import { buildWorld, checkHistory, expectAllCompleted, tearDownAfterEach } from './world.js';

tearDownAfterEach();

describe.each(['postgres', 'redis'] as const)('with the queue on %s', (queue) => {
  describe.skipIf(queue === 'redis' && !hasRedis)(queue, () => {
    it('a worker that computes for good is ended, and its simulations go to another', async () => {
      const firstWorker = { FAULT_POINTS: 'before-turn-commit:spin:2' };
      const world = await buildWorld({ queue, workers: 1, firstWorker });
      const [spinning] = world.workers;
      // Of two that begin together one may take everything, and it need not be this one.
      await until(
        async () => (await world.database.db.prisma.task.count({ where: { status: 'running' } })) > 0,
      );
      await world.startWorker();
      expect(await spinning?.exited).toBe('SIGKILL');
      expect(spinning?.errors()).toContain('the event loop has stood still for 10 s');
      const tasks = await world.allEnded();
      expectAllCompleted(tasks);
      await checkHistory(world, tasks);
    });
  });
});
