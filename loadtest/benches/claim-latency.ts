import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startServer } from '../../scripts/demo/server.js';
import { type BenchReport, quantile } from './report.js';

const WARM_UP = 20;
const POSTS = 200;
/** Between a task's end and the next post: the pool's work after a task ends, and is idle. */
const PAUSE_MS = 50;
const MEDIAN_MS = 10;
const P99_MS = 50;

/**
 * From the commit of a post to the claim by a worker, on an idle pool: the program as `npm start` runs it, one
 * simulation after another over HTTP. Both moments are the database's. With REDIS_URL the queue is on that Redis.
 */
export async function claimLatency(): Promise<BenchReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'novel-engine-bench-'));
  chmodSync(dataDir, 0o755);
  process.env.DATA_DIR = dataDir;
  const server = await startServer(dataDir, new AbortController().signal);
  const latencies: number[] = [];
  try {
    for (let post = 0; post < WARM_UP + POSTS; post += 1) {
      const task = await play(server.url);
      await delay(PAUSE_MS);
      if (post >= WARM_UP) {
        latencies.push(Date.parse(task.started_at) - Date.parse(task.created_at));
      }
    }
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
  latencies.sort((a, b) => a - b);
  const figures = {
    queue: process.env.REDIS_URL ? 'redis' : 'postgres',
    posts: latencies.length,
    median_ms: quantile(latencies, 0.5),
    p99_ms: quantile(latencies, 0.99),
    max_ms: quantile(latencies, 1),
  };
  return {
    rows: [figures],
    figures,
    missed: [
      ...(figures.median_ms <= MEDIAN_MS ? [] : [`median ${figures.median_ms} ms is above ${MEDIAN_MS} ms`]),
      ...(figures.p99_ms <= P99_MS ? [] : [`p99 ${figures.p99_ms} ms is above ${P99_MS} ms`]),
    ],
  };
}

async function play(url: string): Promise<{ created_at: string; started_at: string }> {
  const posted = await fetch(`${url}/api/simulations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ character_names: ['Alice', 'Bob'], turns: 1 }),
  });
  const { task_id } = (await posted.json()) as { task_id: string };
  const ended = await fetch(`${url}/api/tasks/${task_id}?wait=30`);
  return (await ended.json()) as { created_at: string; started_at: string };
}
