import { inPlaceOf } from './model-layer.js';
import { type LanguageModel, NO_USAGE } from './port.js';

/**
 * Lets another model stand in whenever the first can't be reached: for a run whose patience with an outage is over. The
 * first is asked each time, so that it takes over again as soon as it is back.
 */
export function withFallback(model: LanguageModel, standIn: LanguageModel): LanguageModel {
  return inPlaceOf(model, async (request, signal) => {
    const reply = await model.generate(request, signal);
    if (reply.ok || reply.reason !== 'unavailable') {
      return reply;
    }
    const filled = await standIn.generate(request, signal);
    if (!filled.ok) {
      return reply;
    }
    // Answers that the first gave before it went away are paid for, and those that got lost may be.
    const { usage = NO_USAGE, costUsd = 0, calls = 0, unanswered } = reply;
    const unconfirmed = unanswered === undefined ? {} : { unanswered };
    return { ...filled, source: 'fallback', usage, costUsd, calls, ...unconfirmed };
  });
}
