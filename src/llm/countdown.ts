import { setMaxListeners } from 'node:events';

/**
 * A time limit as an AbortSignal that also follows another signal. `AbortSignal.any` with `AbortSignal.timeout` would
 * say the same, but keeps its timer after the work is done and, on Node 20, a reference from the outer signal, which
 * lives as long as a task; `close` leaves nothing behind.
 */
export class Countdown {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal;
  readonly #abort = () => {
    this.#controller.abort();
  };
  #leftMs: number;
  #startedAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(outer: AbortSignal, limitMs: number) {
    this.#outer = outer;
    this.#leftMs = limitMs;
    if (outer.aborted) {
      this.#controller.abort();
    } else {
      // All personas of a turn follow their task's signal at once: Node takes more than ten listeners for a leak.
      setMaxListeners(0, outer);
      outer.addEventListener('abort', this.#abort, { once: true });
      this.resume();
    }
  }

  /** Aborted when the time is over or the outer signal is. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Stops the clock. */
  pause(): void {
    if (this.#timer !== undefined) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#leftMs = Math.max(0, this.#leftMs - (performance.now() - this.#startedAt));
    }
  }

  /** Lets the clock run on with the time that was left. */
  resume(): void {
    if (this.#timer === undefined) {
      this.#startedAt = performance.now();
      this.#timer = setTimeout(this.#abort, this.#leftMs);
    }
  }

  /** Removes the timer and the listener; the signal never changes again. */
  close(): void {
    clearTimeout(this.#timer);
    this.#outer.removeEventListener('abort', this.#abort);
  }
}
