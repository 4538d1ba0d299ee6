import { getPriority, setPriority } from 'node:os';

/**
 * Lets what else wants the processor go before this process: a pool that computes takes all there is, and whoever asks
 * how it goes should have the answer at once. A process that was started with less priority than that keeps its own.
 */
export function stepBack(nice: number): void {
  if (nice <= getPriority()) return;
  try {
    setPriority(nice);
  } catch {
    // A system that doesn't allow it: it runs as it is.
  }
}
