import { FairLine } from './fair-line.js';
import { LONGEST_WAIT_MS } from './outcome.js';
import type { PoolQuota } from './rate/pool-quota.js';

/** What becomes of a call that asks to be made. */
export type Entry =
  | {
      readonly kind: 'admitted';
      /** What it waited for; a free slot when it didn't wait for the quota. */
      readonly limit: 'concurrency' | 'rate';
      readonly waitMs: number;
      /**
       * Gives the slot back; calling it again does nothing.
       * @param tokens what the call really took; undefined when nobody knows
       */
      leave(tokens: number | undefined): void;
    }
  /** The quota has no place for it within 10 s, more of a call that is large against it. */
  | { readonly kind: 'limited'; readonly retryAfterMs: number }
  /** Its caller has gone. */
  | { readonly kind: 'gone' };

interface Waiter {
  readonly client: string;
  readonly tokens: number;
  readonly since: number;
  readonly settle: (entry: Entry) => void;
}

/** A little longer than a place is taken ahead: one that is due at the last moment still goes to who waited for it. */
const PATIENCE_MS = LONGEST_WAIT_MS + 100;
/** The part of the old pace that stays when a new interval was seen. */
const INERTIA = 0.8;
const SOONEST_RETURN_MS = 1_000;

/**
 * Where a process's calls wait until they may be made: for one of its slots and, when the pool has a quota, for a place
 * in it. There is one line for both, served round-robin over clients; whoever leaves it leaves at once.
 *
 * With a quota the gate takes the pool's next place for whoever will be first when it comes due, and never more than one
 * at a time. So processes take turns, no place is lost to a caller that leaves, and no slot is held while it waits. A
 * call that would wait for longer than 10 s (`ownWaitMs` more if it is large) is turned away with the moment at which it
 * may expect a place. These moments lie apart as places do: those who were turned away together don't come back together.
 */
export class CallGate {
  readonly #line = new FairLine<Waiter>();
  readonly #quota: PoolQuota | undefined;
  #free: number;
  #waiting = 0;
  #serving = false;
  /** Ends the wait for a place that nobody wants any more. */
  #wake: (() => void) | undefined;
  /** Milliseconds between two places of this process while there is a wait for them; 0 when there is none. */
  #interval = 0;
  #lastPlaceAt = 0;
  /** The moment that was named last to a call that was turned away. */
  #promised = 0;

  constructor(
    /** Calls that may be in flight at once. */
    readonly slots: number,
    quota?: PoolQuota,
  ) {
    this.#free = slots;
    this.#quota = quota;
  }

  /** Calls that were let through and have not left. */
  get inFlight(): number {
    return this.slots - this.#free;
  }

  /** Calls in the line. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Whether an estimate of a call's tokens is of any use. */
  get countsTokens(): boolean {
    return this.#quota?.limitsTokens === true;
  }

  /** Asks for a call of about so many tokens to be let through. */
  enter(client: string, tokens: number, signal: AbortSignal): Promise<Entry> {
    if (signal.aborted) return Promise.resolve({ kind: 'gone' });
    if (this.#quota === undefined && this.#free > 0) {
      return Promise.resolve(this.#admit('concurrency', 0));
    }
    const patienceMs = PATIENCE_MS + (this.#quota?.ownWaitMs(tokens) ?? 0);
    if (this.#line.isEmpty && performance.now() - this.#lastPlaceAt > this.#interval) this.#interval = 0;
    if (this.#line.before(client) * this.#interval > LONGEST_WAIT_MS) {
      return Promise.resolve({ kind: 'limited', retryAfterMs: this.#nextPromise(0) });
    }
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const waiter: Waiter = {
        client,
        tokens,
        since: performance.now(),
        settle: (entry) => {
          this.#waiting -= 1;
          clearTimeout(timer);
          signal.removeEventListener('abort', leave);
          resolve(entry);
        },
      };
      const leave = () => this.#turnAway(waiter, { kind: 'gone' });
      signal.addEventListener('abort', leave, { once: true });
      const loseHope = () => {
        if (this.#free === 0) timer = setTimeout(loseHope, patienceMs);
        else this.#turnAway(waiter, { kind: 'limited', retryAfterMs: this.#nextPromise(0) });
      };
      if (this.#quota !== undefined) timer = setTimeout(loseHope, patienceMs);
      this.#line.add(client, waiter);
      this.#waiting += 1;
      this.#serve();
    });
  }

  #turnAway(waiter: Waiter, entry: Entry): void {
    if (this.#line.remove(waiter.client, waiter)) waiter.settle(entry);
    if (this.#line.isEmpty) this.#wake?.();
  }

  #serve(): void {
    const quota = this.#quota;
    if (quota !== undefined) {
      if (!this.#serving) void this.#serveByQuota(quota);
      return;
    }
    while (this.#free > 0) {
      const waiter = this.#line.next();
      if (waiter === undefined) return;
      waiter.settle(this.#admit('concurrency', performance.now() - waiter.since));
    }
  }

  async #serveByQuota(quota: PoolQuota): Promise<void> {
    this.#serving = true;
    try {
      for (;;) {
        const first = this.#free > 0 ? this.#line.first() : undefined;
        if (first === undefined) return;
        const place = await quota.takePlace(first.tokens);
        if (!place.taken) {
          this.#turnAway(first, { kind: 'limited', retryAfterMs: this.#nextPromise(place.waitMs) });
          continue;
        }
        if (this.#interval === 0) this.#interval = place.waitMs;
        const isDue = place.waitMs === 0 || (await this.#until(place.waitMs));
        const waiter = isDue ? this.#line.next() : undefined;
        if (waiter === undefined) {
          quota.settle(first.tokens, 0);
          continue;
        }
        this.#measure(place.waitMs);
        const limit = place.waitMs > 0 ? 'rate' : 'concurrency';
        waiter.settle(this.#admit(limit, performance.now() - waiter.since, waiter.tokens, first.tokens));
      }
    } finally {
      this.#serving = false;
    }
  }

  /** Waits for a place to come due; false when nobody waits for it any more before it is. */
  #until(waitMs: number): Promise<boolean> {
    if (this.#line.isEmpty) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end = (isDue: boolean) => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve(isDue);
      };
      const timer = setTimeout(() => end(true), waitMs);
      this.#wake = () => end(false);
    });
  }

  /**
   * @param estimate tokens of the call
   * @param taken tokens for which its place was taken: those of the call that was first then
   */
  #admit(limit: 'concurrency' | 'rate', waitMs: number, estimate = 0, taken = 0): Entry {
    this.#free -= 1;
    let inside = true;
    return {
      kind: 'admitted',
      limit,
      waitMs,
      leave: (tokens) => {
        if (!inside) return;
        inside = false;
        this.#free += 1;
        this.#quota?.settle(taken, tokens ?? estimate);
        this.#serve();
      },
    };
  }

  #measure(waitMs: number): void {
    const now = performance.now();
    const interval = now - this.#lastPlaceAt;
    this.#lastPlaceAt = now;
    if (waitMs === 0) this.#interval = 0;
    else this.#interval = INERTIA * this.#interval + (1 - INERTIA) * interval;
  }

  /** Milliseconds until the next moment that can be promised, a quota's window away at most. */
  #nextPromise(leastMs: number): number {
    const now = performance.now();
    const next = Math.max(this.#promised, now) + Math.max(this.#interval, SOONEST_RETURN_MS);
    this.#promised = Math.min(next, now + (this.#quota?.windowMs ?? 0));
    return Math.max(leastMs, this.#promised - now);
  }
}
