import type { QuotaState } from '../errors.js';
import type { Database } from './database.js';

/** How many requests a client may make, evenly over a window and up to all of them at once. */
export interface RateLimit {
  readonly requests: number;
  readonly windowSeconds: number;
}

export interface RateDecision extends QuotaState {
  readonly allowed: boolean;
}

/**
 * Takes a request off a client's quota, by the generic cell rate algorithm (ITU-T I.371): a row per client holds the
 * moment at which the whole quota is there again, and each request moves it one share of the window further, unless
 * that would be more than a window away. All processes share the row.
 */
export async function takeRequest(db: Database, clientId: string, limit: RateLimit): Promise<RateDecision> {
  const share = limit.windowSeconds / limit.requests;
  const [answer] = await db.query<{ allowed: boolean; debt: number }>`
    WITH taken AS (
      INSERT INTO rate_limit AS quota (client_id, full_at)
      VALUES (${clientId}, now() + ${share}::float8 * interval '1 second')
      ON CONFLICT (client_id) DO UPDATE
        SET full_at = greatest(quota.full_at, now()) + ${share}::float8 * interval '1 second'
        WHERE greatest(quota.full_at, now()) + ${share}::float8 * interval '1 second'
              <= now() + ${limit.windowSeconds}::float8 * interval '1 second' + interval '1 microsecond'
      RETURNING full_at
    )
    SELECT true AS allowed, extract(epoch FROM full_at - now())::float8 AS debt FROM taken
    UNION ALL
    SELECT false, extract(epoch FROM full_at - now())::float8 FROM rate_limit
    WHERE client_id = ${clientId} AND NOT EXISTS (SELECT FROM taken)`;
  const { allowed, debt } = answer ?? { allowed: true, debt: 0 };
  const room = limit.windowSeconds - debt;
  // Seconds of the window that are free; the tolerance keeps a share that is whole but for rounding.
  const remaining = Math.max(0, Math.floor(room / share + 1e-6));
  return {
    allowed,
    policy: 'requests',
    quota: limit.requests,
    windowSeconds: limit.windowSeconds,
    remaining,
    resetSeconds: Math.max(0, share * (remaining + 1) - room),
  };
}
