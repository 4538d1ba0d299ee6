import { expect, it } from 'vitest';
import type { Behaviour } from '../../loadtest/model-server/behaviour.js';
import { hasRedis } from '../support/redis.js';
import { until } from '../support/until.js';
import { buildWorld, checkHistory, expectAllCompleted, tearDownAfterEach } from './world.js';

tearDownAfterEach();

/** Nothing here is about leases: one that ran out amid several tries of a call would leave more of them than one uncounted. */
const LONG_LEASE = { LEASE_SECONDS: '60' };

/** A share of all calls goes wrong, in turn. */
const every = (nth: number, behaviour: Behaviour) => (call: number) =>
  call % nth === 0 ? behaviour : undefined;

it.each([
  ['429 with a short delay', every(3, { kind: 'rate-limit', retryDelay: '0.3s' })],
  ['500s', every(3, { kind: 'error', status: 500 })],
  ['connections dropped midway', every(3, { kind: 'drop', midway: true })],
])('a model that answers with %s only slows a story down', async (_what, misbehave) => {
  const world = await buildWorld({ misbehave, latencyMs: 20, environment: LONG_LEASE });
  const tasks = await world.allEnded();
  expectAllCompleted(tasks);
  expect(tasks.map(({ result }) => result?.degraded)).toEqual(tasks.map(() => false));
  await checkHistory(world, tasks);
});

it.each([
  ['garbage', { kind: 'malformed' }, {}],
  ['refusals', { kind: 'blocked', by: 'answer', reason: 'SAFETY' }, {}],
  ['nothing at all', { kind: 'hang' }, { GEMINI_TIMEOUT: '0.5', DECISION_DEADLINE_SECONDS: '1' }],
] as const)(
  'a model that answers with %s leaves a story told by the engine itself, and says so',
  async (_what, behaviour, environment) => {
    const world = await buildWorld({
      misbehave: () => behaviour,
      latencyMs: 0,
      environment: { ...LONG_LEASE, ...environment },
      simulations: 2,
      turns: 2,
    });
    const tasks = await world.allEnded();
    expectAllCompleted(tasks, 2);
    expect(tasks.map(({ result }) => result?.degraded)).toEqual([true, true]);
    await checkHistory(world, tasks);
  },
);

const QUEUES = hasRedis ? (['postgres', 'redis'] as const) : (['postgres'] as const);

it.each(QUEUES)('a daily quota lets a task wait until it is reset, with the queue on %s', async (queue) => {
  let exhausted = true;
  const world = await buildWorld({
    queue,
    simulations: 1,
    environment: LONG_LEASE,
    misbehave: () =>
      exhausted
        ? { kind: 'rate-limit', retryDelay: '5s', quotaId: 'GenerateRequestsPerDayPerProjectPerModel' }
        : undefined,
  });
  const { prisma } = world.database.db;
  const [id = ''] = world.ids;
  const waiting = await until(async () => {
    const task = await prisma.task.findUniqueOrThrow({ where: { id } });
    // Much later than the delay that came with the refusal.
    return task.status === 'queued' && task.runAfter.getTime() - Date.now() > 60_000 && task;
  });
  expect(waiting.failures).toBe(0);
  exhausted = false;
  await prisma.task.update({ where: { id }, data: { runAfter: new Date() } });
  const tasks = await world.allEnded();
  expectAllCompleted(tasks);
  await checkHistory(world, tasks);
});
