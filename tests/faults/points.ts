import { describe, expect, it } from 'vitest';
import { hasRedis } from '../support/redis.js';
import { buildWorld, checkHistory, expectAllCompleted, tearDownAfterEach } from './world.js';

/** Every place between two writes of a worker; a run passes them many times, so that one strikes in the middle. */
const POINTS = [
  'after-claim',
  'before-turn-commit',
  'after-turn-commit',
  'before-chapter-commit',
  'after-chapter-commit',
  'before-finish',
  'after-dispatch-mark',
  'after-journal-note',
  'after-journal-answer',
] as const;

/** The tests of a worker that dies at one of them; a file for each queue, so that they run side by side. */
export function testPoints(queue: 'postgres' | 'redis'): void {
  tearDownAfterEach();
  describe.skipIf(queue === 'redis' && !hasRedis)(`with the queue on ${queue}`, () => {
    it.each(POINTS)('a worker that dies %s costs nothing but time', async (point) => {
      const world = await buildWorld({
        queue,
        workers: 1,
        simulations: 0,
        firstWorker: { FAULT_POINTS: `${point}:kill` },
      });
      await Promise.all([world.submit(), world.submit(), world.submit()]);
      expect(await world.workers[0]?.exited).toBe('SIGKILL');
      await world.startWorker();
      const tasks = await world.allEnded();
      expectAllCompleted(tasks);
      await checkHistory(world, tasks);
    });
  });
}
