import type { GatewayObserver } from '../observer.js';
import {
  type CallFailure,
  type Layer,
  LONGEST_WAIT_MS,
  type ModelLog,
  NEVER,
  type Sleep,
  type Spending,
  spendingOf,
  withSpending,
  withUnanswered,
} from '../outcome.js';

export interface RetryOptions {
  readonly now: () => number;
  readonly sleep: Sleep;
  /** 0..1, for the jitter. */
  readonly random: () => number;
  readonly log: ModelLog;
  readonly observe: GatewayObserver;
}

const TRIES = 3;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 8_000;
/** For a provider that limits us and doesn't say for how long: its quotas are per minute. */
const UNNAMED_RATE_LIMIT_MS = 30_000;
/** Who was refused three times is not sent back at once, whatever the provider says: its task would go round and round. */
const SOONEST_RETURN_MS = 1_000;

/**
 * Sends a request again when its failure may pass: 3 tries, exponential back-off with full jitter, or exactly the
 * delay that the provider named. A delay longer than 10 s is not waited for: the failure names the moment instead
 * (`retryAt`), so that a worker's slot goes to somebody else.
 */
export function withRetry(next: Layer, { now, sleep, random, log, observe }: RetryOptions): Layer {
  const givenUp = (failure: CallFailure): CallFailure => {
    if (failure.retryAt !== undefined) return { ...failure, retry: NEVER };
    if (failure.retry.kind !== 'after' && failure.reason !== 'rate-limited')
      return { ...failure, retry: NEVER };
    const delayMs = failure.retry.kind === 'after' ? failure.retry.delayMs : UNNAMED_RATE_LIMIT_MS;
    return { ...failure, retry: NEVER, retryAt: new Date(now() + Math.max(SOONEST_RETURN_MS, delayMs)) };
  };

  return async (request, call) => {
    let unanswered = 0;
    let spent: Spending | undefined;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = withSpending(withUnanswered(await next(request, call), unanswered), spent);
      unanswered = outcome.unanswered ?? 0;
      spent = spendingOf(outcome);
      if (outcome.ok || outcome.retry.kind === 'never') return outcome;
      const waitMs =
        outcome.retry.kind === 'after'
          ? outcome.retry.delayMs
          : random() * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1));
      if (attempt === TRIES || waitMs > LONGEST_WAIT_MS) return givenUp(outcome);
      log.debug(
        { key: request.key, taskId: request.scope.taskId, attempt, reason: outcome.reason, waitMs },
        'model call is tried again',
      );
      observe({ type: 'retry', purpose: request.purpose, reason: outcome.reason, waitMs });
      const wait = () => sleep(waitMs, call.signal);
      await (outcome.reason === 'rate-limited' ? call.offTheClock(wait) : wait());
      if (call.signal.aborted) return givenUp(outcome);
    }
  };
}
