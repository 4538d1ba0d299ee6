import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { Prisma, PrismaClient } from '../generated/prisma/client.js';
import { storeError } from './errors.js';
import { type Statements, statements } from './statements.js';

/** The connection pool of a process: raw statements for what is hot, Prisma's models for the rest. */
export interface Database extends Statements {
  readonly prisma: PrismaClient;
  /** Runs statements in one transaction, which is taken back when `work` rejects. */
  transaction<T>(work: (statements: Statements) => Promise<T>): Promise<T>;
  /** Pool state for metrics: open connections, idle ones, queries waiting for one. */
  readonly poolState: () => { readonly open: number; readonly idle: number; readonly waiting: number };
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize: number;
  /** So many are made at once, and stay however long nothing happens; absent, one stays when it was needed. */
  readonly kept?: number;
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
  const kept = Math.min(options.kept ?? 0, options.poolSize);
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    application_name: options.name,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
    // Connecting takes longer than the first statement after a rest.
    min: Math.max(1, kept),
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  // An idle connection that breaks is dropped from the pool; the next query finds out for itself.
  pool.on('error', ignore);
  // A statement that finds none free waits for the one that is made for it, however soon another is.
  for (let made = 0; made < kept; made += 1) {
    pool.connect().then((connection) => connection.release(), ignore);
  }
  const client = new PrismaClient({ adapter: new PrismaPg(pool) });
  const prisma = client.$extends(
    Prisma.defineExtension({
      query: {
        $allOperations: ({ args, query }) => query(args).catch(rethrow),
      },
    }),
  );
  return {
    ...statements((query) => pool.query(query).catch(rethrow)),
    transaction: (work) => inTransaction(pool, work).catch(rethrow),
    // The extension changes no type: the same operations, with other errors.
    prisma: prisma as unknown as PrismaClient,
    poolState: () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: async () => {
      await client.$disconnect();
      await pool.end();
    },
  };
}

async function inTransaction<T>(pool: pg.Pool, work: (statements: Statements) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // A connection that breaks between two statements is found out by the next.
  client.on('error', ignore);
  try {
    await client.query('BEGIN');
    const done = await work(statements((query) => client.query(query)));
    await client.query('COMMIT');
    client.release();
    return done;
  } catch (error) {
    // Closing the connection takes the transaction back, whatever state it is in.
    client.release(true);
    throw error;
  } finally {
    client.off('error', ignore);
  }
}

function ignore(): void {}

function rethrow(error: unknown): never {
  throw storeError(error);
}
