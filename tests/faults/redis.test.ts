import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { getTask } from '../support/api.js';
import { hasRedis } from '../support/redis.js';
import { until } from '../support/until.js';
import { buildWorld, checkHistory, expectAllCompleted, tearDownAfterEach } from './world.js';

tearDownAfterEach();

/** Fifteen times DISPATCH_TIMEOUT, and many leases. */
const OUTAGE_MS = 30_000;

describe.skipIf(!hasRedis)('Redis', () => {
  const onRedis = (simulations = 4) => buildWorld({ queue: 'redis', simulations });

  it('may be restarted empty while simulations run and wait', async () => {
    const world = await onRedis(8);
    await world.aTurnIsCommitted();
    await world.redis?.server.restart();
    await world.submit();
    const tasks = await world.allEnded();
    expectAllCompleted(tasks);
    await checkHistory(world, tasks);
  });

  it('may be wiped while jobs wait in it', async () => {
    const world = await buildWorld({
      queue: 'redis',
      simulations: 6,
      environment: { MAX_CONCURRENT_SIMULATIONS: '1' },
    });
    await world.aTurnIsCommitted();
    const keys = Number(world.redis?.server.command('DBSIZE').replace(/\D/g, ''));
    expect(keys).toBeGreaterThan(0);
    expect(world.redis?.server.command('FLUSHALL')).toBe('OK');
    const tasks = await world.allEnded();
    expectAllCompleted(tasks);
    await checkHistory(world, tasks);
  });

  it('may be away for half a minute: polls answer, posts are accepted, and all is delivered afterwards', async () => {
    const world = await onRedis(2);
    await world.aTurnIsCommitted();
    await world.redis?.proxy.cut();
    const late = await world.submit();
    expect(await getTask(world.api.url, late)).toMatchObject({ status: 'queued' });
    await until(async () => {
      const health = (await (await fetch(`${world.api.url}/health`)).json()) as { status: string };
      return health.status === 'degraded';
    });
    await delay(OUTAGE_MS);
    expect(await getTask(world.api.url, late)).toMatchObject({ status: 'queued', attempt: 0 });
    await world.redis?.proxy.mend();
    const tasks = await world.allEnded();
    expectAllCompleted(tasks);
    await checkHistory(world, tasks);
  });

  it('may fall silent on every connection for good: new ones are made', async () => {
    const world = await onRedis(2);
    await world.aTurnIsCommitted();
    expect(world.redis?.proxy.forget()).toBeGreaterThan(0);
    await world.submit();
    const tasks = await world.allEnded();
    expectAllCompleted(tasks);
    await checkHistory(world, tasks);
  });

  it('may run out of memory: what it refuses is sent again', async () => {
    const world = await onRedis(0);
    world.redis?.server.command('CONFIG', 'SET', 'maxmemory', '1');
    expect(world.redis?.server.command('SET', 'x', 'y')).toContain('OOM');
    const id = await world.submit();
    await until(() => world.workers.some((worker) => worker.output().includes('OOM')));
    expect(await getTask(world.api.url, id)).toMatchObject({ status: 'queued' });
    world.redis?.server.command('CONFIG', 'SET', 'maxmemory', '0');
    const tasks = await world.allEnded();
    expectAllCompleted(tasks);
    await checkHistory(world, tasks);
  });
});
