import {
  assertSchemaCompatibility,
  type createPostgresBackend,
  PostgresQueueBackend,
  type Processor,
  Queue,
  runMigrations,
  SchemaMigrationRequiredError,
  Worker,
  type WorkerOptions,
  withBackend,
} from 'bullmq';
import { Redis } from 'ioredis';
import type pg from 'pg';
import type { TaskJob } from './names.js';
import { RecoveringConnection } from './postgres-connection.js';

/**
 * BullMQ on Redis, or on Postgres when no Redis is given; both behind the same two operations. The queue is transport:
 * it may lose everything, since the relay fills it again from the tasks in Postgres.
 */
export interface QueueBackend {
  readonly kind: 'redis' | 'postgres';
  /**
   * The sending side of a queue. A store that goes away makes its calls fail at once instead of hanging; one that was
   * never there yet makes them wait on Redis (`isReachable` tells), and fail on Postgres.
   */
  openQueue(name: string): TaskQueue;
  /** The taking side: calls `process` for each job, `concurrency` at once. */
  openWorker(name: string, process: (job: TaskJob) => Promise<void>, options: TakerOptions): TaskTaker;
}

export interface TaskQueue {
  /** Adds jobs, to be taken in the order given; one whose id is there already stays as it is. */
  add(jobs: readonly (TaskJob & { readonly id: string })[]): Promise<void>;
  /** Which of these job ids the queue still holds. */
  holding(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Resolves when the queue's store answers, and takes what it is given. */
  ping(): Promise<void>;
  /** False from when the store was lost until it is back: there is no use in sending meanwhile. */
  isReachable(): boolean;
  close(): Promise<void>;
}

export interface TaskTaker {
  /** Takes at most so many jobs at once from now on, 1 or more; those in hand go on. */
  setConcurrency(concurrency: number): Promise<void>;
  /** Stops taking jobs; those in hand go on. */
  pause(): Promise<void>;
  /** Takes jobs again. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

export interface TakerOptions {
  readonly concurrency: number;
  readonly onError: (error: Error) => void;
}

export interface QueueBackendOptions {
  readonly redisUrl: string | undefined;
  /** Used when there is no Redis; without a pooler in between, since BullMQ listens. */
  readonly databaseUrl: string;
  /** Key prefix on Redis, schema on Postgres. */
  readonly prefix: string;
  readonly onError: (error: Error) => void;
  /** Called when a Redis is lost, once however many connections it had, and when all of them are back. */
  readonly onReachable?: (address: string, isReachable: boolean) => void;
}

/** Ids only, no history: tasks are kept in Postgres. */
const JOB_OPTIONS = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;
const RECONNECT_MAX_MS = 1_000;
/**
 * A store that leaves a command without an answer for this long has gone silent: the connection is made anew. More than
 * the five seconds for which a worker's blocking command may wait (`drainDelay`).
 */
const SILENT_MS = 10_000;
/** A job whose worker is silent for so long is given to another. */
const STALLED_MS = 5_000;

/** For so long a key stays by which is found out whether Redis has room. */
const PROBE_MS = 1_000;

/** Postgres connections that a queue's sending and taking side use, besides one that listens. */
const QUEUE_POOL_SIZE = 2;

export function openQueueBackend(options: QueueBackendOptions): QueueBackend {
  return options.redisUrl === undefined ? postgresBackend(options) : redisBackend(options, options.redisUrl);
}

/** Creates or updates BullMQ's own tables; nothing to do on Redis. */
export async function migrateQueueTables(client: pg.Client, prefix: string): Promise<void> {
  await runMigrations(client, schemaName(prefix));
}

/** Names BullMQ's own tables if the database lacks them: without them a queue is opened, and never works. */
export async function missingQueueTables(client: pg.Client, prefix: string): Promise<readonly string[]> {
  const schema = schemaName(prefix);
  try {
    await assertSchemaCompatibility(client, schema);
    return [];
  } catch (error) {
    if (error instanceof SchemaMigrationRequiredError) return [`${schema} (the queue's tables)`];
    throw error;
  }
}

function redisBackend(options: QueueBackendOptions, url: string): QueueBackend {
  const { host } = new URL(url);
  const lost = new Set<Redis>();
  const note = (redis: Redis, isLost: boolean) => {
    const wasReachable = lost.size === 0;
    if (isLost) {
      lost.add(redis);
    } else {
      lost.delete(redis);
    }
    const isReachable = lost.size === 0;
    if (isReachable !== wasReachable) {
      options.onReachable?.(host, isReachable);
    }
  };
  /** What goes wrong because the store is away is told once, by `note`. */
  const unlessAway = (onError: (error: Error) => void) => (error: Error) => {
    if (lost.size === 0 && !isNetworkError(error)) {
      onError(error);
    }
  };
  const connect = (extra: { enableOfflineQueue?: boolean; maxRetriesPerRequest: number | null }) => {
    const redis = new Redis(url, {
      ...extra,
      socketTimeout: SILENT_MS,
      retryStrategy: (times) => Math.min(times * 50, RECONNECT_MAX_MS),
    });
    redis.on('error', unlessAway(options.onError));
    redis.on('reconnecting', () => note(redis, true));
    redis.on('ready', () => note(redis, false));
    // Closed for good, by us.
    redis.on('end', () => note(redis, false));
    return redis;
  };
  return {
    kind: 'redis',
    openQueue: (name) => {
      const connection = connect({ enableOfflineQueue: false, maxRetriesPerRequest: 1 });
      const queue = new Queue<TaskJob>(name, {
        connection,
        prefix: options.prefix,
        defaultJobOptions: JOB_OPTIONS,
      });
      const close = async () => {
        await queue.close();
        connection.disconnect();
      };
      return {
        ...taskQueue(queue, unlessAway(options.onError), close),
        // One that is full still lets itself be read: nothing is delivered all the same.
        ping: async () => {
          await connection.set(`${options.prefix}:probe`, '', 'PX', PROBE_MS);
        },
        isReachable: () => lost.size === 0,
      };
    },
    openWorker: (name, process, taker) => {
      const connection = connect({ maxRetriesPerRequest: null });
      const worker = new Worker<TaskJob>(name, processor(process), {
        connection,
        prefix: options.prefix,
        ...workerOptions(taker),
      });
      return taskTaker(worker, unlessAway(taker.onError), async () => {
        await worker.close();
        connection.disconnect();
      });
    },
  };
}

function postgresBackend(options: QueueBackendOptions): QueueBackend {
  const bull = withBackend(recoveringBackend);
  const connection = {
    connectionString: options.databaseUrl,
    schema: schemaName(options.prefix),
    max: QUEUE_POOL_SIZE,
    // Kept through idle times: the job after them needn't wait for a connection.
    min: 1,
    connectionTimeoutMillis: 5_000,
    query_timeout: SILENT_MS,
    keepAlive: true,
    // A crash of the server may lose the last jobs: the relay's sweep finds their tasks again.
    options: '-c synchronous_commit=off',
  };
  return {
    kind: 'postgres',
    openQueue: (name) => {
      const queue = new bull.Queue<TaskJob>(name, { connection, defaultJobOptions: JOB_OPTIONS });
      return taskQueue(queue, options.onError, () => queue.close());
    },
    openWorker: (name, process, taker) => {
      const worker = new bull.Worker<TaskJob>(name, processor(process), {
        connection,
        ...workerOptions(taker),
      });
      return taskTaker(worker, taker.onError, () => worker.close());
    },
  };
}

const recoveringBackend: typeof createPostgresBackend = (name, options) =>
  new PostgresQueueBackend(new RecoveringConnection(options.connection), name, options);

/** The system's own codes: ECONNREFUSED, ECONNRESET, ETIMEDOUT, ENOTFOUND and the like. */
function isNetworkError(error: Error): boolean {
  return 'code' in error && /^E[A-Z]+$/.test(String(error.code));
}

/** What both kinds of BullMQ queue have in common, as far as it is used here. */
interface BullQueue {
  add(name: string, data: TaskJob, opts: { jobId: string }): Promise<unknown>;
  addBulk(jobs: { name: string; data: TaskJob; opts: { jobId: string } }[]): Promise<unknown>;
  getJob(id: string): Promise<unknown>;
  getJobCounts(...types: 'waiting'[]): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** On Postgres a bulk insert takes 6 to 8 ms whatever its size, a single one under 1 ms. */
const FEW_JOBS = 6;

function taskQueue(queue: BullQueue, onError: (error: Error) => void, close: () => Promise<void>): TaskQueue {
  queue.on('error', onError);
  return {
    add: async (jobs) => {
      // No job has a priority of BullMQ's: one client's would push back what other clients have on the queue already.
      const entries = jobs.map(({ id, taskId, fence }) => ({
        name: 'run',
        data: { taskId, fence },
        opts: { jobId: id },
      }));
      if (entries.length > FEW_JOBS) {
        await queue.addBulk(entries);
        return;
      }
      // One after the other: the queue keeps their order.
      for (const { name, data, opts } of entries) {
        await queue.add(name, data, opts);
      }
    },
    holding: async (ids) => {
      const found = await Promise.all(ids.map(async (id) => ((await queue.getJob(id)) == null ? null : id)));
      return new Set(found.filter((id) => id !== null));
    },
    ping: async () => {
      await queue.getJobCounts('waiting');
    },
    isReachable: () => true,
    close: () => inTime(close()),
  };
}

interface BullWorker {
  concurrency: number;
  pause(doNotWaitActive?: boolean): Promise<void>;
  resume(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

function taskTaker(
  worker: BullWorker,
  onError: (error: Error) => void,
  close: () => Promise<void>,
): TaskTaker {
  worker.on('error', onError);
  /** As it was last asked for, whatever is under way. */
  let isPaused = false;
  return {
    setConcurrency: async (concurrency) => {
      const isMore = concurrency > worker.concurrency;
      worker.concurrency = concurrency;
      // By itself it would look for more work only when a job in hand has ended.
      if (isMore && !isPaused) {
        await inTime(worker.pause(true));
        // Who has paused it meanwhile wants it to stay so: it may be on its way out.
        if (!isPaused) {
          await inTime(worker.resume());
        }
      }
    },
    pause: () => {
      isPaused = true;
      return inTime(worker.pause(true));
    },
    resume: () => {
      isPaused = false;
      return inTime(worker.resume());
    },
    close: () => inTime(close()),
  };
}

/** A store that is away would let its client wait for good; whoever pauses or closes has waited long enough after this. */
const CLOSE_MS = 3_000;

async function inTime(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_MS);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function workerOptions(
  taker: TakerOptions,
): Pick<
  WorkerOptions,
  'concurrency' | 'maxStalledCount' | 'drainDelay' | 'lockDuration' | 'stalledInterval'
> {
  // A job delivered twice finds nothing to claim, so BullMQ may redeliver as often as it likes, and soon: a worker that
  // died between taking a job and claiming its task leaves the task waiting for that.
  return {
    concurrency: taker.concurrency,
    maxStalledCount: 1_000,
    drainDelay: 5,
    lockDuration: STALLED_MS,
    stalledInterval: STALLED_MS,
  };
}

function processor(process: (job: TaskJob) => Promise<void>): Processor<TaskJob> {
  return async (job) => {
    await process({ taskId: job.data.taskId, fence: job.data.fence });
  };
}

function schemaName(prefix: string): string {
  return `${prefix}_queue`;
}
