import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../support/database.js';
import { freePort } from '../support/ports.js';
import { startProgram } from '../support/program.js';
import { hasRedis, startRedis } from '../support/redis.js';

/** What a process looks at before it starts, with real servers that don't suit it. */

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

async function settings(): Promise<Record<string, string>> {
  const database = await createTestDatabase();
  cleanups.push(() => database.drop());
  return { DATABASE_URL: database.url, QUEUE_PREFIX: 'test', LOG_LEVEL: 'info' };
}

function start(name: 'workers/worker' | 'workers/supervisor', environment: Readonly<Record<string, string>>) {
  const program = startProgram(name, environment);
  cleanups.push(() => program.end('SIGKILL'));
  return program;
}

describe('a process', () => {
  it.skipIf(!hasRedis)(
    'does not start in production on a Redis that may drop jobs, and says elsewhere that it may',
    async () => {
      const redis = await startRedis();
      cleanups.push(() => redis.stop());
      redis.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
      const environment = { ...(await settings()), REDIS_URL: redis.url };
      const refused = start('workers/worker', { ...environment, NODE_ENV: 'production' });
      expect(await refused.exited).toBe(78);
      expect(refused.errors()).toMatch(/maxmemory-policy allkeys-lru.*set it to noeviction.*REDIS_URL/);
      const warned = start('workers/worker', environment);
      await warned.ready;
      expect(warned.output()).toContain('maxmemory-policy allkeys-lru');
    },
  );

  it('does not start on a Redis that is too old, and says what can be done', async () => {
    const old = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data: Buffer) => {
        // One answer for each command of a pipeline.
        for (const [, command] of data.toString('latin1').matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)) {
          const told = '# Server\r\nredis_version:5.0.14\r\nloading:0\r\n';
          socket.write(/^info$/i.test(command ?? '') ? `$${told.length}\r\n${told}\r\n` : '+OK\r\n');
        }
      });
    }).listen(0, '127.0.0.1');
    await once(old, 'listening');
    cleanups.push(async () => void old.close());
    const { port } = old.address() as AddressInfo;
    const worker = start('workers/worker', {
      ...(await settings()),
      REDIS_URL: `redis://127.0.0.1:${port}`,
    });
    expect(await worker.exited).toBe(78);
    expect(worker.errors()).toMatch(/version 5\.0, and the queue needs 6\.2 or newer: .*REDIS_URL/);
  });

  it.skipIf(!hasRedis)(
    'does not start on a Redis that will not let it in, and names the setting',
    async () => {
      const redis = await startRedis();
      cleanups.push(() => redis.stop());
      redis.command('ACL', 'SETUSER', 'novel', 'on', '>s3/cr:t', '~*', '&*', '+@all', '-config');
      redis.command('ACL', 'SETUSER', 'curbed', 'on', '>s3/cr:t', '~*', '&*', '+@all', '-info');
      const environment = await settings();
      const { host } = new URL(redis.url);
      for (const [address, reason] of [
        [`redis://novel:wrong@${host}`, 'WRONGPASS'],
        [`redis://curbed:s3%2Fcr%3At@${host}`, 'NOPERM'],
        [`redis://novel:s3%2Fcr%3At@${host}/99`, 'DB index'],
      ] as const) {
        const refused = start('workers/worker', { ...environment, REDIS_URL: address });
        expect(await refused.exited, reason).toBe(78);
        expect(refused.errors()).toMatch(
          new RegExp(`can't be used \\(.*${reason}.*\\): check .*REDIS_URL`, 's'),
        );
      }
      const right = { ...environment, REDIS_URL: `redis://novel:s3%2Fcr%3At@${host}/5` };
      await start('workers/worker', right).ready;
    },
  );

  it('starts without its Redis, which may come later', async () => {
    const redisUrl = `redis://127.0.0.1:${await freePort()}`;
    const worker = start('workers/worker', { ...(await settings()), REDIS_URL: redisUrl });
    await worker.ready;
    expect(worker.output()).toContain('does not answer: tasks that are accepted wait for it');
  });

  it('does not start with a queue in Postgres whose tables nobody has made', async () => {
    const environment = { ...(await settings()), QUEUE_PREFIX: 'another' };
    const worker = start('workers/worker', environment);
    expect(await worker.exited).toBe(78);
    expect(worker.errors()).toMatch(/lacks .*another_queue .*npm run migrate/);
    const redisUrl = `redis://127.0.0.1:${await freePort()}`;
    await start('workers/worker', { ...environment, REDIS_URL: redisUrl }).ready;
  });

  it.each([
    ['in Postgres', {}, 1504],
    ['on Redis', { REDIS_URL: 'redis://127.0.0.1:1' }, 901],
  ])(
    'does not start a pool that the database has no connections for, with queues %s',
    async (_where, queue, needed) => {
      const supervisor = start('workers/supervisor', {
        ...(await settings()),
        ...queue,
        WORKER_PROCESSES: '40',
        DATABASE_POOL_SIZE: '20',
      });
      expect(await supervisor.exited).toBe(78);
      expect(supervisor.errors()).toMatch(
        new RegExp(`takes \\d+ connections and this configuration may open ${needed}`),
      );
    },
  );
});
