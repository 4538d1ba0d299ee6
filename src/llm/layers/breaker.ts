import type { GatewayObserver } from '../observer.js';
import { type CallFailure, type Layer, type ModelLog, NEVER } from '../outcome.js';
import type { ModelAnswer } from '../port.js';

export type BreakerState = 'closed' | 'open' | 'half-open';

const WINDOW_SECONDS = 30;
const FEWEST_CALLS = 20;
const FAILURE_SHARE = 0.5;
const OPEN_MS = 15_000;

/**
 * Stops asking a provider that is down.
 *
 * - closed: calls pass and are counted over the last 30 s; at 20 calls or more of which half failed it opens.
 * - open: calls fail at once, for 15 s.
 * - half-open: one call passes as a trial, the others fail at once. The trial's result closes it or opens it again.
 *
 * Results of calls that were let through before it opened change nothing afterwards. cockatiel's SamplingBreaker is
 * not used: failures older than its window still count when calls come seldom, and in its half-open state every
 * other call waits for the trial and can't be aborted.
 */
export class Breaker {
  #state: BreakerState = 'closed';
  #openedAt = 0;
  /** Results per second of the window, oldest first: a fixed number of sums however many calls there are. */
  #seconds: { readonly second: number; calls: number; failures: number }[] = [];
  #trialRuns = false;

  constructor(private readonly now: () => number) {}

  get state(): BreakerState {
    return this.#state;
  }

  /** When the next trial may pass. */
  get retryAt(): Date {
    return new Date(this.#openedAt + OPEN_MS);
  }

  /**
   * Asks to make a call.
   * @returns what takes the call's result (`undefined` for one that says nothing about the provider's health);
   * nothing if the call must not be made
   */
  admit(): ((failed: boolean | undefined) => void) | undefined {
    if (this.#state === 'closed') return (failed) => this.#record(failed);
    if (this.#state === 'open' && this.now() - this.#openedAt >= OPEN_MS) this.#state = 'half-open';
    if (this.#state === 'open' || this.#trialRuns) return undefined;
    this.#trialRuns = true;
    return (failed) => this.#settle(failed);
  }

  #record(failed: boolean | undefined): void {
    if (failed === undefined || this.#state !== 'closed') return;
    const at = this.now();
    const second = Math.floor(at / 1000);
    this.#seconds = this.#seconds.filter((sum) => second - sum.second < WINDOW_SECONDS);
    let current = this.#seconds.at(-1);
    if (current?.second !== second) {
      current = { second, calls: 0, failures: 0 };
      this.#seconds.push(current);
    }
    current.calls += 1;
    if (failed) current.failures += 1;
    const calls = this.#seconds.reduce((total, sum) => total + sum.calls, 0);
    const failures = this.#seconds.reduce((total, sum) => total + sum.failures, 0);
    if (calls >= FEWEST_CALLS && failures >= calls * FAILURE_SHARE) this.#open(at);
  }

  #settle(failed: boolean | undefined): void {
    this.#trialRuns = false;
    if (failed === true) this.#open(this.now());
    else if (failed === false) this.#state = 'closed';
  }

  #open(at: number): void {
    this.#state = 'open';
    this.#openedAt = at;
    this.#seconds = [];
  }
}

/** Lets a call through only while the provider isn't known to be down. */
export function withBreaker(
  next: Layer,
  breaker: Breaker,
  { log, observe }: { readonly log: ModelLog; readonly observe: GatewayObserver },
): Layer {
  let told: BreakerState = 'closed';
  const tell = () => {
    if (breaker.state === told) return;
    told = breaker.state;
    observe({ type: 'breaker', state: told });
    log.warn({ breaker: told }, `model breaker is ${told}`);
  };
  return async (request, call) => {
    const report = breaker.admit();
    if (report === undefined) {
      return {
        ok: false,
        reason: 'unavailable',
        detail: 'too many of the last calls failed; the provider is left alone for a while',
        retryAt: breaker.retryAt,
        retry: NEVER,
      };
    }
    tell();
    let failed: boolean | undefined;
    try {
      const outcome = await next(request, call);
      failed = failedTheProvider(outcome);
      return outcome;
    } finally {
      report(failed);
      tell();
    }
  };
}

/** A blocked or ill-formed answer comes from a provider that is up; a rate limit or an aborted call says neither. */
function failedTheProvider(outcome: ModelAnswer | CallFailure): boolean | undefined {
  if (outcome.ok) return false;
  if (outcome.reason === 'unavailable' || outcome.reason === 'timeout') return true;
  return outcome.reason === 'rate-limited' || outcome.reason === 'aborted' ? undefined : false;
}
