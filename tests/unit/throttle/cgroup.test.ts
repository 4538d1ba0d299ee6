import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readContainerUse, readPressure } from '../../../src/throttle/cgroup.js';

type Files = Readonly<Record<string, string>>;

/** A control group's folder with the files given. */
function group(files: Files): string {
  return groups({ '.': files });
}

/** A tree of control groups, by their paths. */
function groups(tree: Readonly<Record<string, Files>>): string {
  const root = mkdtempSync(join(tmpdir(), 'novel-engine-cgroup-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [path, files] of Object.entries(tree)) {
    mkdirSync(join(root, path), { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(root, path, name), text);
    }
  }
  return root;
}

/** The file that tells which group a process is in. */
function memberOf(path: string): string {
  return join(group({ cgroup: `4:memory:/elsewhere\n0::${path}\n` }), 'cgroup');
}

const STAT = 'usage_usec 1500000\nuser_usec 1000000\nsystem_usec 500000\n';

test('a container tells its quota, its limit, and what of them is used', () => {
  const root = group({
    'cpu.stat': STAT,
    'cpu.max': '150000 100000\n',
    'memory.current': '900000\n',
    'memory.max': '1000000\n',
    'memory.stat': 'anon 5\ninactive_file 200000\nactive_file 7\n',
    'memory.pressure':
      'some avg10=12.34 avg60=1.00 avg300=0.00 total=5\nfull avg10=1.00 avg60=0 avg300=0 total=1\n',
  });
  expect(readContainerUse(root)).toEqual({
    cpuMicroseconds: 1_500_000,
    cpuLimit: 1.5,
    memoryBytes: 700_000,
    memoryLimit: 1_000_000,
    memoryPressurePercent: 12.34,
  });
});

test('a container without limits has none', () => {
  const root = group({
    'cpu.stat': STAT,
    'cpu.max': 'max 100000\n',
    'memory.current': '900000\n',
    'memory.max': 'max\n',
  });
  expect(readContainerUse(root)).toMatchObject({
    cpuLimit: null,
    memoryLimit: null,
    memoryBytes: 900_000,
    memoryPressurePercent: null,
  });
});

test('the tightest limit counts, of its own group and those around it, with all that it holds for', () => {
  const root = groups({
    '.': { 'cpu.stat': STAT },
    slice: {
      'cpu.stat': 'usage_usec 7\n',
      'cpu.max': '50000 100000\n',
      'memory.current': '800000\n',
      'memory.max': '2000000\n',
    },
    'slice/workers.service': {
      'cpu.stat': 'usage_usec 3\n',
      'cpu.max': 'max 100000\n',
      'memory.current': '300000\n',
      'memory.max': '1000000\n',
    },
    'slice/workers.service/one': {
      'cpu.stat': 'usage_usec 1\n',
      'cpu.max': '200000 100000\n',
      'memory.current': '100000\n',
      'memory.max': 'max\n',
      'memory.pressure': 'some avg10=99.00 avg60=1.00 avg300=0.00 total=5\n',
    },
  });
  expect(readContainerUse(root, memberOf('/slice/workers.service/one'))).toEqual({
    cpuMicroseconds: 7,
    cpuLimit: 0.5,
    memoryBytes: 300_000,
    memoryLimit: 1_000_000,
    memoryPressurePercent: null,
  });
});

test('a group whose path leads out of what is mounted is read where it is mounted', () => {
  const root = group({
    'cpu.stat': STAT,
    'cpu.max': '150000 100000\n',
    'memory.current': '9\n',
    'memory.max': '10\n',
  });
  expect(readContainerUse(root, memberOf('/../../escaped'))).toMatchObject({
    cpuLimit: 1.5,
    memoryLimit: 10,
  });
});

test('outside a container there is nothing to tell', () => {
  expect(readContainerUse(group({}))).toBeNull();
  expect(readPressure(join(group({}), 'memory'))).toBeNull();
});
