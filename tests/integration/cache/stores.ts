import { onTestFinished } from 'vitest';
import { openPostgresCache } from '../../../src/cache/store/postgres.js';
import { openRedisCache } from '../../../src/cache/store/redis.js';
import type { CacheStore } from '../../../src/cache/store.js';
import { createTestDatabase } from '../../support/database.js';
import { hasRedis, startRedis } from '../../support/redis.js';

/** One of the stores that a pool may share, of the running test's own. */
export interface StoreKind {
  readonly name: string;
  /** A store with room for so many entries, and a second connection to it: another process of the pool. */
  open(maxEntries?: number): Promise<{ readonly one: CacheStore; readonly other: CacheStore }>;
}

export const POSTGRES: StoreKind = {
  name: 'Postgres',
  open: async () => {
    const test = await createTestDatabase();
    onTestFinished(() => test.drop());
    return { one: openPostgresCache(test.db), other: openPostgresCache(test.db) };
  },
};

export const REDIS: StoreKind = {
  name: 'Redis',
  open: async (maxEntries = 1_000) => {
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    const options = { url: redis.url, prefix: 'test', maxEntries, onError: () => undefined };
    const one = await openRedisCache(options);
    const other = await openRedisCache(options);
    onTestFinished(async () => void (await Promise.all([one.close(), other.close()])));
    return { one, other };
  },
};

export const STORES: readonly StoreKind[] = hasRedis ? [POSTGRES, REDIS] : [POSTGRES];
