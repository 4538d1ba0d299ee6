import { Redis } from 'ioredis';
import type { Config } from '../src/config.js';
import type { Logger } from '../src/observability/log.js';
import { TASK_QUEUES } from '../src/queue/names.js';
import { connectOnce } from '../src/store/single-connection.js';
import { StartError } from './start-error.js';

/** What is looked at before a process starts, because it would go wrong much later and say much less. */

const LEAST_REDIS = [6, 2] as const;
const ANSWER_MS = 3_000;
/**
 * Connections that a process has beside its pool: the API one that listens, a worker one that listens and one for leases.
 * A queue that is kept in Postgres takes five in a worker (two that send, two that take, one that listens); the API has
 * the sending side of one alone.
 */
export function connectionsBesidePool(kind: 'api' | 'worker', queueIsInPostgres: boolean): number {
  if (kind === 'api') return queueIsInPostgres ? 4 : 1;
  return 2 + (queueIsInPostgres ? 5 * TASK_QUEUES.length : 0);
}

/**
 * The queue's Redis must be new enough, and in production it must not drop jobs when its memory is full. One that does
 * not answer is no reason not to start: what is accepted waits for it.
 * @throws StartError saying what to set
 */
export async function checkRedis(config: Config, log: Logger): Promise<void> {
  const { redisUrl } = config.queue;
  if (redisUrl === undefined) {
    return;
  }
  const address = new URL(redisUrl).host;
  const redis = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: ANSWER_MS,
    commandTimeout: ANSWER_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let refusal: string | undefined;
  // What `connect` rejects with doesn't say why; some refusals come without its rejecting.
  redis.on('error', (error) => {
    refusal ??= lastingRefusal(error);
  });
  try {
    await redis.connect();
    const version = /^redis_version:(\d+)\.(\d+)/m.exec(await redis.info('server'));
    const policy = await evictionPolicy(redis);
    const [major = 0, minor = 0] = (version ?? []).slice(1).map(Number);
    if (
      version !== null &&
      (major < LEAST_REDIS[0] || (major === LEAST_REDIS[0] && minor < LEAST_REDIS[1]))
    ) {
      throw new StartError(
        `Redis at ${address} is version ${major}.${minor}, and the queue needs ${LEAST_REDIS.join('.')} or newer: upgrade it, ` +
          'name another in REDIS_URL, or unset that to keep the queue in Postgres',
      );
    }
    if (policy !== undefined && policy !== 'noeviction') {
      const problem =
        `Redis at ${address} has maxmemory-policy ${policy}, which drops jobs when its memory is full: ` +
        'set it to noeviction (CONFIG SET maxmemory-policy noeviction, and in its configuration), or name another in REDIS_URL; ' +
        'answers may have one that evicts, in CACHE_REDIS_URL';
      if (config.nodeEnv === 'production') {
        throw new StartError(problem);
      }
      log.warn(problem);
    }
  } catch (error) {
    if (error instanceof StartError) {
      throw error;
    }
    refusal ??= lastingRefusal(error);
    if (refusal === undefined)
      log.warn({ err: error }, `Redis at ${address} does not answer: tasks that are accepted wait for it`);
  } finally {
    redis.disconnect();
  }
  if (refusal !== undefined) {
    throw new StartError(
      `Redis at ${address} can't be used (${refusal}): check user, password, database and protocol of REDIS_URL, and that ` +
        "the user may run every command but CONFIG on the queue's keys, INFO among them",
    );
  }
}

/** How a server answers whom it doesn't let in or lacks something for; while it loads or fails over it says other things. */
const REFUSAL =
  /^(?:WRONGPASS|NOAUTH|NOPERM|ERR (?:unknown command|invalid password|.*\bAUTH\b|.*\bDB index\b))/;
/** Node's and OpenSSL's codes for a certificate that isn't trusted, or a server without TLS. */
const UNTRUSTED = /^(?:ERR_(?:TLS|SSL)_|UNABLE_TO_|CERT_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH)/;

/** What is wrong with the connection that no waiting mends, if it is that. */
function lastingRefusal(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const isUntrusted = 'code' in error && UNTRUSTED.test(String(error.code));
  return isUntrusted || REFUSAL.test(error.message) ? error.message : undefined;
}

/** Undefined where the server tells nobody its settings, as a provider's may. */
async function evictionPolicy(redis: Redis): Promise<string | undefined> {
  try {
    const answer: unknown = await redis.config('GET', 'maxmemory-policy');
    return Array.isArray(answer) && typeof answer[1] === 'string' ? answer[1] : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether the database has connections for all processes of the pool, as far as this one knows of them.
 * @throws StartError saying how many there are and what can be lowered
 */
export async function checkConnections(url: string, needed: number): Promise<void> {
  const client = await connectOnce(url, 'start');
  try {
    const { rows } = await client.query<{ room: number }>(
      "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS room",
    );
    const room = rows[0]?.room ?? needed;
    if (room < needed) {
      throw new StartError(
        `The database takes ${room} connections and this configuration may open ${needed}: ` +
          'raise max_connections, or lower DATABASE_POOL_SIZE or WORKER_PROCESSES',
      );
    }
  } finally {
    await client.end();
  }
}
