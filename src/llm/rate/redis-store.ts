import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { RateStore } from './store.js';

/** Longer than any call waits for a bucket to be full, and than any window. */
const FORGOTTEN_AFTER_MS = 600_000;

/** `takePlace` and `settleTokens` of `schedule.ts`, word for word; KEYS[1] is a hash with both moments. */
const SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local kept = redis.call('HMGET', KEYS[1], 'requests', 'tokens')
local requests = tonumber(kept[1] or '') or 0
local tokens = tonumber(kept[2] or '') or 0
local taken, wait = 1, 0
if ARGV[1] == 'settle' then
  tokens = math.max(tokens + tonumber(ARGV[2]), math.min(tokens, now))
else
  local requestMs, requestBurst, tokenMs, tokenBurst = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
  requests = math.min(requests, now + tonumber(ARGV[7]))
  tokens = math.min(tokens, now + tonumber(ARGV[7]))
  wait = math.max(0, requests + requestMs - requestBurst - now, tokens + tokenMs - tokenBurst - now)
  if wait > tonumber(ARGV[6]) then
    return {0, string.format('%.3f', wait)}
  end
  requests = math.max(requests, now + wait) + requestMs
  tokens = math.max(tokens, now + wait) + tokenMs
end
redis.call('HSET', KEYS[1], 'requests', string.format('%.3f', requests), 'tokens', string.format('%.3f', tokens))
redis.call('PEXPIRE', KEYS[1], ${FORGOTTEN_AFTER_MS})
return {taken, string.format('%.3f', wait)}`;
const SCRIPT_SHA = createHash('sha1').update(SCRIPT).digest('hex');

/**
 * Buckets on Redis, under one key per quota. They may be lost at any time: what passes twice for that is one burst.
 * @param connection one whose commands fail at once while Redis is away; stays the caller's to close
 */
export function redisRateStore(connection: Redis, key: string): RateStore {
  const run = async (...words: readonly (string | number)[]): Promise<readonly unknown[]> => {
    const reply: unknown = await connection
      .evalsha(SCRIPT_SHA, 1, key, ...words)
      .catch((error: unknown) =>
        isUnknownScript(error) ? connection.eval(SCRIPT, 1, key, ...words) : Promise.reject(error),
      );
    return Array.isArray(reply) ? reply : [];
  };
  return {
    async takePlace({ requestMs, requestBurstMs, tokenMs, tokenBurstMs, longestWaitMs, horizonMs }) {
      const costs = [requestMs, requestBurstMs, tokenMs, tokenBurstMs];
      const [taken, waitMs] = await run('take', ...costs, longestWaitMs, horizonMs);
      return { taken: taken === 1, waitMs: Number(waitMs) };
    },
    async settleTokens(tokenMs) {
      await run('settle', tokenMs);
    },
  };
}

function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}
