import { type Buckets, settleTokens, takePlace } from '../../src/llm/rate/schedule.js';
import type { RateStore } from '../../src/llm/rate/store.js';

/** The model that the real stores follow, for tests that have no server or a clock of their own. */
export function memoryRateStore(now: () => number): RateStore {
  let kept: Buckets = { requestsFullAt: 0, tokensFullAt: 0 };
  return {
    takePlace: async (claim) => {
      const { buckets, place } = takePlace(kept, claim, now());
      kept = buckets;
      return place;
    },
    settleTokens: async (tokenMs) => {
      kept = settleTokens(kept, tokenMs, now());
    },
  };
}
