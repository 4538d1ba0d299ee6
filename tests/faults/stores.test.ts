import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { getTask } from '../support/api.js';
import { startPostgresServer } from '../support/postgres-server.js';
import { hasRedis } from '../support/redis.js';
import { until } from '../support/until.js';
import { buildWorld, checkHistory, expectAllCompleted, tearDownAfterEach, type World } from './world.js';

tearDownAfterEach();

/** Five leases, five times DISPATCH_TIMEOUT, and longer than any pause between two attempts to connect. */
const OUTAGE_MS = 10_000;

/** Sees that a request is refused for the time being, which proves that the database is away. */
async function refused(world: World): Promise<void> {
  await until(async () => (await fetch(`${world.api.url}/api/tasks/${world.ids[0]}`)).status === 503);
}

/** Sees that requests are answered again: the first to use a connection that broke is refused, as a client may be. */
async function answered(world: World): Promise<void> {
  await until(async () => (await fetch(`${world.api.url}/api/tasks/${world.ids[0]}`)).status === 200);
}

async function aTurnIsCommitted(world: World): Promise<void> {
  await until(async () => (await world.database.db.prisma.turn.count()) > 0);
}

describe('Postgres', () => {
  it('may close every connection at once', async () => {
    const world = await buildWorld();
    await aTurnIsCommitted(world);
    // Ours among them would end this very statement.
    const closed = await world.database.db.query<{ pid: number }>`
      SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name NOT LIKE '%test%'`;
    expect(closed.length).toBeGreaterThan(5);
    const tasks = await world.allEnded();
    expectAllCompleted(tasks);
    await checkHistory(world, tasks);
  });

  it('may be restarted under load: in a few seconds all of it goes on', async () => {
    const server = await startPostgresServer();
    const world = await buildWorld({ database: server, simulations: 8 });
    await aTurnIsCommitted(world);
    const startedAt = () => server.db.query`SELECT pg_postmaster_start_time()::text AS at`;
    const before = await startedAt();
    const open = await server.db.prisma.task.count({ where: { status: { in: ['queued', 'running'] } } });
    expect(open, 'simulations in flight').toBeGreaterThan(0);
    await server.restart();
    expect(await startedAt()).not.toEqual(before);
    await answered(world);
    await world.submit();
    const tasks = await world.allEnded();
    expectAllCompleted(tasks);
    await checkHistory(world, tasks);
  });

  it('may be away for ten seconds: five leases, and longer than any pause between two attempts', async () => {
    const world = await buildWorld();
    await aTurnIsCommitted(world);
    await world.postgres.cut();
    await refused(world);
    await delay(OUTAGE_MS);
    // From the database's own side: the leases have run out while nobody reached it.
    const [late] = await world.database.db.query<{ count: number }>`
      SELECT count(*)::int AS count FROM task WHERE status = 'running' AND lease_expires_at < now()`;
    expect(late?.count).toBeGreaterThan(0);
    await world.postgres.mend();
    const tasks = await world.allEnded();
    expectAllCompleted(tasks);
    await checkHistory(world, tasks);
  });

  it('may fall silent on every connection, those that listen included', async () => {
    const world = await buildWorld();
    await aTurnIsCommitted(world);
    world.postgres.silence();
    await until(async () => {
      const [late] = await world.database.db.query<{ count: number }>`
        SELECT count(*)::int AS count FROM task WHERE status = 'running' AND lease_expires_at < now()`;
      return (late?.count ?? 0) > 0;
    });
    await world.postgres.cut();
    await world.postgres.mend();
    await answered(world);
    await world.submit();
    const tasks = await world.allEnded();
    expectAllCompleted(tasks);
    await checkHistory(world, tasks);
  });
});

describe.skipIf(!hasRedis)('Redis', () => {
  const onRedis = (simulations = 4) => buildWorld({ queue: 'redis', simulations });

  it('may be restarted empty while simulations run and wait', async () => {
    const world = await onRedis(8);
    await aTurnIsCommitted(world);
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
    await aTurnIsCommitted(world);
    const keys = Number(world.redis?.server.command('DBSIZE').replace(/\D/g, ''));
    expect(keys).toBeGreaterThan(0);
    expect(world.redis?.server.command('FLUSHALL')).toBe('OK');
    const tasks = await world.allEnded();
    expectAllCompleted(tasks);
    await checkHistory(world, tasks);
  });

  it('may be away for ten seconds: polls answer, posts are accepted, and all is delivered afterwards', async () => {
    const world = await onRedis(2);
    await aTurnIsCommitted(world);
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

  it('may fall silent on every connection', async () => {
    const world = await onRedis(2);
    await aTurnIsCommitted(world);
    world.redis?.proxy.silence();
    await world.submit();
    await world.redis?.proxy.cut();
    await world.redis?.proxy.mend();
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
