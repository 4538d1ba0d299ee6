/** Gives a slot back; calling it again does nothing. */
export type Release = () => void;

interface Waiter {
  readonly admit: () => void;
}

/**
 * A counting semaphore whose waiters are served round-robin over clients, and in order within a client: a client with
 * a thousand waiting calls delays another client's next call by one call, not by a thousand.
 */
export class FairSemaphore {
  /** Waiters by client. The order of the keys is the order of service: a client that was served goes to the end. */
  readonly #waiting = new Map<string, Set<Waiter>>();
  #free: number;

  constructor(slots: number) {
    this.#free = slots;
  }

  /**
   * Takes a slot, waiting for one if need be. A waiter whose signal is aborted leaves the line at once.
   * @returns what gives the slot back; nothing if the signal was aborted first
   */
  acquire(client: string, signal: AbortSignal): Promise<Release | undefined> {
    if (signal.aborted) return Promise.resolve(undefined);
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve(this.#release());
    }
    return new Promise((resolve) => {
      const waiter: Waiter = {
        admit: () => {
          signal.removeEventListener('abort', leave);
          resolve(this.#release());
        },
      };
      const leave = () => {
        this.#remove(client, waiter);
        resolve(undefined);
      };
      signal.addEventListener('abort', leave, { once: true });
      const line = this.#waiting.get(client);
      if (line === undefined) this.#waiting.set(client, new Set([waiter]));
      else line.add(waiter);
    });
  }

  #release(): Release {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#next();
    };
  }

  /** Hands the freed slot to the next client's first waiter. */
  #next(): void {
    for (const [client, line] of this.#waiting) {
      for (const waiter of line) {
        this.#waiting.delete(client);
        line.delete(waiter);
        if (line.size > 0) this.#waiting.set(client, line);
        waiter.admit();
        return;
      }
    }
    this.#free += 1;
  }

  #remove(client: string, waiter: Waiter): void {
    const line = this.#waiting.get(client);
    line?.delete(waiter);
    if (line?.size === 0) this.#waiting.delete(client);
  }
}
