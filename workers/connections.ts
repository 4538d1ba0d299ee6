import type { BoundedStore } from '../src/cache/bounded-store.js';
import { openCacheStore } from '../src/cache/open.js';
import type { Config } from '../src/config.js';
import { createLog, type Logger } from '../src/observability/log.js';
import { openQueueBackend, type QueueBackend } from '../src/queue/backend.js';
import { type Database, openDatabase } from '../src/store/database.js';
import { checkConnections, checkRedis, connectionsBesidePool } from './start-checks.js';
import { openStore, type Store } from './store.js';

/** What every process of the program is connected to. */
export interface Connections {
  readonly log: Logger;
  readonly store: Store;
  readonly db: Database;
  readonly queues: QueueBackend;
  /** What the caches of the pool share. */
  readonly cache: BoundedStore;
  /** To be called last: lets go of the pool, then of the database itself. */
  close(): Promise<void>;
}

const POOL_SIZES = { api: 10, worker: 5 } as const;
/** Whoever asks how it goes is not to wait for a connection to be made: as many as health and polls take at once. */
const KEPT = { api: 5, worker: 0 } as const;

/** How many connections to the database a process of the kind may open. */
export function connectionsOf(config: Config, kind: keyof typeof POOL_SIZES): number {
  const pool = config.store.poolSize ?? POOL_SIZES[kind];
  return pool + connectionsBesidePool(kind, config.queue.redisUrl === undefined);
}

/**
 * Opens log, database and queue for a process of the kind.
 * @throws StartError when one of them is not fit for it
 */
export async function openConnections(config: Config, name: keyof typeof POOL_SIZES): Promise<Connections> {
  const log = createLog({ level: config.logLevel, name });
  const store = await openStore(config);
  await Promise.all([
    checkRedis(config, log),
    checkConnections(store.directUrl, connectionsOf(config, name)),
  ]);
  const db = openDatabase({
    url: store.url,
    poolSize: config.store.poolSize ?? POOL_SIZES[name],
    kept: KEPT[name],
    name: `novel-engine ${name}`,
  });
  const queues = openQueueBackend({
    redisUrl: config.queue.redisUrl,
    databaseUrl: store.directUrl,
    prefix: config.queue.prefix,
    onError: (error) => log.warn({ err: error }, 'queue connection trouble'),
    onReachable: (address, isReachable) =>
      isReachable
        ? log.info(`Redis at ${address} is back`)
        : log.warn(`Redis at ${address} can't be reached, retrying`),
  });
  const cache = await openCacheStore(config, db, (error) =>
    log.debug({ err: error }, 'cache connection trouble'),
  );
  const close = async () => {
    await cache.close();
    await db.close();
    await store.close();
  };
  return { log, store, db, queues, cache, close };
}
