import { LONGEST_WAIT_MS, type ModelLog } from '../outcome.js';
import {
  type Buckets,
  type Claim,
  NO_PACE,
  type Pace,
  type Place,
  paceOfRequests,
  paceOfTokens,
  takePlace,
} from './schedule.js';
import type { RateStore } from './store.js';

export interface PoolQuotaOptions {
  readonly store: RateStore;
  /** Per window; undefined for no limit. */
  readonly requests: number | undefined;
  readonly tokens: number | undefined;
  readonly log: ModelLog;
  /** A minute unless a test has less time. */
  readonly windowMs?: number;
}

const MINUTE_MS = 60_000;
/** A store that doesn't answer in this time is away. */
const STORE_PATIENCE_MS = 1_000;
/** Processes notice about together that it is back, so that none has the pool's quota while others have their shares. */
const LOOK_EVERY_MS = 1_000;

/** A call that was let through. */
interface Passed {
  readonly at: number;
  readonly tokens: number;
}

/** What a process goes by while the store is away; performance.now() is its clock. */
interface Share {
  readonly requests: Pace;
  readonly tokens: Pace;
  buckets: Buckets;
  nextLookAt: number;
}

/**
 * The quota that all processes of the pool share.
 *
 * While its store can't be reached, each process goes on at the pace that the store allowed it in the last minute, one
 * call a minute at least. What all of them were allowed together was within the quota, so the sum of these shares is
 * too; a process that had nothing to do then has little now, and its tasks go to others.
 */
export class PoolQuota {
  readonly #store: RateStore;
  readonly #log: ModelLog;
  readonly #windowMs: number;
  readonly #requests: Pace;
  readonly #tokens: Pace;
  /** The largest call that the quota of tokens can ever let through; a larger one counts as this. */
  readonly #largest: number;
  /** What this process was allowed in the last window, oldest first. */
  #passed: Passed[] = [];
  /** While the store is away. */
  #share: Share | undefined;

  constructor({ store, requests, tokens, log, windowMs = MINUTE_MS }: PoolQuotaOptions) {
    this.#store = store;
    this.#log = log;
    this.#windowMs = windowMs;
    this.#requests = requests === undefined ? NO_PACE : paceOfRequests(requests, windowMs);
    this.#tokens = tokens === undefined ? NO_PACE : paceOfTokens(tokens, windowMs);
    this.#largest = tokens ?? Number.POSITIVE_INFINITY;
  }

  /** The scale of the quota: nobody needs to stay away for longer. */
  get windowMs(): number {
    return this.#windowMs;
  }

  get limitsTokens(): boolean {
    return this.#tokens !== NO_PACE;
  }

  /**
   * How much longer than 10 s a call of about so many tokens is waited for. What is large against the quota needs the pool to
   * have asked for little for a while, which it never has while small calls go on: such a call takes its place ahead, and they
   * wait for it.
   */
  ownWaitMs(tokens: number): number {
    return Math.max(0, this.#tokens.unitMs * Math.min(tokens, this.#largest) - this.#tokens.burstMs);
  }

  /** Takes the pool's next place for a call of about so many tokens, unless it is further away than 10 s and its own wait. */
  async takePlace(tokens: number): Promise<Place> {
    const weight = Math.min(tokens, this.#largest);
    const place = await this.#fromStore(weight);
    if (place.taken) this.#note({ at: performance.now() + place.waitMs, tokens: weight });
    return place;
  }

  /** Corrects the estimate of a call by what it really took. A store that is away is not told: idle time makes it up. */
  settle(estimate: number, real: number): void {
    const difference = real - Math.min(estimate, this.#largest);
    if (!this.limitsTokens || difference === 0 || this.#share !== undefined) return;
    this.#store.settleTokens(difference * this.#tokens.unitMs).catch(() => undefined);
  }

  async #fromStore(tokens: number): Promise<Place> {
    if (this.#share !== undefined) {
      this.#lookForStore(this.#share);
      return this.#fromShare(tokens, this.#share);
    }
    try {
      const longestWaitMs = LONGEST_WAIT_MS + this.ownWaitMs(tokens);
      return await inTime(
        this.#store.takePlace(this.#claim(this.#requests, this.#tokens, tokens, longestWaitMs)),
      );
    } catch (error) {
      this.#share ??= this.#shareOfLastWindow(error);
      return this.#fromShare(tokens, this.#share);
    }
  }

  /** Finds out, beside the calls, whether the store is back. */
  #lookForStore(share: Share): void {
    const now = performance.now();
    if (now < share.nextLookAt) return;
    share.nextLookAt = Number.POSITIVE_INFINITY;
    inTime(this.#store.settleTokens(0)).then(
      () => {
        this.#share = undefined;
        this.#log.warn({}, 'the store of the model quota is back');
      },
      () => {
        share.nextLookAt = performance.now() + LOOK_EVERY_MS;
      },
    );
  }

  #claim(requests: Pace, tokens: Pace, weight: number, longestWaitMs: number): Claim {
    return {
      requestMs: requests.unitMs,
      requestBurstMs: requests.burstMs,
      tokenMs: tokens.unitMs * weight,
      tokenBurstMs: tokens.burstMs,
      longestWaitMs,
      horizonMs: 3 * this.#windowMs + LONGEST_WAIT_MS,
    };
  }

  #shareOfLastWindow(error: unknown): Share {
    const now = performance.now();
    this.#forget(now);
    const requests = Math.max(1, this.#passed.length);
    const tokens = this.#passed.reduce((sum, call) => sum + call.tokens, 0);
    this.#log.warn(
      { err: error, requests, tokens },
      'the store of the model quota is away: this process keeps to what it was allowed in the last minute',
    );
    const paces = {
      requests: this.#requests === NO_PACE ? NO_PACE : paceOfRequests(requests, this.#windowMs),
      tokens: !this.limitsTokens || tokens === 0 ? NO_PACE : paceOfTokens(tokens, this.#windowMs),
    };
    return {
      ...paces,
      // Empty: what the last minute allowed is spent.
      buckets: {
        requestsFullAt: now + paces.requests.burstMs,
        tokensFullAt: now + paces.tokens.burstMs,
      },
      nextLookAt: now + LOOK_EVERY_MS,
    };
  }

  #fromShare(tokens: number, share: Share): Place {
    const claim = this.#claim(share.requests, share.tokens, tokens, LONGEST_WAIT_MS);
    const { buckets, place } = takePlace(share.buckets, claim, performance.now());
    share.buckets = buckets;
    return place;
  }

  #note(call: Passed): void {
    this.#passed.push(call);
    this.#forget(call.at);
  }

  #forget(now: number): void {
    const first = this.#passed.findIndex(({ at }) => at > now - this.#windowMs);
    this.#passed = first === -1 ? [] : this.#passed.slice(first);
  }
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), STORE_PATIENCE_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
