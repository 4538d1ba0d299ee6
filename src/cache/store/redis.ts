import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { CacheStore, Claim, StoredValue } from '../store.js';

/**
 * The cache store on Redis, over a connection of its own: one that is away makes every call fail at once instead of
 * queueing it, and is connected to again in the background.
 *
 * Values lie under `PREFIX:cache:v:KEY`, leases under `PREFIX:cache:l:KEY`, both with an expiry. A sorted set of the
 * values by the moment they end bounds their number: of more than `maxEntries` those that end first give way.
 */
export interface RedisCacheOptions {
  readonly url: string;
  readonly prefix: string;
  readonly maxEntries: number;
  readonly onError: (error: Error) => void;
}

const RECONNECT_MAX_MS = 1_000;
const CONNECT_MS = 2_000;

/** KEYS value, index; ARGV bytes, ttl, most entries, value keys' prefix, the entry's key. Time is the server's. */
const SET = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  redis.call('ZADD', KEYS[2], now + ARGV[2], ARGV[5])
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
  local excess = redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[3])
  if excess > 0 then
    for n, key in ipairs(redis.call('ZPOPMIN', KEYS[2], excess)) do
      if n % 2 == 1 then redis.call('UNLINK', ARGV[4] .. key) end
    end
  end`;

/**
 * KEYS value, lease; ARGV owner, lease ms. What has another type, or no expiry, was not put there by us: it is neither a
 * value nor a lease, and gives way.
 */
const CLAIM = `
  local value, left = redis.pcall('GET', KEYS[1]), redis.call('PTTL', KEYS[1])
  if type(value) == 'string' and left > 0 then return {'value', value, left} end
  if redis.call('PTTL', KEYS[2]) >= 0 and redis.pcall('GET', KEYS[2]) ~= ARGV[1] then return {'theirs'} end
  redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
  return {'mine'}`;

/** KEYS lease; ARGV owner, lease ms. */
const RENEW = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

/** KEYS lease; ARGV owner. */
const RELEASE = `
  if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
  return 0`;

/** Entries whose size is asked for: their mean stands for all. */
const SAMPLE = 64;
/** For so long a key stays by which is found out whether there is room. */
const PROBE_MS = 1_000;

/** Waits a moment for the connection, so that the first calls find it; one that takes longer is made in the background. */
export async function openRedisCache({
  url,
  prefix,
  maxEntries,
  onError,
}: RedisCacheOptions): Promise<CacheStore> {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    lazyConnect: true,
    // A round of calls asks for all its keys in one tick.
    enableAutoPipelining: true,
    connectTimeout: CONNECT_MS,
    retryStrategy: (times) => Math.min(times * 50, RECONNECT_MAX_MS),
  });
  redis.on('error', onError);
  const patience = new AbortController();
  await Promise.race([
    redis.connect().catch(() => undefined),
    delay(CONNECT_MS, undefined, { signal: patience.signal }).catch(() => undefined),
  ]);
  patience.abort();
  const valuePrefix = `${prefix}:cache:v:`;
  const index = `${prefix}:cache:index`;
  const valueKey = (key: string) => valuePrefix + key;
  const leaseKey = (key: string) => `${prefix}:cache:l:${key}`;
  // The types leave it out; `callBuffer` loses the command's name where commands are sent together.
  const { evalBuffer } = redis as Redis & { evalBuffer(...parameters: readonly unknown[]): Promise<unknown> };
  const script = (text: string, keys: readonly string[], parameters: readonly (string | number | Buffer)[]) =>
    evalBuffer.call(redis, text, keys.length, ...keys, ...parameters);

  return {
    kind: 'redis',
    get: async (key) => {
      // Not with EVAL, which a server without room refuses, and with one round trip all the same.
      const [bytes, leftMs] = await Promise.all([
        redis.getBuffer(valueKey(key)).catch((error: unknown) => noneIfForeign(error)),
        redis.pttl(valueKey(key)),
      ]);
      return storedValue(bytes, leftMs);
    },
    set: async (key, bytes, ttlMs) => {
      await script(SET, [valueKey(key), index], [bytes, Math.ceil(ttlMs), maxEntries, valuePrefix, key]);
    },
    claim: async (key, owner, leaseMs): Promise<Claim> => {
      const answer = await script(CLAIM, [valueKey(key), leaseKey(key)], [owner, Math.ceil(leaseMs)]);
      const [kind, bytes, left] = Array.isArray(answer) ? (answer as readonly unknown[]) : [];
      const value = storedValue(bytes, left);
      if (value !== undefined) return { kind: 'value', value };
      return { kind: String(kind) === 'mine' ? 'mine' : 'theirs' };
    },
    renew: async (key, owner, leaseMs) =>
      Number(await script(RENEW, [leaseKey(key)], [owner, Math.ceil(leaseMs)])) === 1,
    release: async (key, owner) => {
      await script(RELEASE, [leaseKey(key)], [owner]);
    },
    size: async () => {
      const [entries, sample, refusal] = await Promise.all([
        redis.zcard(index),
        redis.zrange(index, 0, String(SAMPLE - 1)),
        redis.set(`${prefix}:cache:probe`, '', 'PX', PROBE_MS).then(
          () => undefined,
          (error: unknown) => error,
        ),
      ]);
      if (refusal !== undefined && !isFull(refusal)) throw refusal;
      const lengths = await Promise.all(sample.map((key) => redis.strlen(valueKey(key))));
      const sum = lengths.reduce((total, length) => total + length, 0);
      return {
        entries,
        bytes: sample.length === 0 ? 0 : Math.round((sum / sample.length) * entries),
        ...(refusal !== undefined && { isFull: true }),
      };
    },
    close: async () => {
      redis.disconnect();
    },
  };
}

/** What has another type than our values is none of them; whatever else went wrong is the store's failure. */
function noneIfForeign(error: unknown): null {
  if (error instanceof Error && error.message.startsWith('WRONGTYPE')) return null;
  throw error;
}

function isFull(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('OOM');
}

function storedValue(bytes: unknown, leftMs: unknown): StoredValue | undefined {
  return Buffer.isBuffer(bytes) && Number(leftMs) > 0 ? { bytes, leftMs: Number(leftMs) } : undefined;
}
