import { readFileSync } from 'node:fs';
import { arch, cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { packageRoot, packageVersion } from '../../src/package.js';

/** Where and with what something was measured. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  /** Processes that ran or waited to, over the minute before: above the cores, something else was measured as well. */
  readonly loadBefore: number;
  readonly versions: Readonly<Record<string, string>>;
}

const PACKAGES = ['bullmq', 'express', 'pg', 'ioredis', 'autocannon'];

/** @param servers versions of the servers that are used, by name */
export function describeMachine(servers: Readonly<Record<string, string>>): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()} ${arch()}`,
    loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    versions: {
      'novel-engine': packageVersion(),
      Node: process.versions.node,
      ...servers,
      ...Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
    },
  };
}

function versionOf(name: string): string {
  const file = join(packageRoot(), 'node_modules', name, 'package.json');
  const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, 'version') : undefined;
  return String(version);
}

/** In one line. */
export function machineLine(machine: Machine): string {
  const { processor, cores, memoryGiB, system, loadBefore, versions } = machine;
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${cores} × ${processor}, ${memoryGiB} GiB, ${system}, load ${loadBefore} before; ${programs.join(', ')}`;
}
