import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The limits that a container sets to this process, and how much of them is used: control groups of version 2, as all
 * current container engines use them. Elsewhere, or without a limit, there is nothing to tell.
 */
export interface ContainerUse {
  /** Processors' time used so far, microseconds. */
  readonly cpuMicroseconds: number;
  /** How many processors' time may be used; null for no limit. */
  readonly cpuLimit: number | null;
  /** Bytes used, without what the kernel would give back at once. */
  readonly memoryBytes: number;
  readonly memoryLimit: number | null;
  /** Share of the last ten seconds in which some process waited for memory, percent; null where it isn't told. */
  readonly memoryPressurePercent: number | null;
}

/** Null outside a container. `root` is where the control group of this process is mounted. */
export function readContainerUse(root = '/sys/fs/cgroup'): ContainerUse | null {
  const cpuStat = read(root, 'cpu.stat');
  const current = read(root, 'memory.current');
  if (cpuStat === null || current === null) {
    return null;
  }
  const [quota, period] = (read(root, 'cpu.max') ?? 'max').trim().split(' ');
  const limit = (read(root, 'memory.max') ?? 'max').trim();
  return {
    cpuMicroseconds: field(cpuStat, 'usage_usec') ?? 0,
    cpuLimit: quota === undefined || quota === 'max' ? null : Number(quota) / Number(period ?? 100_000),
    memoryBytes: Math.max(
      0,
      Number(current) - (field(read(root, 'memory.stat') ?? '', 'inactive_file') ?? 0),
    ),
    memoryLimit: limit === 'max' ? null : Number(limit),
    memoryPressurePercent: readPressure(join(root, 'memory.pressure')),
  };
}

/** The ten seconds' average of a file of pressure stall information, percent; null where the kernel has none. */
export function readPressure(file: string): number | null {
  const average = /^some avg10=(\d+(?:\.\d+)?)/.exec(readText(file) ?? '')?.[1];
  return average === undefined ? null : Number(average);
}

function read(root: string, name: string): string | null {
  return readText(join(root, name));
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** A number from lines of `name number`. */
function field(text: string, name: string): number | undefined {
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}
