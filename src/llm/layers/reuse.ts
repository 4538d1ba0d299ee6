import { inPlaceOf } from '../model-layer.js';
import type { LanguageModel, Reuse } from '../port.js';

/** Says for all calls of a run what may be reused: the run knows it, and those who make its requests needn't. */
export function withReuse(next: LanguageModel, reuse: Reuse): LanguageModel {
  return inPlaceOf(next, (request, signal) => next.generate({ ...request, reuse }, signal));
}
