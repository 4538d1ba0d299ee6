import type { TaskQueue } from '../queue/backend.js';
import { jobId, SIMULATION_QUEUE } from '../queue/names.js';
import type { Database } from '../store/database.js';
import { type Notifier, openListener } from '../store/notifications.js';
import {
  dispatchTasks,
  expireLeases,
  findUndelivered,
  giveUpLead,
  holdLead,
  type Leadership,
  missDeadlines,
  undispatch,
} from '../store/relay-statements.js';
import { createAlarm } from './alarm.js';
import { POISON_LIMIT } from './state.js';

/**
 * The relay: moves accepted tasks from the database to the queue, only as many as the pool can soon take. One runs in
 * every worker; the one that holds the leader's lease dispatches, the others wait to take over.
 *
 * Each round: hold the lead, sweep (leases that ran out, deadlines missed, jobs that got lost), dispatch. A round runs
 * when a task was queued or a slot came free, and every second anyway. Dispatch marks first and sends then: a relay
 * that dies in between leaves marked tasks without a job, which the sweep for lost jobs finds.
 */
export interface Relay {
  /** Gives the lead up and stops; resolves when the round in hand is done. */
  close(): Promise<void>;
}

export interface RelayOptions {
  readonly db: Database;
  readonly queue: TaskQueue;
  readonly notifier: Notifier;
  /** For the listening connection. */
  readonly url: string;
  /** Names this worker as leader. */
  readonly owner: string;
  readonly dispatchTimeoutMs: number;
  readonly onError: (error: unknown, doing: string) => void;
  readonly onExpired: (taskId: string, status: string) => void;
}

const LEAD_MS = 3_000;
const ROUND_MS = 1_000;
/** A worker that hasn't beaten for this long offers no slots. */
export const WORKER_TIMEOUT_MS = 5_000;

export function startRelay(options: RelayOptions): Relay {
  const alarm = createAlarm();
  let closing = false;
  const listener = openListener({
    url: options.url,
    name: 'novel-engine relay',
    channels: ['queued'],
    onError: (error) => options.onError(error, 'listening for tasks'),
    onNotification: () => alarm.ring(),
  });
  const run = async () => {
    let sweptAt = Number.NEGATIVE_INFINITY;
    while (!closing) {
      const sweepDue = performance.now() - sweptAt >= ROUND_MS;
      if (sweepDue) {
        sweptAt = performance.now();
      }
      await round(options, sweepDue).catch((error: unknown) => options.onError(error, 'relaying'));
      await alarm.wait(ROUND_MS);
    }
    await giveUpLead(options.db, options.owner).catch(() => undefined);
  };
  const running = run();
  return {
    close: async () => {
      closing = true;
      alarm.ring();
      await Promise.all([running, listener.close()]);
    },
  };
}

async function round(options: RelayOptions, sweepDue: boolean): Promise<void> {
  const leadership = await holdLead(options.db, options.owner, LEAD_MS);
  if (leadership === null) {
    return;
  }
  if (sweepDue) {
    await sweep(options);
  }
  await dispatch(options, leadership);
}

async function sweep(options: RelayOptions): Promise<void> {
  for (const { taskId, status } of await expireLeases(options.db, POISON_LIMIT)) {
    options.onExpired(taskId, status);
    options.notifier.notify('changed', taskId);
  }
  for (const { taskId } of await missDeadlines(options.db)) {
    options.notifier.notify('changed', taskId);
  }
  const suspects = await findUndelivered(options.db, 'simulation', options.dispatchTimeoutMs);
  if (suspects.length > 0) {
    const held = await options.queue.holding(suspects.map(jobId));
    const lost = suspects.filter((task) => !held.has(jobId(task)));
    if (lost.length > 0) {
      await undispatch(options.db, lost);
    }
  }
}

async function dispatch(options: RelayOptions, leadership: Leadership): Promise<void> {
  const tasks = await dispatchTasks(options.db, leadership, {
    kind: 'simulation',
    name: SIMULATION_QUEUE,
    workerTimeoutMs: WORKER_TIMEOUT_MS,
  });
  if (tasks.length === 0) {
    return;
  }
  try {
    await options.queue.add(tasks.map((task) => ({ ...task, id: jobId(task) })));
  } catch (error) {
    // Some may have arrived: their jobs are harmless, since a second one has the same id and claims only once.
    await undispatch(options.db, tasks);
    throw error;
  }
}
