import { readdirSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/**
 * Lets what else wants the processor go before this process: a pool that computes takes all there is, and whoever asks
 * how it goes should have the answer at once. A process that was started with less priority than that keeps its own.
 */
export function stepBack(nice: number): void {
  if (nice <= getPriority()) return;
  for (const thread of threads()) {
    try {
      setPriority(thread, nice);
    } catch {
      // One that has ended, or a system that doesn't allow it: it runs as it is.
    }
  }
}

/** On Linux each thread has a priority of its own, which those that it starts inherit: the runtime's are there already. */
function threads(): readonly number[] {
  try {
    return readdirSync('/proc/self/task').map(Number);
  } catch {
    return [process.pid];
  }
}
