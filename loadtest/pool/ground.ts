import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openEmbeddedPostgres } from '../../src/store/embedded/open.js';
import { migrateAll } from '../../workers/store.js';
import { copyDatabase, type OwnDatabase, onServer } from './database.js';
import { hasRedis, type RedisServer, startRedis } from './redis.js';

export type QueueKind = 'redis' | 'postgres';

/** Key prefix on Redis, schema on Postgres: of every pool, since each has a database and an empty Redis. */
export const QUEUE_PREFIX = 'load';

/** What the load tests of a run stand on: a Postgres server and, unless the queue is kept there, a Redis. */
export interface Ground {
  readonly queue: QueueKind;
  readonly redis: RedisServer | undefined;
  /** Versions of the servers, by their names. */
  readonly versions: Readonly<Record<string, string>>;
  /** A migrated database of the caller's own. */
  createDatabase(): Promise<OwnDatabase>;
  close(): Promise<void>;
}

export interface GroundOptions {
  /** By default Redis where one is installed. */
  readonly queue?: QueueKind | undefined;
  /** A server on which databases are made and dropped; by default an embedded one. */
  readonly postgresUrl?: string | undefined;
}

/** Connections of a load test itself: it looks at tables while the pool works. */
const OWN_CONNECTIONS = 4;

/** Starts the servers. */
export async function openGround(options: GroundOptions): Promise<Ground> {
  const queue = options.queue ?? (hasRedis ? 'redis' : 'postgres');
  const postgres = await openPostgres(options.postgresUrl);
  const template = `load_template_${randomBytes(6).toString('hex')}`;
  await onServer(postgres.url, `CREATE DATABASE ${template}`);
  const templateUrl = new URL(postgres.url);
  templateUrl.pathname = `/${template}`;
  await migrateAll(templateUrl.href, QUEUE_PREFIX);
  const redis = queue === 'redis' ? await startRedis() : undefined;
  const redisVersion =
    redis === undefined ? null : /redis_version:(\S+)/.exec(redis.command('INFO', 'server'));
  return {
    queue,
    redis,
    versions: {
      Postgres: await postgresVersion(postgres.url),
      ...(redisVersion?.[1] !== undefined && { Redis: redisVersion[1] }),
    },
    createDatabase: () => copyDatabase(postgres.url, template, { prefix: 'load', poolSize: OWN_CONNECTIONS }),
    close: async () => {
      await redis?.stop();
      await onServer(postgres.url, `DROP DATABASE ${template} WITH (FORCE)`);
      await postgres.close();
    },
  };
}

async function openPostgres(url: string | undefined) {
  if (url !== undefined) return { url, close: async () => undefined };
  const dataDir = mkdtempSync(join(tmpdir(), 'novel-engine-load-'));
  chmodSync(dataDir, 0o755);
  const embedded = await openEmbeddedPostgres(dataDir);
  return {
    url: embedded.url,
    close: async () => {
      await embedded.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function postgresVersion(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version ?? 'unknown';
  } finally {
    await client.end();
  }
}
