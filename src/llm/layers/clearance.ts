import { inPlaceOf } from '../model-layer.js';
import type { LanguageModel } from '../port.js';

/**
 * Lets a request pass once it is cleared, as when the journal has noted it. Outside of it is what goes on meanwhile: the
 * look for answers that are there, and the lease on a call that others may share. To those a request that is refused looks
 * like one whose caller has left.
 */
export function withClearance(next: LanguageModel): LanguageModel {
  return inPlaceOf(next, async (request, signal) => {
    try {
      await request.cleared;
    } catch {
      return { ok: false, reason: 'aborted' };
    }
    return next.generate(request, signal);
  });
}
