import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How late the event loop of this process is. */
export interface EventLoopMonitor {
  /**
   * 99th percentile since the last look of what the loop was late by, milliseconds; null when it told nothing yet. The
   * next look begins anew.
   */
  look(): number | null;
  close(): void;
}

/** The histogram holds whole intervals of its timer, so this much of each is no delay. */
const RESOLUTION_MS = 20;

export function monitorEventLoop(): EventLoopMonitor {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  return {
    look: () => {
      const delayMs = Math.max(0, histogram.percentile(99) / 1e6 - RESOLUTION_MS);
      histogram.reset();
      return Number.isFinite(delayMs) ? delayMs : null;
    },
    close: () => histogram.disable(),
  };
}
