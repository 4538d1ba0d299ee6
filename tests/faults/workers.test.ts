import { describe, expect, it } from 'vitest';
import { hasRedis } from '../support/redis.js';
import { until } from '../support/until.js';
import { writtenIn } from './audit.js';
import { buildWorld, checkHistory, expectAllCompleted, tearDownAfterEach, type World } from './world.js';

tearDownAfterEach();

/** The program that runs a task; the world's workers are the only ones there are. */
async function runner(world: World, id: string) {
  const pid = await world.runnerOf(id);
  const program = world.workers.find((worker) => worker.pid === pid);
  if (program === undefined) {
    throw new Error(`${pid} is none of this world's workers`);
  }
  return program;
}

const rowOf = (world: World, id: string) =>
  world.database.db.prisma.task.findUniqueOrThrow({ where: { id } });

/** Waits until another run than that of `attempt` has begun. */
async function takenOver(world: World, id: string, attempt: number): Promise<void> {
  await until(async () => (await rowOf(world, id)).attempt > attempt);
}

describe.each(['postgres', 'redis'] as const)('with the queue on %s', (queue) => {
  describe.skipIf(queue === 'redis' && !hasRedis)(queue, () => {
    it('a worker killed by SIGKILL loses its simulations to another, and nothing else', async () => {
      const world = await buildWorld({ queue });
      const [victim = ''] = world.ids;
      await (await runner(world, victim)).end('SIGKILL');
      const tasks = await world.allEnded();
      expectAllCompleted(tasks);
      await checkHistory(world, tasks);
      expect(tasks.find(({ task_id }) => task_id === victim)?.attempt).toBeGreaterThan(1);
    });

    it.each([1, 5])('a worker told to stop %d times hands its simulations back', async (times) => {
      // With such a lease nothing but a hand-back gets a task on.
      const world = await buildWorld({ queue, environment: { LEASE_SECONDS: '3600' } });
      const [victim = ''] = world.ids;
      const program = await runner(world, victim);
      for (let signal = 1; signal < times; signal += 1) {
        program.process.kill('SIGTERM');
      }
      expect(await program.end('SIGTERM')).toBe(0);
      const tasks = await world.allEnded();
      expectAllCompleted(tasks);
      await checkHistory(world, tasks);
      expect(tasks.find(({ task_id }) => task_id === victim)?.attempt).toBeGreaterThan(1);
    });

    it('a worker frozen beyond its lease wakes up to find its writes refused', async () => {
      const world = await buildWorld({ queue });
      const [victim = ''] = world.ids;
      const program = await runner(world, victim);
      program.process.kill('SIGSTOP');
      // A busy machine may have cost the task a lease before.
      const { attempt } = await rowOf(world, victim);
      await takenOver(world, victim, attempt);
      program.process.kill('SIGCONT');
      const tasks = await world.allEnded();
      expectAllCompleted(tasks);
      await checkHistory(world, tasks);
      await until(() => program.output().includes('"settlement":"lost"'));
    });

    it('a relay leader that is killed is replaced', async () => {
      const world = await buildWorld({ queue, simulations: 0 });
      const leader = await leaderOf(world);
      await leader.end('SIGKILL');
      const id = await world.submit();
      const tasks = await world.allEnded();
      expectAllCompleted(tasks);
      await checkHistory(world, tasks);
      expect((await world.database.db.prisma.relayLeader.findFirstOrThrow()).epoch).toBeGreaterThan(1);
      expect(tasks[0]?.task_id).toBe(id);
    });
  });
});

it('a relay leader that froze before a dispatch is refused when it wakes up under the next one', async () => {
  const world = await buildWorld({
    workers: 1,
    simulations: 0,
    // The first dispatches find nothing, and the worker is up and running by then.
    firstWorker: { FAULT_POINTS: 'before-dispatch-mark:freeze:4' },
  });
  const [frozen] = world.workers;
  const { prisma } = world.database.db;
  await until(() => frozen?.errors().includes('before-dispatch-mark: freeze'));
  const next = await world.startWorker();
  await until(async () => (await prisma.relayLeader.findFirst())?.epoch === 2);
  // What is posted now waits for the one that wakes up.
  next.process.kill('SIGSTOP');
  await world.submit();
  frozen?.process.kill('SIGCONT');
  await until(async () => (await world.refusals(frozen, 'dispatch')).some(({ waiting }) => waiting > 0));
  next.process.kill('SIGCONT');
  const tasks = await world.allEnded();
  expectAllCompleted(tasks);
  await checkHistory(world, tasks);
  const dispatches = (await writtenIn(world.database.db)).filter(({ what }) => what === 'dispatch');
  expect(dispatches.length).toBeGreaterThan(0);
  for (const { owner, writer } of dispatches) {
    expect(owner, 'who led when it was dispatched').toContain(`-${world.programs.get(writer)?.pid}-`);
  }
});

async function leaderOf(world: World) {
  return until(async () => {
    const leader = await world.database.db.prisma.relayLeader.findFirst();
    const pid = Number(leader?.owner.split('-').at(-2));
    return world.workers.find((worker) => worker.pid === pid);
  });
}
