export interface TimeShareOptions {
  /** Of all the time, 0..1: what the work may take in the long run. */
  readonly share: number;
  /** How much of it can be saved up while there is nothing to do. */
  readonly savedMs: number;
  /** The longest rest, however long the work before it took: it may have done nothing but wait. */
  readonly mostRestMs: number;
}

/**
 * How long to rest after each piece of work, so that all of it takes no more than its share of the time.
 * @param openedAt in milliseconds, by the clock of the pieces' times
 * @returns takes when a piece began and when it ended; returns the milliseconds to rest after it
 */
export function createTimeShare(
  { share, savedMs, mostRestMs }: TimeShareOptions,
  openedAt: number,
): (startedAt: number, endedAt: number) => number {
  let saved = savedMs;
  let lastAt = openedAt;
  return (startedAt, endedAt) => {
    saved = Math.min(savedMs, saved + share * (endedAt - lastAt)) - (endedAt - startedAt);
    saved = Math.max(saved, -share * mostRestMs);
    lastAt = endedAt;
    return Math.max(0, -saved / share);
  };
}
