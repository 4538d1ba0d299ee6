import { expect, it } from 'vitest';
import type { Program } from '../support/program.js';
import { hasRedis } from '../support/redis.js';
import { until } from '../support/until.js';
import { buildWorld, checkHistory, expectAllCompleted, tearDownAfterEach } from './world.js';

/**
 * Workers that freeze with a write on their lips and send it when they wake, after another has taken over: the database
 * must refuse it, and has noted that it was sent.
 */

tearDownAfterEach();

const STEPS = [
  ['a turn', 'before-turn-commit', 'turn', 'postgres'],
  ['a chapter', 'before-chapter-commit', 'chapter', 'redis'],
  ['the result', 'before-finish', 'result', 'postgres'],
] as const;

it.each(STEPS.filter(([, , , queue]) => queue === 'postgres' || hasRedis))(
  'a worker that froze before it could commit %s is refused when it wakes up',
  async (_step, point, what, queue) => {
    const world = await buildWorld({
      queue,
      workers: 1,
      simulations: 0,
      // Two such ends in a row would be a busy machine's doing.
      environment: { LEASE_SECONDS: '4' },
      firstWorker: { FAULT_POINTS: `${point}:freeze` },
    });
    const [frozen] = world.workers;
    await Promise.all([world.submit(), world.submit()]);
    const id = await until(() => struckBy(frozen, point));
    await world.startWorker();
    const { prisma } = world.database.db;
    await until(async () => (await prisma.task.findUniqueOrThrow({ where: { id } })).attempt > 1);
    expect(await world.refusals(frozen, what)).toEqual([]);
    frozen?.process.kill('SIGCONT');
    await until(async () => (await world.refusals(frozen, what)).length > 0);
    const tasks = await world.allEnded();
    expectAllCompleted(tasks);
    await checkHistory(world, tasks);
  },
);

/** The task at which a program was struck, once it was. */
function struckBy(program: Program | undefined, point: string): string | undefined {
  return new RegExp(`fault point ${point}@([0-9a-f-]+): freeze`).exec(program?.errors() ?? '')?.[1];
}
