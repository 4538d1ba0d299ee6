import { Countdown } from '../countdown.js';
import { BACKOFF, type Layer } from '../outcome.js';

/** Limits one try. A provider that doesn't answer in time may well answer the next try. */
export function withTimeout(next: Layer, limitMs: number): Layer {
  return async (request, call) => {
    const countdown = new Countdown(call.signal, limitMs);
    try {
      const outcome = await next(request, { ...call, signal: countdown.signal });
      if (outcome.ok || outcome.reason !== 'aborted' || call.signal.aborted) return outcome;
      return { ...outcome, reason: 'timeout', detail: `no answer within ${limitMs} ms`, retry: BACKOFF };
    } finally {
      countdown.close();
    }
  };
}
