import { ShuttingDownError } from '../errors.js';
import type { LanguageModel } from '../llm/port.js';
import type { Logger } from '../observability/log.js';
import type { QueueBackend, TaskTaker } from '../queue/backend.js';
import { SIMULATION_QUEUE, type TaskJob } from '../queue/names.js';
import type { Database } from '../store/database.js';
import type { Notifier } from '../store/notifications.js';
import { beat, type Heartbeat, removeHeartbeat } from '../store/relay-statements.js';
import { type ClaimedTask, claimTask, handBackTask } from '../store/task-statements.js';
import { type LeaseKeeper, openLeaseKeeper } from './lease.js';
import { type Relay, startRelay } from './relay.js';
import { settle } from './settle.js';
import { runSimulation } from './simulation-run.js';

/**
 * A worker: takes jobs from the queue, claims their tasks, runs them and settles how they end. It says that it is alive
 * and how many slots it has, renews the leases of what it runs, and stands ready to lead the relay.
 *
 * Its end: it takes no more jobs, lets each run come to its turn boundary and hands it back; runs that take longer than
 * `shutdownMs` are aborted and handed back without the open turn.
 */
export interface TaskWorker {
  /** Resolves when every run is handed back or ended and all connections are closed; may be called again. */
  stop(): Promise<void>;
}

export interface TaskWorkerOptions {
  readonly id: string;
  readonly host: string;
  readonly version: string;
  readonly db: Database;
  readonly notifier: Notifier;
  readonly queues: QueueBackend;
  readonly model: LanguageModel;
  readonly log: Logger;
  /** For the connections that are no pool's: leases and listening. */
  readonly directUrl: string;
  readonly concurrency: number;
  readonly leaseMs: number;
  readonly dispatchTimeoutMs: number;
  readonly maxAttempts: number;
  readonly shutdownMs: number;
}

const HEARTBEAT_MS = 1_000;
const BACKOFF_BASE_MS = 1_000;
const BACKOFF_MAX_MS = 60_000;

interface Run {
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

export async function startTaskWorker(options: TaskWorkerOptions): Promise<TaskWorker> {
  const { db, log, notifier } = options;
  const warn = (doing: string) => (error: unknown) =>
    log.warn({ err: error, doing }, 'worker trouble, going on');
  const heartbeat: Heartbeat = {
    id: options.id,
    host: options.host,
    pid: process.pid,
    version: options.version,
    slots: { [SIMULATION_QUEUE]: options.concurrency },
  };
  await beat(db, heartbeat);
  const beating = setInterval(() => void beat(db, heartbeat).catch(warn('heartbeat')), HEARTBEAT_MS);
  const leases: LeaseKeeper = openLeaseKeeper({
    url: options.directUrl,
    leaseMs: options.leaseMs,
    onError: warn('renewing leases'),
  });
  const queue = options.queues.openQueue(SIMULATION_QUEUE);
  const relay: Relay = startRelay({
    db,
    queue,
    notifier,
    url: options.directUrl,
    owner: options.id,
    dispatchTimeoutMs: options.dispatchTimeoutMs,
    onError: (error, doing) => warn(doing)(error),
    onExpired: (taskId, status) => log.warn({ taskId, status }, 'a lease ran out'),
  });
  const runs = new Set<Run>();
  let draining = false;

  const run = async (task: ClaimedTask, stop: AbortController) => {
    const taskLog = log.child({ taskId: task.taskId, attempt: task.attempt });
    const lease = leases.keep(task, (error) => stop.abort(error));
    taskLog.info('run starts');
    try {
      const end = await runSimulation(
        { db, notifier, model: options.model, signal: stop.signal, draining: () => draining, now: Date.now },
        task,
      );
      if (end === 'drained') {
        await handBackTask(db, task, { delayMs: 0, currentStep: 'Waiting for another worker' });
      }
      taskLog.info({ end }, 'run ends');
    } catch (thrown) {
      // What an abort makes fail is told by why it was aborted.
      const error = stop.signal.aborted ? stop.signal.reason : thrown;
      const settlement = await settle(db, task, error, {
        backoff: { maxAttempts: options.maxAttempts, baseMs: BACKOFF_BASE_MS, maxMs: BACKOFF_MAX_MS },
        now: Date.now(),
      });
      taskLog.warn({ err: error, settlement }, 'run broke off');
    } finally {
      lease.release();
      notifier.notify('changed', task.taskId);
      // A slot is free, and the task itself may be waiting again.
      notifier.notify('queued', task.taskId);
    }
  };
  const take = async (job: TaskJob) => {
    const task = await claimTask(db, job, { id: options.id, leaseMs: options.leaseMs });
    if (task === null) {
      log.debug({ ...job }, 'nothing to claim: a duplicate job, or out of date');
      return;
    }
    notifier.notify('changed', task.taskId);
    const stop = new AbortController();
    const ended = run(task, stop);
    const entry: Run = { stop, ended };
    runs.add(entry);
    // A run that could not even be settled is left to its lease: when that ends, another worker takes it up.
    await ended.catch((error) =>
      log.error({ err: error, taskId: task.taskId }, 'a run could not be settled'),
    );
    runs.delete(entry);
  };
  const taker: TaskTaker = options.queues.openWorker(SIMULATION_QUEUE, take, {
    concurrency: options.concurrency,
    onError: warn('taking jobs'),
  });

  let stopping: Promise<void> | undefined;
  const stop = async () => {
    draining = true;
    clearInterval(beating);
    await removeHeartbeat(db, options.id).catch(warn('signing off'));
    await taker.pause().catch(warn('pausing the queue'));
    const timer = setTimeout(() => {
      for (const { stop: runStop } of runs) {
        runStop.abort(new ShuttingDownError('The worker is shutting down'));
      }
    }, options.shutdownMs);
    await Promise.allSettled([...runs].map((entry) => entry.ended));
    clearTimeout(timer);
    await relay.close();
    await Promise.all(
      [taker.close(), queue.close(), leases.close()].map((closed) => closed.catch(warn('closing'))),
    );
    await notifier.flush();
  };
  return {
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}
