import { afterEach, expect, it } from 'vitest';
import { measureRate, type RateMeasure } from '../../../loadtest/llm-rate/measure.js';
import { paceOfRequests } from '../../../src/llm/rate/schedule.js';
import { createTestDatabase } from '../../support/database.js';
import { openModelPool } from '../../support/model-pool.js';
import { hasRedis, startRedis } from '../../support/redis.js';
import { submitted } from '../../support/simulations.js';
import { until } from '../../support/until.js';

/** Ten processes, a quota and a window of 15 s; `npm run bench -- llm-rate` does the same with a real minute. */
const REQUESTS = 90;

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function expectQuotaKeptAndUsed(store: RateMeasure['store']): Promise<void> {
  const { fullest, used } = await measureRate({
    store,
    processes: 10,
    requests: REQUESTS,
    windowMs: 15_000,
    caller: new URL('../../../dist/loadtest/llm-rate/caller.js', import.meta.url),
  });
  expect(fullest).toBeLessThanOrEqual(REQUESTS);
  expect(used).toBeGreaterThanOrEqual(0.9);
}

it('ten processes keep one quota in every sliding window and use nine tenths of it, on Postgres', async () => {
  const test = await createTestDatabase();
  cleanups.push(() => test.drop());
  await expectQuotaKeptAndUsed({ databaseUrl: test.url });
});

it.skipIf(!hasRedis)('and on Redis', async () => {
  const redis = await startRedis();
  cleanups.push(() => redis.stop());
  await expectQuotaKeptAndUsed({ redisUrl: redis.url });
});

/** Calls a minute for worker processes, of which so many are watched. */
const WORKERS_QUOTA = 120;
const WATCHED = 30;
/** For as long as a busy machine may have a call on its way from the quota to the model. */
const LONGEST_WAY_MS = 3_000;

it('the workers of a pool together never go faster than their one quota', async () => {
  const arrivals: number[] = [];
  const pool = await openModelPool({
    script: () => {
      arrivals.push(performance.now());
      return undefined;
    },
  });
  cleanups.push(() => pool.close());
  const settings = { LLM_RPM: String(WORKERS_QUOTA), LEASE_SECONDS: '60' };
  await Promise.all(Array.from({ length: 4 }, () => pool.start('workers/worker', settings)));
  await Promise.all(Array.from({ length: 8 }, () => submitted(pool.test.db, { turns: 10 })));
  const workers = new Set<string>();
  await until(async () => {
    for (const { leaseOwner } of await pool.test.db.prisma.task.findMany()) {
      if (leaseOwner !== null) workers.add(leaseOwner);
    }
    return workers.size > 1 && arrivals.length >= WATCHED;
  });
  const { unitMs, burstMs } = paceOfRequests(WORKERS_QUOTA, 60_000);
  arrivals.forEach((from, first) => {
    arrivals.slice(first).forEach((to, further) => {
      expect(further + 1).toBeLessThanOrEqual(1 + (to - from + burstMs + LONGEST_WAY_MS) / unitMs);
    });
  });
});
