import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerConnection } from '../../scripts/demo/connection.js';
import { startServer } from '../../scripts/demo/server.js';
import { startModelServer } from '../model-server.js';
import { type BenchReport, quantile } from './report.js';

const SESSIONS = 5;
const ACTIONS = 40;
const WARM_UP = 5;
/** What a player waits for beside the model: from the post to the narrative in the event stream. */
const MEDIAN_MS = 50;
/** Calls of one action that wait for one another. */
const CALLS_P95 = 2;

const WORDS = [
  'Look around',
  'Talk to whoever is here',
  'Search the place from wall to wall',
  'Rest for a while',
  'Summon a light out of nothing',
  'Go on to the next place',
];

interface Played {
  /** From the post to its narrative. */
  readonly ms: number;
  readonly calls: number;
  readonly isDegraded: boolean;
}

/**
 * Games on the program as `npm start` runs it, over HTTP, with a model that answers at once: one action after another, and
 * how long each took from its post to its narrative in the session's event stream. With REDIS_URL the queue is on that Redis.
 */
export async function actions(): Promise<BenchReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'novel-engine-bench-'));
  chmodSync(dataDir, 0o755);
  const model = await startModelServer();
  const environment = { DATA_DIR: dataDir, GEMINI_API_KEY: 'bench', GEMINI_BASE_URL: model.url };
  Object.assign(process.env, environment);
  const limits = { SESSION_ACTIONS_PER_MINUTE: '100000' };
  const server = await startServer(dataDir, new AbortController().signal, limits);
  const played: Played[] = [];
  try {
    for (let session = 0; session < SESSIONS; session += 1) {
      played.push(...(await playSession(new ServerConnection(server.url), session)));
    }
  } finally {
    await server.stop();
    await model.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
  const latencies = played.map(({ ms }) => ms).sort((a, b) => a - b);
  const calls = played.map((each) => each.calls).sort((a, b) => a - b);
  const figures = {
    queue: process.env.REDIS_URL ? 'redis' : 'postgres',
    actions: played.length,
    narrative_median_ms: round(quantile(latencies, 0.5)),
    narrative_p95_ms: round(quantile(latencies, 0.95)),
    calls_per_action: round(calls.reduce((sum, count) => sum + count, 0) / calls.length),
    serial_calls_p95: quantile(calls, 0.95),
    degraded: played.filter(({ isDegraded }) => isDegraded).length,
  };
  return {
    rows: [figures],
    figures,
    missed: [
      ...(figures.narrative_median_ms < MEDIAN_MS
        ? []
        : [
            `the median from post to narrative, ${figures.narrative_median_ms} ms, is not below ${MEDIAN_MS} ms`,
          ]),
      ...(figures.serial_calls_p95 <= CALLS_P95
        ? []
        : [`${figures.serial_calls_p95} serial calls per action at p95 are more than ${CALLS_P95}`]),
      ...(figures.degraded === 0 ? [] : [`${figures.degraded} actions were not answered by the model`]),
    ],
  };
}

/** Plays one session; the actions after the warm-up count. */
async function playSession(server: ServerConnection, number: number): Promise<readonly Played[]> {
  const over = new AbortController();
  const { session_id: id } = (await server.post('/api/game/sessions', { seed: number }, over.signal)) as {
    session_id: string;
  };
  const stream = server.events(`/api/game/sessions/${id}/events`, '0', over.signal);
  const played: Played[] = [];
  for (let action = 0; action < WARM_UP + ACTIONS; action += 1) {
    const postedAt = performance.now();
    const text = `${WORDS[action % WORDS.length]}, for the ${action + 1}. time`;
    const { task_id: taskId } = (await server.post(
      `/api/game/sessions/${id}/action`,
      { action: text },
      over.signal,
    )) as { task_id: string };
    const ms = (await nextEnd(stream)) - postedAt;
    const task = (await server.get(`/api/tasks/${taskId}?wait=10`, over.signal)) as {
      usage: { model_calls: number };
      result: { degraded?: boolean };
    };
    if (action < WARM_UP) continue;
    // The calls of an action wait for one another: whether it can be done, then what comes of it.
    played.push({ ms, calls: task.usage.model_calls, isDegraded: task.result.degraded === true });
  }
  over.abort();
  return played;
}

/** When the next narrative or refusal came. */
async function nextEnd(stream: AsyncGenerator<{ readonly type: string }>): Promise<number> {
  for (;;) {
    const { value, done } = await stream.next();
    if (done === true) throw new Error('the stream of the session ended');
    if (value.type === 'action_failed') throw new Error('an action could not be played');
    if (value.type === 'action_response') return performance.now();
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
