import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The limits that a container or a service manager sets to this process, and how much of them is used: control groups of
 * version 2, as all current container engines and systemd use them. Elsewhere, or without a limit, there is nothing to tell.
 */
export interface ContainerUse {
  /** Processors' time used so far by all that the tightest limit holds for, microseconds. */
  readonly cpuMicroseconds: number;
  /** How many processors' time may be used; null for no limit. */
  readonly cpuLimit: number | null;
  /** Bytes used by all that the tightest limit holds for, without what the kernel would give back at once. */
  readonly memoryBytes: number;
  readonly memoryLimit: number | null;
  /** Share of the last ten seconds in which some process waited for memory, percent; null where it isn't told. */
  readonly memoryPressurePercent: number | null;
}

/**
 * Null outside a control group. A process is held by the limits of its own group and of every group around it; in a
 * container only its own can be seen.
 * @param root where control groups are mounted
 * @param membership the file that tells which of them this process is in
 */
export function readContainerUse(
  root = '/sys/fs/cgroup',
  membership = '/proc/self/cgroup',
): ContainerUse | null {
  const groups = groupsAround(root, readText(membership) ?? '');
  const cpu = tightest(groups.map(readCpu));
  const memory = tightest(groups.map(readMemory));
  if (cpu === undefined || memory === undefined) {
    return null;
  }
  return {
    cpuMicroseconds: cpu.used,
    cpuLimit: cpu.limit,
    memoryBytes: memory.used,
    memoryLimit: memory.limit,
    memoryPressurePercent: readPressure(join(memory.group, 'memory.pressure')),
  };
}

/** The ten seconds' average of a file of pressure stall information, percent; null where the kernel has none. */
export function readPressure(file: string): number | null {
  const average = /^some avg10=(\d+(?:\.\d+)?)/.exec(readText(file) ?? '')?.[1];
  return average === undefined ? null : Number(average);
}

/** What a group uses of what it may. */
interface Use {
  readonly group: string;
  readonly used: number;
  /** Null for no limit. */
  readonly limit: number | null;
}

/** Folders of the groups that a process is in, its own last. */
function groupsAround(root: string, membership: string): readonly string[] {
  const path = /^0::(\/.*)$/m.exec(membership)?.[1] ?? '/';
  const names = path.split('/').filter((name) => name !== '');
  // A path that leads out of what is mounted is that of a process which was put into a container from outside.
  const inside = names.includes('..') ? [] : names;
  return [root, ...inside.map((_, nth) => join(root, ...inside.slice(0, nth + 1)))];
}

function readCpu(group: string): Use | undefined {
  const stat = readText(join(group, 'cpu.stat'));
  if (stat === null) return undefined;
  const [quota, period] = (readText(join(group, 'cpu.max')) ?? 'max').trim().split(' ');
  return {
    group,
    used: field(stat, 'usage_usec') ?? 0,
    limit: quota === undefined || quota === 'max' ? null : Number(quota) / Number(period ?? 100_000),
  };
}

function readMemory(group: string): Use | undefined {
  const current = readText(join(group, 'memory.current'));
  if (current === null) return undefined;
  const limit = (readText(join(group, 'memory.max')) ?? 'max').trim();
  const reclaimable = field(readText(join(group, 'memory.stat')) ?? '', 'inactive_file') ?? 0;
  return {
    group,
    used: Math.max(0, Number(current) - reclaimable),
    limit: limit === 'max' ? null : Number(limit),
  };
}

/** Of those that tell anything the one with the lowest limit; the innermost where none has any. */
function tightest(uses: readonly (Use | undefined)[]): Use | undefined {
  return uses.reduce(
    (best, use) => (use === undefined || (best?.limit ?? Infinity) < (use.limit ?? Infinity) ? best : use),
    undefined,
  );
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
