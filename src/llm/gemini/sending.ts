import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { z } from 'zod';

/** The HTTP requests that one call makes, and what became of them. */
export class Sending {
  #made = 0;
  #sent = 0;

  /** Runs the call; the requests that it makes by `fetch` are watched. */
  run<T>(call: () => Promise<T>): Promise<T> {
    return watched.run(this, call);
  }

  /** Whether the server may have worked on the call: not if no request got as far as being sent. In doubt it may. */
  mayHaveArrived(): boolean {
    return this.#made === 0 || this.#sent > 0;
  }

  made(): void {
    this.#made += 1;
  }

  sent(): void {
    this.#sent += 1;
  }
}

const watched = new AsyncLocalStorage<Sending>();
const sendingOf = new WeakMap<object, Sending>();
const aboutRequest = z.object({ request: z.custom<object>((value) => typeof value === 'object') });

// The SDK keeps no cause of a failed request, and `fetch failed` may mean that nobody was reached. Node's fetch tells.
subscribe('undici:request:create', (message) => {
  const sending = watched.getStore();
  const about = aboutRequest.safeParse(message);
  if (sending !== undefined && about.success) {
    sending.made();
    sendingOf.set(about.data.request, sending);
  }
});
subscribe('undici:client:sendHeaders', (message) => {
  const about = aboutRequest.safeParse(message);
  if (about.success) {
    sendingOf.get(about.data.request)?.sent();
  }
});
