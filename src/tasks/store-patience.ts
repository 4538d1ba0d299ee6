import { setTimeout as delay } from 'node:timers/promises';
import { StoreUnavailableError } from '../errors.js';

const PAUSE_MS = 250;

/**
 * Repeats a write while the database can't be reached, until it succeeds or the signal is aborted. The outcome of a
 * write whose connection broke is unknown, so this is only for writes that may be repeated.
 * @throws what the write throws, once the signal is aborted or when it is something else
 */
export async function untilStored<T>(write: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof StoreUnavailableError) || signal.aborted) {
        throw error;
      }
      await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
