import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../../scripts/demo/server.js';
import { startModelServer } from '../model-server.js';
import type { BenchReport } from './report.js';

const STORM_MS = 120_000;
const SIMULATIONS = 20;
const TURNS = 2;

interface Ended {
  readonly status: string;
  readonly result: { readonly degraded: boolean } | null;
}

/**
 * Two minutes in which the model answers nothing but 429 with a delay, and simulations that began in it: all of them
 * have to be told in the end as if nothing had been, and by how much longer than the storm it took is reported.
 */
export async function llmStorm(): Promise<BenchReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'novel-engine-bench-'));
  chmodSync(dataDir, 0o755);
  let firstCallAt: number | undefined;
  const model = await startModelServer({
    latency: 200,
    script: () => {
      firstCallAt ??= performance.now();
      return performance.now() - firstCallAt < STORM_MS
        ? { kind: 'rate-limit', retryDelay: '2.5s' }
        : undefined;
    },
  });
  const server = await startServer(dataDir, new AbortController().signal, {
    DATA_DIR: dataDir,
    GEMINI_API_KEY: 'bench',
    GEMINI_BASE_URL: model.url,
  });
  try {
    const tasks = await Promise.all(
      Array.from({ length: SIMULATIONS }, (_, index) => play(server.url, index + 1)),
    );
    const whole = tasks.filter(({ status, result }) => status === 'completed' && result?.degraded === false);
    const figures = {
      simulations: tasks.length,
      told_as_if_nothing_had_been: whole.length,
      calls: model.calls(),
      seconds_after_the_storm: (performance.now() - (firstCallAt ?? 0) - STORM_MS) / 1000,
    };
    const missed =
      whole.length === tasks.length ? [] : [`${tasks.length - whole.length} simulations were spoiled`];
    return { rows: [figures], figures, missed };
  } finally {
    await server.stop();
    await model.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function play(url: string, seed: number): Promise<Ended> {
  const posted = await fetch(`${url}/api/simulations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ character_names: ['Alice', 'Bob'], turns: TURNS, seed }),
  });
  const { task_id } = (await posted.json()) as { task_id: string };
  for (;;) {
    const task = (await (await fetch(`${url}/api/tasks/${task_id}?wait=30`)).json()) as Ended;
    if (!['queued', 'running'].includes(task.status)) return task;
  }
}
