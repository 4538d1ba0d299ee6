import type { RequestHandler, Response } from 'express';
import { EngineError, type QuotaState, RateLimitedError } from '../../errors.js';
import type { Database } from '../../store/database.js';
import { type RateLimit, takeRequest } from '../../store/rate-limit.js';
import { callerOf } from './authentication.js';

/**
 * Counts a request against its client's quota and tells the client how much is left, whatever the answer. Who asks for
 * more is turned away. When the count can't be kept because the database is away, nobody is: what needs the database
 * fails by itself.
 */
export function limitRate(db: Database, limit: RateLimit): RequestHandler {
  return async (_request, response, next) => {
    const decision = await takeRequest(db, callerOf(response).clientId, limit).catch((error: unknown) => {
      if (error instanceof EngineError && error.code === 'STORE_UNAVAILABLE') {
        return undefined;
      }
      throw error;
    });
    if (decision?.allowed === false) {
      throw new RateLimitedError(
        `More than ${limit.requests} requests within ${limit.windowSeconds} seconds are too many`,
        decision,
        { retryAfterSeconds: decision.resetSeconds },
      );
    }
    if (decision !== undefined) {
      tellQuota(response, decision);
    }
    next();
  };
}

/** Adds a quota to the `RateLimit` headers (draft-ietf-httpapi-ratelimit-headers-10). */
export function tellQuota(response: Response, state: QuotaState): void {
  const { policy, quota, windowSeconds, remaining, resetSeconds } = state;
  const window = windowSeconds === undefined ? '' : `;w=${Math.ceil(windowSeconds)}`;
  response.append('RateLimit-Policy', `"${policy}";q=${quota}${window}`);
  response.append('RateLimit', `"${policy}";r=${remaining};t=${Math.ceil(resetSeconds)}`);
}
