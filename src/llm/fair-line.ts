/**
 * A line whose places are served round-robin over clients, and in order within a client: a client with a thousand
 * waiting calls delays another client's next call by one call, not by a thousand.
 */
export class FairLine<Waiter> {
  /** Waiters by client. The order of the keys is the order of service: a client that was served goes to the end. */
  readonly #waiting = new Map<string, Set<Waiter>>();

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  add(client: string, waiter: Waiter): void {
    const line = this.#waiting.get(client);
    if (line === undefined) this.#waiting.set(client, new Set([waiter]));
    else line.add(waiter);
  }

  /** Lets a waiter leave; false when it was served already. */
  remove(client: string, waiter: Waiter): boolean {
    const line = this.#waiting.get(client);
    const wasThere = line?.delete(waiter) ?? false;
    if (line?.size === 0) this.#waiting.delete(client);
    return wasThere;
  }

  /** Who is served next; it stays where it is. */
  first(): Waiter | undefined {
    for (const line of this.#waiting.values()) for (const waiter of line) return waiter;
    return undefined;
  }

  /** Takes out who is served next. */
  next(): Waiter | undefined {
    for (const [client, line] of this.#waiting) {
      for (const waiter of line) {
        this.#waiting.delete(client);
        line.delete(waiter);
        if (line.size > 0) this.#waiting.set(client, line);
        return waiter;
      }
    }
    return undefined;
  }

  /** How many would be served before one more waiter of a client. */
  before(client: string): number {
    const own = this.#waiting.get(client)?.size ?? 0;
    let sum = 0;
    for (const [other, line] of this.#waiting) sum += other === client ? own : Math.min(line.size, own + 1);
    return sum;
  }
}
