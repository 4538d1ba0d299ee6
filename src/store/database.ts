import { createHash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { Prisma, PrismaClient } from '../generated/prisma/client.js';
import { storeError } from './errors.js';

/** The connection pool of a process, with Prisma on top of it. */
export interface Database {
  readonly prisma: PrismaClient;
  /** Pool state for metrics: open connections, idle ones, queries waiting for one. */
  readonly poolState: () => { readonly open: number; readonly idle: number; readonly waiting: number };
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize: number;
  /** Shown in pg_stat_activity. */
  readonly name: string;
}

/** A server that doesn't take a connection in this time is away. */
const CONNECT_TIMEOUT_MS = 5_000;
/** No statement of ours takes long; one that hangs on a silent connection must not hang its caller. */
const QUERY_TIMEOUT_MS = 15_000;

/**
 * Opens the pool; connections are made as they are needed, and made anew after the server was away. Whatever fails
 * because the server can't be reached surfaces as StoreUnavailableError.
 */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    application_name: options.name,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  // An idle connection that breaks is dropped from the pool; the next query finds out for itself.
  pool.on('error', () => undefined);
  const client = new PrismaClient({ adapter: new PrismaPg(pool, { statementNameGenerator: statementName }) });
  const prisma = client.$extends(
    Prisma.defineExtension({
      query: {
        $allOperations: ({ args, query }) =>
          query(args).catch((error: unknown) => {
            throw storeError(error);
          }),
      },
    }),
  );
  return {
    // The extension changes no type: the same operations, with other errors.
    prisma: prisma as unknown as PrismaClient,
    poolState: () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: async () => {
      await client.$disconnect();
      await pool.end();
    },
  };
}

const statementNames = new Map<string, string>();
/** Texts are few, and written in this program; the bound only keeps a mistake from becoming a leak. */
const MOST_STATEMENTS = 1_000;

/** Names a statement after its text, so that each connection plans it once. */
function statementName({ sql }: { readonly sql: string }): string {
  let name = statementNames.get(sql);
  if (name === undefined) {
    name = createHash('sha256').update(sql).digest('hex').slice(0, 32);
    if (statementNames.size < MOST_STATEMENTS) {
      statementNames.set(sql, name);
    }
  }
  return name;
}
