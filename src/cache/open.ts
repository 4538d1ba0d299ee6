import type { Config } from '../config.js';
import type { Database } from '../store/database.js';
import { type BoundedStore, boundedStore } from './bounded-store.js';
import { openPostgresCache } from './store/postgres.js';
import { openRedisCache } from './store/redis.js';

/** The shared store of this pool, by its settings: a Redis for the cache, else the queue's Redis, else Postgres. */
export async function openCacheStore(
  { cache, queue }: Pick<Config, 'cache' | 'queue'>,
  db: Database,
  onError: (error: Error) => void,
): Promise<BoundedStore> {
  return boundedStore(
    cache.redisUrl === undefined
      ? openPostgresCache(db)
      : await openRedisCache({
          url: cache.redisUrl,
          prefix: queue.prefix,
          maxEntries: cache.maxEntries,
          onError,
        }),
  );
}
