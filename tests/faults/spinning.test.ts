import { describe, expect, it } from 'vitest';
import { hasRedis } from '../support/redis.js';
import { buildWorld, checkHistory, expectAllCompleted, tearDownAfterEach } from './world.js';

tearDownAfterEach();

describe.each(['postgres', 'redis'] as const)('with the queue on %s', (queue) => {
  describe.skipIf(queue === 'redis' && !hasRedis)(queue, () => {
    it('a worker that computes for good is ended, and its simulations go to another', async () => {
      const world = await buildWorld({ queue, firstWorker: { FAULT_POINTS: 'before-turn-commit:spin:2' } });
      const [spinning] = world.workers;
      expect(await spinning?.exited).toBe('SIGKILL');
      expect(spinning?.errors()).toContain('the event loop has stood still for 10 s');
      const tasks = await world.allEnded();
      expectAllCompleted(tasks);
      await checkHistory(world, tasks);
    });
  });
});
