import type { Database } from '../../store/database.js';
import type { RateStore } from './store.js';

/**
 * Buckets in a row of Postgres. Each step is one statement: the row is locked first, then the clock read, and what
 * `takePlace` of `schedule.ts` answers is written beside the moments, because a statement can return only what a row
 * holds afterwards.
 */
export function postgresRateStore(db: Database, name: string): RateStore {
  return {
    async takePlace({ requestMs, requestBurstMs, tokenMs, tokenBurstMs, longestWaitMs, horizonMs }) {
      const [place] = await db.query<{ taken: boolean; waitMs: number }>`
        INSERT INTO llm_rate AS bucket (name, requests_full_at, tokens_full_at, taken, wait_ms)
        SELECT ${name}, at + ${requestMs}::float8, at + ${tokenMs}::float8, true, 0
        FROM (SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS at OFFSET 0) AS clock
        ON CONFLICT (name) DO UPDATE SET (requests_full_at, tokens_full_at, taken, wait_ms) = (
          SELECT CASE WHEN wait <= ${longestWaitMs}::float8
                   THEN greatest(requests, at + wait) + ${requestMs}::float8 ELSE bucket.requests_full_at END,
                 CASE WHEN wait <= ${longestWaitMs}::float8
                   THEN greatest(tokens, at + wait) + ${tokenMs}::float8 ELSE bucket.tokens_full_at END,
                 wait <= ${longestWaitMs}::float8, wait
          FROM (
            SELECT at, requests, tokens,
                   greatest(0, requests + ${requestMs}::float8 - ${requestBurstMs}::float8 - at,
                            tokens + ${tokenMs}::float8 - ${tokenBurstMs}::float8 - at) AS wait
            FROM (
              SELECT at, least(bucket.requests_full_at, at + ${horizonMs}::float8) AS requests,
                     least(bucket.tokens_full_at, at + ${horizonMs}::float8) AS tokens
              FROM (SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS at OFFSET 0) AS clock
              OFFSET 0) AS held
            OFFSET 0) AS due)
        RETURNING taken, wait_ms AS "waitMs"`;
      return place ?? { taken: true, waitMs: 0 };
    },
    async settleTokens(tokenMs) {
      await db.execute`
        UPDATE llm_rate AS bucket SET tokens_full_at = (
          SELECT greatest(bucket.tokens_full_at + ${tokenMs}::float8, least(bucket.tokens_full_at, at))
          FROM (SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS at OFFSET 0) AS clock)
        WHERE name = ${name}`;
    },
  };
}
