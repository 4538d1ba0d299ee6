import type { Claim, Place } from './schedule.js';

/**
 * Where the buckets of `schedule.ts` are kept for all processes of the pool. Its time is the store's own, so that no two
 * processes need to agree on theirs.
 */
export interface RateStore {
  /**
   * Takes a place in one step that no other process can come between.
   * @throws when the store can't be reached
   */
  takePlace(claim: Claim): Promise<Place>;
  /** Adds to the bucket of tokens, or gives back when negative; throws as `takePlace` does. */
  settleTokens(tokenMs: number): Promise<void>;
}
