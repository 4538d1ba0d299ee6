import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { GatewayEvent, GatewayObserver } from '../llm/observer.js';
import type { Logger } from '../observability/log.js';
import type { Database } from '../store/database.js';
import type { Notifier } from '../store/notifications.js';
import { expireRun } from '../store/relay-statements.js';
import { type ClaimedTask, handBackTask } from '../store/task-statements.js';
import { TaskCancelledError } from './cancelled.js';
import type { LeaseKeeper } from './lease.js';
import { endedEvent, type RunEvent, type RunObserver } from './run-observer.js';
import type { Run } from './runner.js';
import { POISON_LIMIT } from './state.js';
import { untilStored } from './store-patience.js';

/**
 * A run in a process of its own, for a task whose last runs died with their worker: if it does so again, its neighbours
 * live on.
 *
 * The worker claims the task, starts the process and hands the task over; from then on the process keeps the lease and
 * settles the run by itself: with the first turn that it commits the task is cleared of the suspicion, and is handed back
 * to go on like any other. The worker passes on what concerns the run and waits for the process to end. If that has left
 * the task running, it has died: the end is counted as unclean at once, without waiting for the lease. A process
 * that ends before it has taken the task over says nothing about the task, which is handed back.
 *
 * The process says from time to time that it lives. One that has frozen, or spins, can't renew its lease and won't end by
 * itself either: the worker ends it, and has its slot back.
 */

/** From the worker to the process. */
export type IsolatedOrder =
  | { readonly type: 'run'; readonly task: ClaimedTask }
  | { readonly type: 'drain' }
  | { readonly type: 'stop'; readonly why: 'cancelled' | 'shutting-down' };

/** From the process to the worker: it keeps the lease from now on; it still lives; what its gateway and its run tell. */
export type IsolatedReport =
  | { readonly type: 'running' | 'alive' }
  | { readonly type: 'gateway'; readonly event: GatewayEvent }
  | { readonly type: 'run'; readonly event: RunEvent };

/** How often the process says that it lives, in milliseconds: as often as it renews its lease. */
export function reportInterval(leaseMs: number): number {
  return leaseMs / 3;
}

/**
 * Looks in a row that find no word from the process, after which it is ended: its lease is over by then. Looks are
 * counted, not time, since a worker that was frozen itself reads what it was told meanwhile only after its first look.
 */
const SILENT_LOOKS = 4;

/** What starts runs in processes of their own. */
export interface IsolationOptions {
  /** Program of the process; its orders are `IsolatedOrder`s. */
  readonly program: URL;
  readonly db: Database;
  readonly notifier: Notifier;
  readonly leases: LeaseKeeper;
  readonly leaseMs: number;
  readonly log: Logger;
  /** Told what the gateway of the process tells, all but the state of its breaker, which ends with it. */
  readonly observe: GatewayObserver;
  /** Told what its run tells, and of its end when it has died. */
  readonly observeRun: RunObserver;
}

/**
 * How many such processes a worker has at once. Each has memory of its own and takes a while to start, and a worker that
 * died may have left as many suspects as it had slots.
 */
export const ISOLATED_AT_ONCE = 2;

/** Pause before another try where there is no place for a process, or it could not even be started. */
const PUT_OFF_MS = 5_000;

/** Runs a claimed task in a process of its own. */
export function startIsolatedRun(options: IsolationOptions, task: ClaimedTask): Run {
  const { leases, log } = options;
  const child = fork(fileURLToPath(options.program), {
    // Dates pass unchanged.
    serialization: 'advanced',
    // The worker has seen to the schema.
    env: { ...process.env, MIGRATE_ON_START: 'false' },
  });
  const order = (message: IsolatedOrder) => {
    // A process that is gone needs no orders.
    child.send(message, () => undefined);
  };
  const startedAt = performance.now();
  let taken = false;
  const lease = leases.keep(task, () => child.kill('SIGKILL'));
  let silentLooks = 0;
  child.on('message', (message) => {
    const report = message as IsolatedReport;
    silentLooks = 0;
    if (report.type === 'gateway') {
      options.observe(report.event);
      return;
    }
    if (report.type === 'run') {
      options.observeRun(report.event);
      return;
    }
    taken = true;
    lease.release();
  });
  const watching = setInterval(() => {
    silentLooks += 1;
    if (taken && silentLooks >= SILENT_LOOKS) {
      child.kill('SIGKILL');
    }
  }, reportInterval(options.leaseMs));
  order({ type: 'run', task });
  log.warn(
    { taskId: task.taskId, pid: child.pid, uncleanEnds: task.uncleanEnds },
    'run in a process of its own',
  );

  const ended = ending(child).then(async (how) => {
    clearInterval(watching);
    log.info({ taskId: task.taskId, pid: child.pid, how }, 'the process of a run ended');
    await (taken
      ? countUncleanEnd(options, task, performance.now() - startedAt)
      : putOffRun(options, task)
    ).finally(() => lease.release());
    options.notifier.notify('changed', task.taskId);
    if (task.serialKey !== null) options.notifier.notify('changed', task.serialKey);
    options.notifier.notify('queued', task.taskId);
  });
  return {
    drain: (paused) => void paused.then(() => order({ type: 'drain' })),
    abort: (reason) =>
      order({ type: 'stop', why: reason instanceof TaskCancelledError ? 'cancelled' : 'shutting-down' }),
    ended,
  };
}

/** Resolves with how a process ended, or why it didn't start. */
function ending(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(String(signal ?? code)));
    child.once('error', (error) => resolve(error.message));
  });
}

/** Does nothing when the process has settled its run, as it should. */
async function countUncleanEnd(
  { db, leaseMs, log, observeRun }: IsolationOptions,
  task: ClaimedTask,
  sinceMs: number,
): Promise<void> {
  // After that the sweep does it.
  const expired = await untilStored(() => expireRun(db, task, POISON_LIMIT), AbortSignal.timeout(leaseMs));
  if (expired !== null) {
    observeRun(endedEvent(task, expired.status === 'failed' ? 'failed' : 'retrying', sinceMs));
    log.warn({ ...expired }, 'a run died in its process');
  }
}

/** Hands a task back that can't have a process of its own now. Nobody's death is counted against it while it waits. */
export async function putOffRun(
  { db, leaseMs }: Pick<IsolationOptions, 'db' | 'leaseMs'>,
  task: ClaimedTask,
): Promise<void> {
  await untilStored(
    () => handBackTask(db, task, { delayMs: PUT_OFF_MS, currentStep: 'Waiting for another worker' }),
    AbortSignal.timeout(leaseMs),
  );
}
