import { createPostgresBackend, type Processor, Queue, Worker, withBackend } from 'bullmq';
import { Redis } from 'ioredis';

/** BullMQ and nothing around it, on the same store that the pool's queue is on. */

export interface BareJob {
  readonly id: string;
  readonly round: number;
}

export interface BareStore {
  readonly redisUrl: string | undefined;
  readonly databaseUrl: string;
  /** As `QUEUE_PREFIX`. */
  readonly prefix: string;
}

const NAME = 'bare';
const JOB_OPTIONS = { removeOnComplete: true, removeOnFail: true } as const;

/** As much of BullMQ's queue as the baselines use: the same on both stores. */
export interface BareQueue {
  add(name: string, data: BareJob): Promise<unknown>;
  addBulk(jobs: { name: string; data: BareJob }[]): Promise<unknown>;
  close(): Promise<void>;
}

export function openBareQueue(store: BareStore): BareQueue {
  if (store.redisUrl === undefined) {
    const bull = withBackend(createPostgresBackend);
    return new bull.Queue<BareJob>(NAME, {
      connection: postgresConnection(store),
      defaultJobOptions: JOB_OPTIONS,
    });
  }
  const connection = new Redis(store.redisUrl);
  const queue = new Queue<BareJob>(NAME, {
    connection,
    prefix: store.prefix,
    defaultJobOptions: JOB_OPTIONS,
  });
  return {
    add: (name, data) => queue.add(name, data),
    addBulk: (jobs) => queue.addBulk(jobs),
    close: async () => {
      await queue.close();
      connection.disconnect();
    },
  };
}

export function openBareWorker(store: BareStore, process: Processor<BareJob>, concurrency: number): void {
  if (store.redisUrl === undefined) {
    const bull = withBackend(createPostgresBackend);
    new bull.Worker<BareJob>(NAME, process, { connection: postgresConnection(store), concurrency });
  } else {
    const connection = new Redis(store.redisUrl, { maxRetriesPerRequest: null });
    new Worker<BareJob>(NAME, process, { connection, prefix: store.prefix, concurrency });
  }
}

/** As fast as the pool's own: neither waits for the disk. */
function postgresConnection({ databaseUrl, prefix }: BareStore) {
  return {
    connectionString: databaseUrl,
    schema: `${prefix}_queue`,
    max: 2,
    options: '-c synchronous_commit=off',
  };
}

/** Where a program of the baselines finds its servers; the same variables as the pool's programs. */
export function bareStore(environment: NodeJS.ProcessEnv): BareStore {
  return {
    redisUrl: environment.REDIS_URL,
    databaseUrl: environment.DATABASE_URL ?? '',
    prefix: environment.QUEUE_PREFIX ?? '',
  };
}
