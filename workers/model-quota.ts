import { Redis } from 'ioredis';
import type { Config } from '../src/config.js';
import { PoolQuota } from '../src/llm/rate/pool-quota.js';
import { postgresRateStore } from '../src/llm/rate/postgres-store.js';
import { redisRateStore } from '../src/llm/rate/redis-store.js';
import type { Logger } from '../src/observability/log.js';
import type { Database } from '../src/store/database.js';

/** The quota that the pool's processes share, and what it holds open. */
export interface ModelQuota {
  /** Absent when the settings limit nothing. */
  readonly quota?: PoolQuota;
  close(): void;
}

/** What a Redis may take to be reached before the first call does without it. */
const CONNECT_MS = 2_000;

/** On Redis where there is one, else in the database. */
export async function openModelQuota(config: Config, db: Database, log: Logger): Promise<ModelQuota> {
  const { requests, tokens } = config.llmQuota;
  const { geminiApiKey, geminiModel } = config.llm;
  if (geminiApiKey === undefined || (requests === undefined && tokens === undefined)) {
    return { close: () => undefined };
  }
  const { redisUrl, prefix } = config.queue;
  if (redisUrl === undefined) {
    const store = postgresRateStore(db, geminiModel);
    return { quota: new PoolQuota({ store, requests, tokens, log }), close: () => undefined };
  }
  const connection = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
  });
  // What fails because it is away is told by the quota, once.
  connection.on('error', () => undefined);
  await connection.connect().catch(() => undefined);
  const store = redisRateStore(connection, `${prefix}:llm-rate:${geminiModel}`);
  return {
    quota: new PoolQuota({ store, requests, tokens, log }),
    close: () => connection.disconnect(),
  };
}
