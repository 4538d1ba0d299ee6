import { Countdown } from '../countdown.js';
import { type CallFailure, type Layer, NEVER } from '../outcome.js';
import type { ModelAnswer, ModelRequest } from '../port.js';

/**
 * Limits a whole call, its tries, repairs and back-off together. The clock stands while the call waits for something
 * that is not the model: our own semaphore, or a rate limit for as long as the provider asked. Otherwise a busy pool
 * would turn its own queue into timeouts, and timeouts into worse stories.
 */
export function withDeadline(next: Layer<ModelAnswer>, limitMs: number) {
  return async (request: ModelRequest, signal: AbortSignal): Promise<ModelAnswer | CallFailure> => {
    if (signal.aborted) return { ok: false, reason: 'aborted', retry: NEVER };
    const countdown = new Countdown(signal, limitMs);
    const offTheClock = async <T>(wait: () => Promise<T>): Promise<T> => {
      countdown.pause();
      try {
        return await wait();
      } finally {
        countdown.resume();
      }
    };
    try {
      const outcome = await next(request, { signal: countdown.signal, offTheClock });
      if (outcome.ok) return outcome;
      // Whatever failed last, a caller who has left is told that, not what it would have waited for.
      if (signal.aborted) return { ...outcome, reason: 'aborted' };
      if (outcome.reason !== 'aborted') return outcome;
      return { ...outcome, reason: 'timeout', detail: `no answer within ${limitMs} ms` };
    } finally {
      countdown.close();
    }
  };
}
