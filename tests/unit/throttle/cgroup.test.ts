import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readContainerUse, readPressure } from '../../../src/throttle/cgroup.js';

/** A control group's folder with the files given. */
function group(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'novel-engine-cgroup-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(root, name), text);
  }
  return root;
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

test('outside a container there is nothing to tell', () => {
  expect(readContainerUse(group({}))).toBeNull();
  expect(readPressure(join(group({}), 'memory'))).toBeNull();
});
