import { setTimeout as delay } from 'node:timers/promises';
import type { OwnDatabase } from './database.js';
import { type Ground, QUEUE_PREFIX } from './ground.js';
import { type Program, type ProgramName, startProgram } from './program.js';

/** The program as it runs in production: an API and workers as processes of their own, with a database of their own. */
export interface Pool {
  /** Origin of the API. */
  readonly url: string;
  /** Those that run now. */
  readonly workers: readonly Program[];
  readonly database: OwnDatabase;
  /** Resolves when it takes work. */
  startWorker(settings?: Readonly<Record<string, string>>): Promise<Program>;
  /** Ends a worker as a crash does. */
  killWorker(worker: Program): Promise<void>;
  /** Starts a peer that is measured beside the pool, on the same servers; resolves with its address. */
  startBaseline(name: string, parameters?: readonly string[]): Promise<string>;
  /** Ends every process, drops the database and empties the Redis. */
  close(): Promise<void>;
}

export interface PoolOptions {
  readonly ground: Ground;
  readonly workers: number;
  /** Beside those that lead to its servers. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A process that was told to end has ended by then, or is killed. */
const END_MS = 10_000;

export async function openPool({ ground, workers: count, settings = {} }: PoolOptions): Promise<Pool> {
  const database = await ground.createDatabase();
  const servers = {
    NODE_ENV: 'production',
    LOG_LEVEL: 'error',
    DATABASE_URL: database.url,
    QUEUE_PREFIX,
    ...(ground.redis !== undefined && { REDIS_URL: ground.redis.url }),
  };
  const programs = new Set<Program>();
  const workers: Program[] = [];
  const start = async (
    name: ProgramName,
    environment: Readonly<Record<string, string>>,
    parameters: readonly string[] = [],
  ) => {
    const program = startProgram(name, { ...servers, ...environment }, parameters);
    programs.add(program);
    void program.exited.then(() => programs.delete(program));
    return { program, url: await program.ready };
  };
  const startWorker = async (extra: Readonly<Record<string, string>> = {}) => {
    const { program } = await start('workers/worker', { ...settings, ...extra });
    workers.push(program);
    return program;
  };
  const close = async () => {
    await Promise.all([...programs].map(endInTime));
    await database.drop();
    ground.redis?.command('FLUSHALL');
  };
  try {
    const [api] = await Promise.all([
      start('workers/api', settings),
      ...Array.from({ length: count }, () => startWorker()),
    ]);
    return {
      url: api.url,
      workers,
      database,
      startWorker,
      killWorker: async (worker) => {
        workers.splice(workers.indexOf(worker), 1);
        await worker.end('SIGKILL');
      },
      startBaseline: async (name, parameters) =>
        (await start(`loadtest/baselines/${name}`, {}, parameters)).url,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function endInTime(program: Program): Promise<void> {
  const patience = new AbortController();
  const late = delay(END_MS, undefined, { signal: patience.signal }).then(
    () => program.end('SIGKILL'),
    () => undefined,
  );
  await program.end('SIGTERM');
  patience.abort();
  await late;
}

/** Opens a pool for as long as `use` takes. */
export async function withPool<T>(options: PoolOptions, use: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = await openPool(options);
  try {
    return await use(pool);
  } finally {
    await pool.close();
  }
}
