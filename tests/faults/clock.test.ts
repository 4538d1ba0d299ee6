import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hasRedis } from '../support/redis.js';
import { until } from '../support/until.js';
import { buildWorld, checkHistory, expectAllCompleted, tearDownAfterEach } from './world.js';

tearDownAfterEach();

const TURNS = 8;
const HOUR_MS = 3_600_000;

const JUMPS = [
  ['forward', 'postgres', HOUR_MS],
  ['back', 'postgres', -HOUR_MS],
  // Its jobs and their locks carry times of the workers' clocks.
  ['forward', 'redis', HOUR_MS],
] as const;

it.each(JUMPS.filter(([, queue]) => queue === 'postgres' || hasRedis))(
  'a wall clock that jumps an hour %s changes no story, misses no deadline and loses no lease, with the queue on %s',
  async (_where, queue, jump) => {
    const world = await buildWorld({
      queue,
      environment: {
        // An hour is beyond it by far; a busy machine isn't.
        LEASE_SECONDS: '20',
        NODE_OPTIONS: `--import=${join(import.meta.dirname, 'jump-clock.mjs')}`,
        CLOCK_JUMP_MS: String(jump),
      },
      // Not over by the database's clock, which is the one that counts.
      limits: { deadline_seconds: 1_800 },
      latencyMs: 400,
      turns: TURNS,
    });
    await world.aTurnIsCommitted();
    for (const program of world.programs.values()) program.process.kill('SIGUSR2');
    await until(() =>
      [...world.programs.values()].every((program) => program.errors().includes('the clock jumped')),
    );
    const running = await world.database.db.prisma.task.count({ where: { status: 'running' } });
    expect(running, 'simulations that were running when the clock jumped').toBeGreaterThan(0);
    const tasks = await world.allEnded();
    expectAllCompleted(tasks, TURNS);
    expect(tasks.map(({ result }) => result?.degraded)).toEqual(tasks.map(() => false));
    for (const { result } of tasks) {
      expect(result?.duration_seconds).toBeLessThan(HOUR_MS / 2_000);
    }
    await checkHistory(world, tasks);
    expect(tasks.map(({ attempt }) => attempt)).toEqual(tasks.map(() => 1));
  },
);
