import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { startModelServer } from '../model-server.js';
import type { CallerOrder } from './caller.js';

export interface RateMeasure {
  readonly store: CallerOrder['store'];
  readonly processes: number;
  /** Requests that all of them may make in a window. */
  readonly requests: number;
  readonly windowMs: number;
  /** The built `caller.js`. */
  readonly caller: URL;
}

export interface RateFigures {
  /** The most calls that the model's server saw within any sliding window. */
  readonly fullest: number;
  /** Share of the quota that was used, over a window after the first moments. */
  readonly used: number;
}

const CALLS_AT_ONCE = 6;
/** Of a window, before what is used is counted. */
export const RUN_UP = 0.25;

/**
 * Lets a pool of processes ask a stand-in model for more than its quota, and counts at the model's end. The calls of the
 * first moments count towards the fullest window, too: that is when the whole burst is there.
 */
export async function measureRate(measure: RateMeasure): Promise<RateFigures> {
  const { store, processes, requests, windowMs, caller } = measure;
  const server = await startModelServer({ latency: 100, windowMs });
  const pool = Array.from({ length: processes }, () => fork(caller, { stdio: 'inherit' }));
  try {
    const ready = pool.map((child) => once(child, 'message'));
    pool.forEach((child, index) => {
      const order: CallerOrder = {
        name: `process-${index}`,
        modelUrl: server.url,
        store,
        quotaName: `llm-rate:${server.url}`,
        requests,
        windowMs,
        atOnce: CALLS_AT_ONCE,
      };
      child.send(order);
    });
    await Promise.all(ready);
    await delay(windowMs * RUN_UP);
    const before = server.stats().calls;
    await delay(windowMs);
    const { calls, fullestMinute } = server.stats();
    return { fullest: fullestMinute, used: (calls - before) / requests };
  } finally {
    await Promise.all(
      pool.map(async (child) => {
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
      }),
    );
    await server.close();
  }
}
