import type { TaskQueue } from '../queue/backend.js';
import { jobId, type TaskQueueName } from '../queue/names.js';
import type { Database } from '../store/database.js';
import { clearJournals } from '../store/journal-statements.js';
import { type Notifier, openListener } from '../store/notifications.js';
import { analyseGrownTables } from '../store/planner-statistics.js';
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
import { createHousekeeping, type Retention } from './housekeeping.js';
import { POISON_LIMIT } from './state.js';
import { createTimeShare } from './time-share.js';

/**
 * The relay: moves accepted tasks from the database to the queue, only as many as the pool can soon take. One runs in
 * every worker; the one that holds the leader's lease dispatches, the others wait to take over.
 *
 * Two loops run beside each other, so that a task that was just queued waits for none of the upkeep. One dispatches: tasks
 * of a kind when one of it was queued, of all kinds when a slot came free, and every second anyway; posts wait a moment
 * where there is no slot for them. The other holds the lead, once a second, and sweeps while it has it: leases that ran
 * out, deadlines missed, jobs that got lost; once a minute it begins to delete what is kept for a time only. Dispatch marks
 * first and sends then: a relay that dies in between leaves marked tasks without a job, which the sweep for lost jobs finds.
 */
export interface Relay {
  /** Gives the lead up and stops; resolves when the round in hand is done. */
  close(): Promise<void>;
}

export type TaskQueues = Readonly<Partial<Record<TaskQueueName, TaskQueue>>>;

export interface RelayOptions {
  readonly db: Database;
  /** The sending sides of all queues: whoever leads serves each of them, whatever its worker takes. */
  readonly queues: TaskQueues;
  readonly notifier: Notifier;
  /** For the listening connection. */
  readonly url: string;
  /** Names this worker as leader. */
  readonly owner: string;
  readonly dispatchTimeoutMs: number;
  /** Most simulations on the way or running at once, in the whole pool; undefined for as many as there are slots. */
  readonly poolMaxSimulations?: number | undefined;
  /** Most tasks of one client on the way or running at once; undefined for no limit. */
  readonly clientMaxActive?: number | undefined;
  /** How much is kept; undefined for all of it. */
  readonly retention?: Retention | undefined;
  readonly onError: (error: unknown, doing: string) => void;
  readonly onExpired: (taskId: string, status: string) => void;
  /** Tasks of any worker were cancelled; told here because a worker has one listening connection. */
  readonly onCancelled?: (taskIds: readonly string[]) => void;
}

const LEAD_MS = 3_000;
const ROUND_MS = 1_000;
/**
 * Dispatching takes a quarter of the time at most: under a flood of posts rounds become rarer, and each serves more. Up to
 * so many milliseconds are saved up, so that on a quiet pool every post has its round at once; a round that took long, as
 * one that waited for the database, is followed by a rest of a second at most.
 */
const DISPATCHING = { share: 0.25, savedMs: 50, mostRestMs: ROUND_MS };
/** Posts that find a full window ring this much later: there is nothing to do for them until somebody has made room. */
const FULL_MS = 100;
/** A worker that hasn't beaten for this long offers no slots. */
export const WORKER_TIMEOUT_MS = 5_000;

export function startRelay(options: RelayOptions): Relay {
  const alarm = createAlarm();
  let closing = false;
  const housekeeping =
    options.retention === undefined
      ? undefined
      : createHousekeeping({
          db: options.db,
          retention: options.retention,
          onError: (error) => options.onError(error, 'deleting what is old'),
        });
  const listener = openListener({
    url: options.url,
    name: 'novel-engine relay',
    channels: ['queued', 'cancelled'],
    onError: (error) => options.onError(error, 'listening for tasks'),
    onNotification: (channel, told) => (channel === 'cancelled' ? options.onCancelled?.(told) : hear(told)),
  });
  const full = new Set<string>();
  /** Kinds that have been posted since the newest round began; undefined when there may be something to do for any. */
  let posted: Set<string> | undefined;
  let later: NodeJS.Timeout | undefined;
  /** @param kinds of tasks that were posted; none when a slot may have come free */
  const hear = (kinds: readonly string[]) => {
    if (kinds.length === 0) posted = undefined;
    for (const kind of kinds) posted?.add(kind);
    if (kinds.length === 0 || !kinds.every((kind) => full.has(kind))) {
      alarm.ring();
    } else {
      later ??= setTimeout(() => {
        later = undefined;
        alarm.ring();
      }, FULL_MS);
    }
  };
  let leadership: Leadership | null = null;
  /** Whether the lead could not be asked for when it was last tried. */
  let isAway = false;
  const resting = createAlarm();
  const breath = createAlarm();
  let analysing: Promise<unknown> | undefined;
  // Beside the loop: the lead must be kept however long it takes.
  const analyse = () => {
    analysing ??= analyseGrownTables(options.db)
      .catch((error: unknown) => options.onError(error, 'looking how the tables have grown'))
      .finally(() => {
        analysing = undefined;
      });
  };
  const keepLead = async () => {
    const led = leadership !== null;
    const wasAway = isAway;
    isAway = true;
    leadership = await holdLead(options.db, options.owner, LEAD_MS);
    isAway = false;
    if (leadership !== null) {
      if (!led || wasAway) {
        posted = undefined;
        alarm.ring();
      }
      // When the database is back, workers have a round's time to hand back by themselves what they gave up meanwhile.
      if (!wasAway) await sweep(options);
      analyse();
      housekeeping?.begin();
    }
  };
  const upkeep = async () => {
    while (!closing) {
      const startedAt = performance.now();
      await keepLead().catch((error: unknown) => options.onError(error, 'keeping the lead and sweeping'));
      await resting.wait(Math.max(0, ROUND_MS - (performance.now() - startedAt)));
    }
  };
  const dispatching = async () => {
    const restAfter = createTimeShare(DISPATCHING, performance.now());
    let servedAllAt = Number.NEGATIVE_INFINITY;
    while (!closing) {
      await alarm.wait(ROUND_MS);
      // A lead that was lost meanwhile dispatches nothing: each statement checks it by itself.
      if (leadership !== null && !closing) {
        const startedAt = performance.now();
        // However many posts of one kind keep it going, each second it looks at the others.
        const kinds = startedAt - servedAllAt < ROUND_MS && posted?.size !== 0 ? posted : undefined;
        posted = new Set();
        if (kinds === undefined) servedAllAt = startedAt;
        await dispatch(options, leadership, full, kinds).catch((error: unknown) =>
          options.onError(error, 'relaying'),
        );
        const restMs = restAfter(startedAt, performance.now());
        if (restMs > 0 && !closing) await breath.wait(restMs);
      }
    }
  };
  const running = Promise.all([upkeep(), dispatching()]);
  return {
    close: async () => {
      closing = true;
      clearTimeout(later);
      alarm.ring();
      resting.ring();
      breath.ring();
      await running;
      await giveUpLead(options.db, options.owner).catch(() => undefined);
      await Promise.all([listener.close(), housekeeping?.close(), analysing]);
    },
  };
}

async function sweep(options: RelayOptions): Promise<void> {
  for (const { taskId, status, serialKey } of await expireLeases(options.db, POISON_LIMIT)) {
    options.onExpired(taskId, status);
    options.notifier.notify('changed', taskId);
    if (serialKey !== null) options.notifier.notify('changed', serialKey);
  }
  for (const { taskId } of await missDeadlines(options.db)) {
    options.notifier.notify('changed', taskId);
  }
  await clearJournals(options.db, 'unanswered');
  for (const [kind, queue] of queuesOf(options)) {
    await findLost(options, kind, queue);
  }
}

/** By name; an object's keys are typed as any text. */
function queuesOf({ queues }: RelayOptions): readonly (readonly [TaskQueueName, TaskQueue])[] {
  return Object.entries(queues) as [TaskQueueName, TaskQueue][];
}

async function findLost({ db, dispatchTimeoutMs }: RelayOptions, kind: TaskQueueName, queue: TaskQueue) {
  const suspects = await findUndelivered(db, kind, dispatchTimeoutMs);
  if (suspects.length > 0 && queue.isReachable()) {
    const held = await queue.holding(suspects.map(jobId));
    const lost = suspects.filter((task) => !held.has(jobId(task)));
    if (lost.length > 0) {
      await undispatch(db, lost);
    }
  }
}

/**
 * @param full kinds whose window has no place left: what this round finds of them
 * @param kinds to serve; undefined for all
 */
async function dispatch(
  options: RelayOptions,
  leadership: Leadership,
  full: Set<string>,
  kinds: ReadonlySet<string> | undefined,
): Promise<void> {
  faultPoint('before-dispatch-mark');
  const queues = queuesOf(options).filter(([kind]) => kinds?.has(kind) ?? true);
  // Beside each other: what one queue has to wait for must not keep another's tasks.
  const sent = await Promise.allSettled(
    queues.map(([kind, queue]) => dispatchTo(options, leadership, full, kind, queue)),
  );
  for (const each of sent) {
    if (each.status === 'rejected') throw each.reason;
  }
}

async function dispatchTo(
  options: RelayOptions,
  leadership: Leadership,
  full: Set<string>,
  kind: TaskQueueName,
  queue: TaskQueue,
): Promise<void> {
  if (!queue.isReachable()) {
    full.delete(kind);
    return;
  }
  const { tasks, isFull } = await dispatchTasks(options.db, leadership, {
    kind,
    name: kind,
    workerTimeoutMs: WORKER_TIMEOUT_MS,
    poolMaxActive: kind === 'simulation' ? options.poolMaxSimulations : undefined,
    clientMaxActive: options.clientMaxActive,
  });
  // Only now: a post that came meanwhile had nothing to hurry for if there was no place before.
  if (isFull) full.add(kind);
  else full.delete(kind);
  if (tasks.length === 0) {
    return;
  }
  faultPoint('after-dispatch-mark');
  try {
    await queue.add(tasks.map((task) => ({ ...task, id: jobId(task) })));
  } catch (error) {
    // Some may have arrived: their jobs are harmless, since a second one has the same id and claims only once.
    await undispatch(options.db, tasks);
    full.delete(kind);
    throw error;
  }
}
