/**
 * Whether an API process turns work away, by how late its own event loop is. Pure: state and measurement in, state out.
 * What is late twice in a row is too much at once and no mere pause; and shedding ends only when the loop has had room
 * for a while, well below where it began, so that the process doesn't swing between the two.
 */
export interface SheddingState {
  readonly isShedding: boolean;
  /** Windows in a row that passed the limit, and that had room. */
  readonly above: number;
  readonly below: number;
}

export const NOT_SHEDDING: SheddingState = { isShedding: false, above: 0, below: 0 };

const WINDOWS_ABOVE = 2;
const WINDOWS_BELOW = 3;
/** Room begins at this part of the limit. */
const ROOM = 0.5;

/**
 * @param delayMs 99th percentile of what the event loop was late by in the window that ended, milliseconds
 * @param limitMs what it may be
 */
export function shed(state: SheddingState, delayMs: number, limitMs: number): SheddingState {
  const above = delayMs > limitMs ? state.above + 1 : 0;
  const below = delayMs < limitMs * ROOM ? state.below + 1 : 0;
  const isShedding = state.isShedding ? below < WINDOWS_BELOW : above >= WINDOWS_ABOVE;
  return { isShedding, above, below };
}
