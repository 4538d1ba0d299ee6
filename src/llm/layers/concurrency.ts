import type { FairSemaphore } from '../fair-semaphore.js';
import { ABORTED, type Layer } from '../outcome.js';

/**
 * Limits the calls in flight. It is inside the retry layer, so that every try takes a slot anew and none is held
 * while a call sleeps between tries.
 */
export function withConcurrencyLimit(next: Layer, slots: FairSemaphore): Layer {
  return async (request, call) => {
    const release = await call.offTheClock(() => slots.acquire(request.scope.clientId, call.signal));
    if (release === undefined) return ABORTED;
    try {
      return await next(request, call);
    } finally {
      release();
    }
  };
}
