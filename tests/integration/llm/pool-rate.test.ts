import { afterEach, expect, it } from 'vitest';
import { measureRate, type RateMeasure } from '../../../loadtest/llm-rate/measure.js';
import { createTestDatabase } from '../../support/database.js';
import { hasRedis, startRedis } from '../../support/redis.js';

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
