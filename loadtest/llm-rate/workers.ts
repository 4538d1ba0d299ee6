import { setTimeout as delay } from 'node:timers/promises';
import { startServer } from '../../scripts/demo/server.js';
import { startModelServer } from '../model-server.js';
import { type RateFigures, RUN_UP } from './measure.js';

export interface WorkersMeasure {
  /** Where the whole program is started, with a database of its own. */
  readonly dataDir: string;
  readonly redisUrl?: string | undefined;
  readonly processes: number;
  /** LLM_RPM. */
  readonly requests: number;
}

const MINUTE_MS = 60_000;
/** With three calls of each at once, several times what the quota lets through in ten seconds. */
const SIMULATIONS = 60;
const REQUEST = { character_names: ['Alice', 'Bob', 'pilot'], turns: 50 };

/**
 * Lets worker processes play more simulations than LLM_RPM has room for, and counts at the model's end for a minute. Here
 * calls that wait for too long hand their tasks back, so it also shows whether tasks come again when there is room.
 */
export async function measureWorkers({
  dataDir,
  redisUrl,
  processes,
  requests,
}: WorkersMeasure): Promise<RateFigures> {
  const model = await startModelServer({ latency: 500 });
  const server = await startServer(dataDir, new AbortController().signal, {
    DATA_DIR: dataDir,
    ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
    WORKER_PROCESSES: String(processes),
    GEMINI_API_KEY: 'bench',
    GEMINI_BASE_URL: model.url,
    LLM_RPM: String(requests),
    SHUTDOWN_SECONDS: '1',
  });
  try {
    const posted = await fetch(`${server.url}/api/simulations/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ items: Array.from({ length: SIMULATIONS }, () => REQUEST) }),
    });
    if (!posted.ok) throw new Error(`posting failed: ${await posted.text()}`);
    await delay(MINUTE_MS * RUN_UP);
    const before = model.calls();
    await delay(MINUTE_MS);
    const { calls, fullestMinute } = model.stats();
    return { fullest: fullestMinute, used: (calls - before) / requests };
  } finally {
    await server.stop();
    await model.close();
  }
}
