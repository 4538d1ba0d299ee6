import { afterEach, describe, expect, it } from 'vitest';
import { accepted, ended } from '../../support/api.js';
import { type ModelPool, openModelPool } from '../../support/model-pool.js';
import { hasRedis, startRedis } from '../../support/redis.js';
import { generate, scenarioEnded, scenarioStatus } from '../../support/scenarios.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function openPool(queue: string): Promise<{ pool: ModelPool; settings: Record<string, string> }> {
  const settings: Record<string, string> = { LEASE_SECONDS: '120' };
  if (queue === 'redis') {
    const redis = await startRedis();
    cleanups.push(() => redis.stop());
    Object.assign(settings, { REDIS_URL: redis.url });
  }
  const pool = await openModelPool();
  cleanups.push(() => pool.close());
  return { pool, settings };
}

describe.each(['postgres', 'redis'])('with the queues on %s', (queue) => {
  it.skipIf(queue === 'redis' && !hasRedis)(
    `a worker takes the kinds of tasks that it is for, and whoever leads relays them all (${queue})`,
    async () => {
      const { pool, settings } = await openPool(queue);
      const url = await (await pool.start('workers/api', settings)).ready;
      await pool.start('workers/worker', { ...settings, WORKER_QUEUES: 'simulation' });
      const scenario = await generate(url);
      const simulation = await accepted(url, { character_names: ['Alice', 'Bob'], turns: 1 });
      expect((await ended(url, simulation)).status).toBe('completed');
      expect((await scenarioStatus(url, scenario)).status).toBe('pending');
      await pool.start('workers/worker', { ...settings, WORKER_QUEUES: 'scenario' });
      expect((await scenarioEnded(url, scenario)).status).toBe('completed');
    },
  );
});
