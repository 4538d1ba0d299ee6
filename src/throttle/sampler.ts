import { getPriority } from 'node:os';
import { currentLoad, mem } from 'systeminformation';
import { readContainerUse, readPressure } from './cgroup.js';
import { monitorEventLoop } from './event-loop.js';
import type { Sample } from './policy.js';

/** Looks at the machine and at this process. */
export interface Sampler {
  sample(): Promise<Sample>;
  close(): void;
}

/**
 * A container's limits count before the machine's: systeminformation tells of the whole machine also in a container. The
 * first sample tells no processor load in a container with a limit, since it is measured between two.
 */
export function openSampler(): Sampler {
  const loop = monitorEventLoop();
  let before: { readonly at: number; readonly cpuMicroseconds: number } | undefined;
  return {
    sample: async () => {
      const at = performance.now();
      const container = readContainerUse();
      const eventLoopDelayMs = loop.look();
      let cpuPercent: number | null = null;
      if (container?.cpuLimit == null) {
        const load = await currentLoad();
        // What runs with a lower priority than ours gives way: for us its time is free. The system tells only of all that has
        // less than the usual one, which may be our own and our like's.
        cpuPercent = load.currentLoad - (getPriority() > 0 ? 0 : load.currentLoadNice);
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
        eventLoopDelayMs,
        memoryPressurePercent: container?.memoryPressurePercent ?? readPressure('/proc/pressure/memory'),
      };
    },
    close: () => loop.close(),
  };
}

async function machineMemory(): Promise<number> {
  const { total, available } = await mem();
  return (100 * (total - available)) / total;
}
