import { monitorEventLoopDelay } from 'node:perf_hooks';
import { currentLoad, mem } from 'systeminformation';
import { readContainerUse, readPressure } from './cgroup.js';
import type { Sample } from './policy.js';

/** Looks at the machine and at this process. */
export interface Sampler {
  sample(): Promise<Sample>;
  close(): void;
}

const EVENT_LOOP_RESOLUTION_MS = 20;

/**
 * A container's limits count before the machine's: systeminformation tells of the whole machine also in a container. The
 * first sample tells no processor load in a container with a limit, since it is measured between two.
 */
export function openSampler(): Sampler {
  const loop = monitorEventLoopDelay({ resolution: EVENT_LOOP_RESOLUTION_MS });
  loop.enable();
  let before: { readonly at: number; readonly cpuMicroseconds: number } | undefined;
  return {
    sample: async () => {
      const at = performance.now();
      const container = readContainerUse();
      const eventLoopDelayMs = Math.max(0, loop.percentile(99) / 1e6 - EVENT_LOOP_RESOLUTION_MS);
      loop.reset();
      let cpuPercent: number | null = null;
      if (container?.cpuLimit == null) {
        // What runs with a lower priority gives way: for us its time is free.
        const load = await currentLoad();
        cpuPercent = load.currentLoad - load.currentLoadNice;
      } else {
        if (before !== undefined && at > before.at) {
          const used = (container.cpuMicroseconds - before.cpuMicroseconds) / 1000 / (at - before.at);
          cpuPercent = (100 * used) / container.cpuLimit;
        }
        before = { at, cpuMicroseconds: container.cpuMicroseconds };
      }
      return {
        cpuPercent,
        memoryPercent:
          container?.memoryLimit == null
            ? await machineMemory()
            : (100 * container.memoryBytes) / container.memoryLimit,
        // Before the first of its beats the histogram has nothing to tell.
        eventLoopDelayMs: Number.isFinite(eventLoopDelayMs) ? eventLoopDelayMs : null,
        memoryPressurePercent: container?.memoryPressurePercent ?? readPressure('/proc/pressure/memory'),
      };
    },
    close: () => loop.disable(),
  };
}

async function machineMemory(): Promise<number> {
  const { total, available } = await mem();
  return (100 * (total - available)) / total;
}
