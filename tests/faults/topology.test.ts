import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { startModelServer } from '../../loadtest/model-server.js';
import { checkDelivery, deliveryFaults } from '../../loadtest/pool/delivery.js';
import { postSimulation } from '../support/api.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { hasNginx, startNginx } from '../support/nginx.js';
import { freePort } from '../support/ports.js';
import { startProgram } from '../support/program.js';
import { hasRedis, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

/** The processes of docker-compose.yml by hand: nginx, two API processes, four workers, a Redis that logs. */

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

const CLIENTS = 6;
const TURNS = 4;

async function deploy() {
  const database = await createTestDatabase();
  cleanups.push(() => database.drop());
  const redis = await startRedis({ appendOnly: true });
  cleanups.push(() => redis.stop());
  const model = await startModelServer({ latency: 150 });
  cleanups.push(() => model.close());
  const environment = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    QUEUE_PREFIX: `t${randomUUID().slice(0, 8)}`,
    GEMINI_API_KEY: 'test-key',
    GEMINI_BASE_URL: model.url,
    LEASE_SECONDS: '4',
    DISPATCH_TIMEOUT: '2',
  };
  const start = (name: 'workers/api' | 'workers/worker', settings: Readonly<Record<string, string>> = {}) => {
    const program = startProgram(name, { ...environment, ...settings });
    cleanups.push(() => program.end('SIGKILL'));
    return program;
  };
  const port = String(await freePort());
  const apis = [start('workers/api', { PORT: port }), start('workers/api')];
  const workers = Array.from({ length: 4 }, () => start('workers/worker'));
  const backends = await Promise.all(apis.map(({ ready }) => ready));
  await Promise.all(workers.map(({ ready }) => ready));
  const nginx = await startNginx(backends);
  cleanups.push(() => nginx.stop());
  /** Each is started again, as the engine of containers does. */
  const kills = [
    async () => {
      const pid = await runnerOf(database);
      const victim = workers.find((worker) => worker.pid === pid);
      expect(await victim?.end('SIGKILL')).toBe('SIGKILL');
      await start('workers/worker').ready;
    },
    async () => {
      expect(await apis[0]?.end('SIGKILL')).toBe('SIGKILL');
      await start('workers/api', { PORT: port }).ready;
    },
    async () => {
      await redis.restart();
      expect(Number(redis.command('DBSIZE').replace(/\D/g, '')), 'keys that the log kept').toBeGreaterThan(0);
    },
    () => nginx.restart(),
  ];
  return { url: nginx.url, database, kills };
}

/** Process id of a worker with a story that has only just begun. */
function runnerOf({ db }: TestDatabase): Promise<number> {
  return until(async () => {
    const task = await db.prisma.task.findFirst({ where: { status: 'running', progress: { lt: 50 } } });
    return task === null ? undefined : Number(task.leaseOwner?.split('-').at(-2));
  });
}

/** Clients that post one story after another, each under a key of its own, and wait for it, until they are told to stop. */
function startClients(url: string) {
  const accepted: string[] = [];
  let stopped = false;
  let posts = 0;
  let refused = 0;
  const request = async (send: () => Promise<Response>) => {
    const response = await send().catch(() => undefined);
    if (response?.ok) return (await response.json()) as { task_id: string; status: string };
    refused += 1;
    return undefined;
  };
  const playing = Array.from({ length: CLIENTS }, async () => {
    while (!stopped) {
      posts += 1;
      const seed = posts;
      const body = { character_names: ['Alice', 'Bob'], turns: TURNS, seed };
      const key = { 'idempotency-key': `post-${seed}` };
      const { task_id: id } = await until(() => request(() => postSimulation(url, body, key)));
      accepted.push(id);
      // Whether it ended as it should is looked at when all is over.
      await until(async () => {
        const task = await request(() => fetch(`${url}/api/tasks/${id}?wait=5`));
        return task !== undefined && !['queued', 'running'].includes(task.status);
      });
    }
  });
  return {
    accepted,
    /** Resolves when the last story is over. */
    stop: async () => {
      stopped = true;
      await Promise.all(playing);
      return { posts, refused };
    },
  };
}

describe.skipIf(!hasNginx || !hasRedis)(
  'nginx, two API processes, four workers and a Redis that logs',
  () => {
    it('lose and double nothing while one of each is killed under load', async () => {
      const { url, database, kills } = await deploy();
      const clients = startClients(url);
      const { accepted } = clients;
      for (const kill of kills) {
        const before = accepted.length;
        await until(() => accepted.length > before);
        await kill();
      }
      const { posts, refused } = await clients.stop();
      const delivery = await checkDelivery(database.db, accepted);
      expect(deliveryFaults(delivery, accepted)).toEqual([]);
      expect([accepted.length, delivery.tasks]).toEqual([posts, posts]);
      expect(delivery.resumed, 'stories that went on after their worker died').toBeGreaterThan(0);
      expect(refused, 'requests that the faults struck').toBeGreaterThan(0);
    });
  },
);
