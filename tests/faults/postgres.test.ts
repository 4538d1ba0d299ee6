import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startPostgresServer } from '../support/postgres-server.js';
import { hasRedis } from '../support/redis.js';
import { until } from '../support/until.js';
import { buildWorld, checkHistory, expectAllCompleted, tearDownAfterEach, type World } from './world.js';

tearDownAfterEach();

/** Longer than two leases, and than any pause between two attempts to connect. */
const OUTAGE_MS = 10_000;

/** Sees that a request is refused for the time being, which proves that the database is away. */
async function refused(world: World): Promise<void> {
  await until(async () => (await fetch(`${world.api.url}/api/tasks/${world.ids[0]}`)).status === 503);
}

/** Sees that requests are answered again: the first to use a connection that broke is refused, as a client may be. */
async function answered(world: World): Promise<void> {
  await until(async () => (await fetch(`${world.api.url}/api/tasks/${world.ids[0]}`)).status === 200);
}

describe('Postgres', () => {
  it('may close every connection at once', async () => {
    const world = await buildWorld();
    await world.aTurnIsCommitted();
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
    await world.aTurnIsCommitted();
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

  it('may be away for ten seconds: longer than leases, and than any pause between two attempts', async () => {
    const world = await buildWorld();
    await world.aTurnIsCommitted();
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

  it('may fall silent for good on every connection, those that listen included', async () => {
    // What the queue's own connections do on Postgres has a test of its own.
    const world = await buildWorld({ queue: hasRedis ? 'redis' : 'postgres' });
    await world.aTurnIsCommitted();
    expect(world.postgres.forget()).toBeGreaterThan(5);
    // Told by the heartbeat if by nothing else: nobody closed a connection, so that each process found it out.
    await until(() => world.workers.every((worker) => worker.output().includes('Query read timeout')));
    await answered(world);
    await world.submit();
    const tasks = await world.allEnded();
    expectAllCompleted(tasks);
    await checkHistory(world, tasks);
  });
});
