import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../../scripts/demo/server.js';
import { startModelServer } from '../model-server.js';
import { type BenchReport, quantile } from './report.js';

/** A third of what a real model takes for a short answer, so the program's own time weighs more here than it will. */
const LATENCY_MS = 2_000;
const SCENARIOS = 3;
/** Calls of the longest chain: analysis, main cast, supporting cast, relationships, template. */
const CHAIN = 5;
const CALLS = 10;
const LONGEST = 1.15;

interface Ended {
  readonly status: string;
  readonly usage: { readonly model_calls: number };
  readonly result: { readonly generation_time: number; readonly degraded: boolean };
}

/**
 * How long a scenario takes beside its longest chain of calls, with a model that takes the same time for each: one
 * scenario after another over HTTP, on the program as `npm start` runs it. The times are those that the tasks tell.
 */
export async function scenario(): Promise<BenchReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'novel-engine-bench-'));
  chmodSync(dataDir, 0o755);
  const model = await startModelServer({ latency: LATENCY_MS });
  Object.assign(process.env, { DATA_DIR: dataDir, GEMINI_API_KEY: 'bench', GEMINI_BASE_URL: model.url });
  const server = await startServer(dataDir, new AbortController().signal);
  try {
    const tasks: Ended[] = [];
    for (let number = 0; number < SCENARIOS; number += 1) tasks.push(await generate(server.url, number));
    const spoiled = tasks.filter(
      ({ status, result, usage }) => status !== 'completed' || result.degraded || usage.model_calls !== CALLS,
    ).length;
    const chains = tasks
      .map(({ result }) => (result.generation_time * 1000) / (CHAIN * LATENCY_MS))
      .sort((a, b) => a - b);
    const figures = {
      scenarios: tasks.length,
      calls: model.calls(),
      median_of_longest_chain: quantile(chains, 0.5),
      worst_of_longest_chain: quantile(chains, 1),
    };
    return {
      rows: [figures],
      figures,
      missed: [
        ...(spoiled === 0 ? [] : [`${spoiled} scenarios were not generated whole in ${CALLS} calls`]),
        ...(figures.median_of_longest_chain <= LONGEST
          ? []
          : [`the median took ${figures.median_of_longest_chain} of its longest chain, above ${LONGEST}`]),
      ],
    };
  } finally {
    await server.stop();
    await model.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function generate(url: string, number: number): Promise<Ended> {
  const posted = await fetch(`${url}/api/scenarios/generate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      series_title: `The Drowned Coast ${number}`,
      series_type: 'novel',
      power_system: 'tide magic',
    }),
  });
  const { task_id } = (await posted.json()) as { task_id: string };
  for (;;) {
    const task = (await (await fetch(`${url}/api/tasks/${task_id}?wait=30`)).json()) as Ended;
    if (!['queued', 'running'].includes(task.status)) return task;
  }
}
