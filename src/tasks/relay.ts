import type { TaskQueue } from '../queue/backend.js';
import { jobId, SIMULATION_QUEUE } from '../queue/names.js';
import type { Database } from '../store/database.js';
import { clearJournals } from '../store/journal-statements.js';
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
import { faultPoint } from './fault-point.js';
import { createHousekeeping } from './housekeeping.js';
import { POISON_LIMIT } from './state.js';

/**
 * The relay: moves accepted tasks from the database to the queue, only as many as the pool can soon take. One runs in
 * every worker; the one that holds the leader's lease dispatches, the others wait to take over.
 *
 * A round dispatches; it runs when a task was queued or a slot came free, and every second anyway. Once a second it also
 * holds the lead, and sweeps: leases that ran out, deadlines missed, jobs that got lost; once a minute it begins to
 * delete what is kept for a time only. Dispatch marks first and sends then: a relay that dies in between leaves marked
 * tasks without a job, which the sweep for lost jobs finds.
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
  /** Most tasks of one client on the way or running at once; undefined for no limit. */
  readonly clientMaxActive?: number | undefined;
  /** How long ended tasks are kept; undefined for ever. */
  readonly retentionDays?: number | undefined;
  readonly onError: (error: unknown, doing: string) => void;
  readonly onExpired: (taskId: string, status: string) => void;
  /** Tasks of any worker were cancelled; told here because a worker has one listening connection. */
  readonly onCancelled?: (taskIds: readonly string[]) => void;
}

const LEAD_MS = 3_000;
const ROUND_MS = 1_000;
/** A worker that hasn't beaten for this long offers no slots. */
export const WORKER_TIMEOUT_MS = 5_000;

export function startRelay(options: RelayOptions): Relay {
  const alarm = createAlarm();
  let closing = false;
  const housekeeping =
    options.retentionDays === undefined
      ? undefined
      : createHousekeeping({
          db: options.db,
          retentionDays: options.retentionDays,
          onError: (error) => options.onError(error, 'deleting what is old'),
        });
  const listener = openListener({
    url: options.url,
    name: 'novel-engine relay',
    channels: ['queued', 'cancelled'],
    onError: (error) => options.onError(error, 'listening for tasks'),
    onNotification: (channel, taskIds) =>
      channel === 'cancelled' ? options.onCancelled?.(taskIds) : alarm.ring(),
  });
  const run = async () => {
    let leadership: Leadership | null = null;
    let heldAt = Number.NEGATIVE_INFINITY;
    const round = async () => {
      const due = performance.now() - heldAt >= ROUND_MS;
      if (due) {
        // Between two renewals a round costs nothing but its dispatch, which checks the lead by itself.
        heldAt = performance.now();
        leadership = await holdLead(options.db, options.owner, LEAD_MS);
      }
      if (leadership !== null) {
        await dispatch(options, leadership);
        if (due) {
          await sweep(options);
          housekeeping?.begin();
        }
      }
    };
    while (!closing) {
      await round().catch((error: unknown) => options.onError(error, 'relaying'));
      await alarm.wait(ROUND_MS);
    }
    await giveUpLead(options.db, options.owner).catch(() => undefined);
  };
  const running = run();
  return {
    close: async () => {
      closing = true;
      alarm.ring();
      await Promise.all([running, listener.close(), housekeeping?.close()]);
    },
  };
}

async function sweep(options: RelayOptions): Promise<void> {
  for (const { taskId, status } of await expireLeases(options.db, POISON_LIMIT)) {
    options.onExpired(taskId, status);
    options.notifier.notify('changed', taskId);
  }
  for (const { taskId } of await missDeadlines(options.db)) {
    options.notifier.notify('changed', taskId);
  }
  await clearJournals(options.db);
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
    clientMaxActive: options.clientMaxActive,
  });
  if (tasks.length === 0) {
    return;
  }
  faultPoint('after-dispatch-mark');
  try {
    await options.queue.add(tasks.map((task) => ({ ...task, id: jobId(task) })));
  } catch (error) {
    // Some may have arrived: their jobs are harmless, since a second one has the same id and claims only once.
    await undispatch(options.db, tasks);
    throw error;
  }
}
