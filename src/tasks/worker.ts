import { ShuttingDownError } from '../errors.js';
import type { ModelGateway } from '../llm/gateway.js';
import { type GatewayObserver, UNOBSERVED } from '../llm/observer.js';
import type { LanguageModel } from '../llm/port.js';
import type { Logger } from '../observability/log.js';
import { type Tracing, UNTRACED } from '../observability/tracing.js';
import type { QueueBackend, TaskTaker } from '../queue/backend.js';
import { TASK_QUEUES, type TaskJob, type TaskQueueName } from '../queue/names.js';
import type { Database } from '../store/database.js';
import type { Notifier } from '../store/notifications.js';
import { beat, type Heartbeat, removeHeartbeat } from '../store/relay-statements.js';
import { shareCommits } from '../store/run-commits.js';
import { type Backoff, shareClaims } from '../store/task-statements.js';
import type { Intake } from '../throttle/governor.js';
import type { PlayAction } from './action-run.js';
import { TaskCancelledError } from './cancelled.js';
import type { Retention } from './housekeeping.js';
import { ISOLATED_AT_ONCE, putOffRun, startIsolatedRun } from './isolation.js';
import { type LeaseKeeper, openLeaseKeeper } from './lease.js';
import { type Relay, startRelay } from './relay.js';
import { type RunObserver, UNOBSERVED_RUN } from './run-observer.js';
import { BACKOFF, type OutageRule, type Run, startRun } from './runner.js';
import { ISOLATION_LIMIT } from './state.js';
import { traceWay } from './task-trace.js';

/**
 * A worker: takes jobs from the queue, claims their tasks and runs them, here or, when a task's last runs died with
 * their worker, in a process of its own. It says that it is alive and how many slots it has, renews the leases of what it
 * runs, stops what is cancelled, and stands ready to lead the relay.
 *
 * Its end: it takes no more jobs, lets each run come to its turn boundary and hands it back; runs that take longer than
 * `shutdownMs` are aborted and handed back without the open turn.
 */
export interface TaskWorker extends Intake {
  /** Tasks in hand. */
  readonly running: number;
  /** Tasks that it takes at once and has in hand, by queue; no slots while the intake is paused. */
  readonly load: () => readonly QueueLoad[];
  /** Resolves when every run is handed back or ended and all connections are closed; may be called again. */
  stop(): Promise<void>;
}

export interface QueueLoad {
  readonly kind: TaskQueueName;
  readonly slots: number;
  readonly running: number;
}

export interface TaskWorkerOptions {
  readonly id: string;
  readonly host: string;
  readonly version: string;
  readonly db: Database;
  readonly notifier: Notifier;
  readonly queues: QueueBackend;
  readonly gateway: ModelGateway;
  /** Plays on where the model is away for too long. */
  readonly standIn: LanguageModel;
  readonly outage: OutageRule;
  /** Program for runs in a process of their own; see `isolation.ts`. */
  readonly isolatedProgram: URL;
  /** Told what the gateways of such processes tell; see `IsolationOptions`. */
  readonly observe?: GatewayObserver | undefined;
  /** Absent: runs are not traced. */
  readonly tracing?: Tracing | undefined;
  /** Told how runs go, those in such processes included. */
  readonly observeRun?: RunObserver | undefined;
  readonly log: Logger;
  /** For the connections that are no pool's: leases and listening. */
  readonly directUrl: string;
  /** How many tasks it takes at once, by queue; of a queue that isn't named none. */
  readonly slots: Readonly<Partial<Record<TaskQueueName, number>>>;
  /** Steps of one scenario that run beside each other; 4 unless told. */
  readonly scenarioParallelSteps?: number;
  /** The rules of game sessions. */
  readonly play: PlayAction;
  readonly leaseMs: number;
  readonly dispatchTimeoutMs: number;
  /** For the relay: the pool's bound, a client's share of it, and how much is kept; see `RelayOptions`. */
  readonly poolMaxSimulations?: number | undefined;
  readonly clientMaxActive?: number | undefined;
  readonly retention?: Retention | undefined;
  readonly maxAttempts: number;
  readonly shutdownMs: number;
  /** The waits between the attempts of a run that fails; see `Backoff`. */
  readonly backoff?: Omit<Backoff, 'maxAttempts'>;
}

const HEARTBEAT_MS = 1_000;
const PARALLEL_STEPS = 4;

export async function startTaskWorker(options: TaskWorkerOptions): Promise<TaskWorker> {
  const { db, log, notifier, observeRun = UNOBSERVED_RUN, tracing = UNTRACED } = options;
  const warn = (doing: string) => (error: unknown) =>
    log.warn({ err: error, doing }, 'worker trouble, going on');
  /** As the governor has set them; none while the intake is paused. */
  let slots = options.slots;
  let intakePaused = false;
  const heartbeat = (): Heartbeat => ({
    id: options.id,
    host: options.host,
    pid: process.pid,
    version: options.version,
    slots: intakePaused ? {} : slots,
  });
  await beat(db, heartbeat());
  let beaten: Promise<void> = Promise.resolve();
  const beating = setInterval(() => {
    beaten = beat(db, heartbeat()).catch(warn('heartbeat'));
  }, HEARTBEAT_MS);
  const leases: LeaseKeeper = openLeaseKeeper({
    url: options.directUrl,
    leaseMs: options.leaseMs,
    onError: warn('renewing leases'),
  });
  const queues = TASK_QUEUES.map((name) => [name, options.queues.openQueue(name)] as const);
  const relay: Relay = startRelay({
    db,
    queues: Object.fromEntries(queues),
    notifier,
    url: options.directUrl,
    owner: options.id,
    dispatchTimeoutMs: options.dispatchTimeoutMs,
    poolMaxSimulations: options.poolMaxSimulations,
    clientMaxActive: options.clientMaxActive,
    retention: options.retention,
    onError: (error, doing) => warn(doing)(error),
    onExpired: (taskId, status) => log.warn({ taskId, status }, 'a lease ran out'),
    onCancelled: (taskIds) => {
      for (const taskId of taskIds) {
        runs.get(taskId)?.abort(new TaskCancelledError(taskId));
      }
    },
  });
  /** By task id. */
  const runs = new Map<string, Run>();
  const runner = {
    db,
    commits: shareCommits(db),
    notifier,
    gateway: options.gateway,
    standIn: options.standIn,
    outage: options.outage,
    leases,
    log,
    observe: observeRun,
    tracing,
    version: options.version,
    backoff: { ...BACKOFF, ...options.backoff, maxAttempts: options.maxAttempts },
    scenarioParallelSteps: options.scenarioParallelSteps ?? PARALLEL_STEPS,
    play: options.play,
  };
  const isolation = {
    program: options.isolatedProgram,
    db,
    notifier,
    leases,
    leaseMs: options.leaseMs,
    log,
    observe: options.observe ?? UNOBSERVED,
    observeRun,
  };
  /** Once this worker was told to stop: resolves when it takes no more jobs. */
  let drainedWhen: Promise<void> | undefined;

  /** Runs that have a process of their own. */
  let isolated = 0;
  const claim = shareClaims(db, { id: options.id, leaseMs: options.leaseMs });
  const take = async (job: TaskJob) => {
    const tookAt = new Date();
    const task = await claim(job.taskId, () => job);
    if (task === null) {
      log.debug({ ...job }, 'nothing to claim: a duplicate job, or out of date');
      return;
    }
    // A run that could not even be settled is left to its lease: when that ends, another worker takes it up.
    const unsettled = (error: unknown) =>
      log.error({ err: error, taskId: task.taskId }, 'a run could not be settled');
    const isSuspect = task.uncleanEnds >= ISOLATION_LIMIT;
    if (isSuspect && isolated >= ISOLATED_AT_ONCE) {
      await putOffRun(isolation, task).catch(unsettled);
      notifier.notify('changed', task.taskId);
      return;
    }
    traceWay(tracing, task, tookAt);
    observeRun({ type: 'claimed', kind: task.kind, waitedMs: task.waitedMs });
    notifier.notify('changed', task.taskId);
    const run = isSuspect ? startIsolatedRun(isolation, task) : startRun(runner, task);
    if (drainedWhen !== undefined) {
      run.drain(drainedWhen);
    }
    runs.set(task.taskId, run);
    if (isSuspect) isolated += 1;
    await run.ended.catch(unsettled);
    if (isSuspect) isolated -= 1;
    if (runs.get(task.taskId) === run) {
      runs.delete(task.taskId);
    }
  };
  /** Jobs in hand, from before their claim to the end of their run. */
  const takes = new Map<Promise<void>, TaskQueueName>();
  const takeInHand = (name: TaskQueueName) => (job: TaskJob) => {
    const taking = take(job).finally(() => takes.delete(taking));
    takes.set(taking, name);
    return taking;
  };
  const takersOf = new Map<TaskQueueName, TaskTaker>();
  for (const name of TASK_QUEUES) {
    const concurrency = options.slots[name];
    if (concurrency !== undefined) {
      const taking = { concurrency, onError: warn('taking jobs') };
      takersOf.set(name, options.queues.openWorker(name, takeInHand(name), taking));
    }
  }
  const takers = [...takersOf.values()];

  /** Takes no more jobs, and says so. */
  const pause = async () => {
    clearInterval(beating);
    // One that is on its way would sign this worker on again.
    await beaten;
    await removeHeartbeat(db, options.id).catch(warn('signing off'));
    await Promise.all(takers.map((taker) => taker.pause().catch(warn('pausing a queue'))));
  };
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    const paused = pause();
    drainedWhen = paused;
    for (const run of runs.values()) {
      run.drain(paused);
    }
    await paused;
    const timer = setTimeout(() => {
      for (const run of runs.values()) {
        run.abort(new ShuttingDownError('The worker is shutting down'));
      }
    }, options.shutdownMs);
    await Promise.allSettled(takes.keys());
    clearTimeout(timer);
    await relay.close();
    await Promise.all(
      [...takers, ...queues.map(([, queue]) => queue), leases].map((each) =>
        each.close().catch(warn('closing')),
      ),
    );
    await notifier.flush();
  };
  return {
    get running() {
      return takes.size;
    },
    load: () =>
      [...takersOf.keys()].map((kind) => ({
        kind,
        slots: intakePaused ? 0 : (slots[kind] ?? 0),
        running: [...takes.values()].filter((name) => name === kind).length,
      })),
    setLimit: (simulation) => {
      const taker = takersOf.get('simulation');
      if (taker !== undefined && stopping === undefined) {
        taker.setConcurrency(simulation).catch(warn('changing what is taken at once'));
        slots = { ...slots, simulation };
      }
    },
    setPaused: (isPaused) => {
      intakePaused = isPaused;
      for (const taker of stopping === undefined ? takers : []) {
        (isPaused ? taker.pause() : taker.resume()).catch(warn('pausing or resuming a queue'));
      }
    },
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}
