import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.js';
import { connectionsOf } from '../../workers/connections.js';
import { accepted, ended } from '../support/api.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { startProgram } from '../support/program.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

/** Connections that are open to the database, but for the one that asks. */
async function openConnections({ db }: TestDatabase): Promise<number> {
  const [row] = await db.query<{ connections: number }>`
    SELECT count(*)::int AS connections FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`;
  return row?.connections ?? 0;
}

describe.each(['Postgres', 'Redis'])('with the queue on %s', (queue) => {
  it.skipIf(queue === 'Redis' && !hasRedis)(
    'processes open no more connections to the database than is counted for them',
    async () => {
      const database = await createTestDatabase();
      cleanups.push(() => database.drop());
      const environment: Record<string, string> = {
        DATABASE_URL: database.url,
        QUEUE_PREFIX: queue === 'Redis' ? `t${randomUUID().slice(0, 8)}` : 'test',
        DATABASE_POOL_SIZE: '2',
      };
      if (queue === 'Redis') {
        const redis = await startRedis();
        cleanups.push(() => redis.stop());
        environment.REDIS_URL = redis.url;
      }
      const [api, worker] = (['workers/api', 'workers/worker'] as const).map((name) => {
        const program = startProgram(name, environment);
        cleanups.push(() => program.end('SIGKILL'));
        return program;
      });
      const url = (await api?.ready) ?? '';
      await worker?.ready;
      const posts = Array.from({ length: 12 }, () =>
        accepted(url, { character_names: ['Alice', 'Bob'], turns: 3 }),
      );
      for (const id of await Promise.all(posts)) {
        expect((await ended(url, id)).status).toBe('completed');
      }
      const config = readConfig(environment);
      const counted = connectionsOf(config, 'api') + connectionsOf(config, 'worker');
      expect(await openConnections(database)).toBeLessThanOrEqual(counted);
    },
  );
});

it('an API has connections before anybody asks, so that nobody waits for one to be made', async () => {
  const database = await createTestDatabase();
  cleanups.push(() => database.drop());
  const api = startProgram('workers/api', { DATABASE_URL: database.url, QUEUE_PREFIX: 'test' });
  cleanups.push(() => api.end('SIGKILL'));
  await api.ready;
  const ofApi = async () => {
    const [row] = await database.db.query<{ connections: number }>`
      SELECT count(*)::int AS connections FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'novel-engine api'`;
    return row?.connections ?? 0;
  };
  await until(async () => (await ofApi()) >= 5);
});
