import { inPlaceOf } from '../model-layer.js';
import type { LanguageModel } from '../port.js';

/**
 * Lets a request pass once it is cleared, as when the journal has noted it. Outside of it is what looks for answers that
 * are there already, which goes on meanwhile; inside of it is what callers of other runs share, which no run's refusal may
 * reach.
 */
export function withClearance(next: LanguageModel): LanguageModel {
  return inPlaceOf(next, async (request, signal) => {
    await request.cleared;
    return next.generate(request, signal);
  });
}
