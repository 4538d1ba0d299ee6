import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { mem } from 'systeminformation';
import { afterEach, expect, it } from 'vitest';
import { freePort } from '../support/ports.js';
import { startProgram } from '../support/program.js';
import { until } from '../support/until.js';

/** A real worker on this machine, and real hogs that take the machine from it. */

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

const MOST = 10;

/** Starts a worker and returns how many simulations it takes at once, as it tells Prometheus. */
async function startGovernedWorker(environment: Readonly<Record<string, string>>) {
  const dataDir = mkdtempSync(join(tmpdir(), 'novel-engine-governed-'));
  chmodSync(dataDir, 0o755);
  cleanups.push(async () => rmSync(dataDir, { recursive: true }));
  const port = await freePort();
  const worker = startProgram('workers/worker', {
    DATA_DIR: dataDir,
    GOVERNOR: 'true',
    MAX_EVENT_LOOP_DELAY_MS: '200',
    LOG_LEVEL: 'info',
    MAX_CONCURRENT_SIMULATIONS: String(MOST),
    METRICS_PORT: String(port),
    ...environment,
  });
  cleanups.push(() => worker.end());
  await worker.ready;
  const gauge = async (name: string) => {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  };
  return { limit: () => gauge('novel_engine_governor_limit'), output: () => worker.output() };
}

/** A process that takes from the machine until it is ended. */
async function startHog(program: string, nice = 0): Promise<() => Promise<void>> {
  const hog: ChildProcess = spawn(process.execPath, ['-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (nice > 0 && hog.pid !== undefined) setPriority(hog.pid, nice);
  const end = async () => {
    if (hog.exitCode === null && hog.signalCode === null) {
      hog.kill('SIGKILL');
      await once(hog, 'exit');
    }
  };
  cleanups.push(end);
  if (hog.stdout !== null) await once(hog.stdout, 'data');
  return end;
}

const CPU_HOG = "console.log('begun'); for (;;);";

it.each([
  ['something else uses', 0],
  ['processes of its own priority, as other workers, use', 5],
])('lowers what a worker takes while %s the processors, and raises it again after', async (_who, nice) => {
  const { limit, output } = await startGovernedWorker({ WORKER_NICE: '5' });
  await until(async () => (await limit()) === MOST);
  const hogs = await Promise.all(
    Array.from({ length: availableParallelism() }, () => startHog(CPU_HOG, nice)),
  );
  await until(async () => (await limit()) < MOST / 2);
  expect(output()).toMatch(/CPU at [\d.]+ % of 80 %/);
  await Promise.all(hogs.map((end) => end()));
  await until(async () => (await limit()) >= MOST - 2);
  expect(output()).toContain('governor: raise');
});

it('lowers what a worker takes while something else uses the memory, and raises it again after', async () => {
  const { total, available } = await mem();
  const used = (100 * (total - available)) / total;
  const bytes = Math.round(total * 0.1);
  const { limit, output } = await startGovernedWorker({
    MAX_CPU_PERCENT: '100',
    MAX_MEMORY_PERCENT: String(Math.ceil(used + 6)),
  });
  await until(async () => (await limit()) === MOST);
  const end = await startHog(
    `const hoard = Buffer.alloc(${bytes}, 1); console.log('begun'); setInterval(() => hoard[0], 1000);`,
  );
  await until(async () => (await limit()) < MOST);
  expect(output()).toMatch(/memory at [\d.]+ % of/);
  await end();
  await until(async () => (await limit()) === MOST);
});
