import { ShuttingDownError } from '../errors.js';
import { withFallback } from '../llm/fallback.js';
import type { ModelGateway } from '../llm/gateway.js';
import { inPlaceOf, type ModelLayer } from '../llm/model-layer.js';
import type { LanguageModel } from '../llm/port.js';
import type { Logger } from '../observability/log.js';
import { tracedGateway } from '../observability/traced-model.js';
import { type Tracing, traceIdOf, UNTRACED } from '../observability/tracing.js';
import { EventBus } from '../simulation/event-bus.js';
import type { Database } from '../store/database.js';
import type { Notifier } from '../store/notifications.js';
import type { SharedCommits } from '../store/run-commits.js';
import type { Backoff, ClaimedTask } from '../store/task-statements.js';
import { type PlayAction, runAction } from './action-run.js';
import { TaskCancelledError } from './cancelled.js';
import { faultPoint } from './fault-point.js';
import { LeaseGivenUpError, type LeaseKeeper } from './lease.js';
import { isOver } from './limits.js';
import type { RunContext, RunEnd } from './run.js';
import { endedEvent, type RunObserver, type RunOutcome, UNOBSERVED_RUN } from './run-observer.js';
import { runScenario } from './scenario-run.js';
import { type Settlement, settle } from './settle.js';
import { runSimulation } from './simulation-run.js';
import { untilStored } from './store-patience.js';
import { traceRun } from './task-trace.js';

/** A claimed task on its way, in this process or in one of its own. */
export interface Run {
  /**
   * Stops it at its next boundary: what is done is committed, and the rest handed back.
   * @param paused resolves when its worker takes no more jobs: it would be the first to take up again what it hands back
   */
  drain(paused: Promise<void>): void;
  /** Stops it at once; the error says why, and how it is settled. */
  abort(reason: Error): void;
  /** Resolves when it has ended and was settled. Rejects when it could not be settled: its lease will run out. */
  readonly ended: Promise<void>;
}

export interface RunnerOptions {
  readonly db: Database;
  /** Of all simulations of the process. */
  readonly commits: SharedCommits;
  readonly notifier: Notifier;
  readonly gateway: ModelGateway;
  /** Plays on where the model is away for too long. */
  readonly standIn: LanguageModel;
  readonly outage: OutageRule;
  readonly leases: LeaseKeeper;
  readonly log: Logger;
  readonly observe?: RunObserver | undefined;
  readonly tracing?: Tracing | undefined;
  readonly version: string;
  readonly backoff: Backoff;
  /** Steps of one scenario that run beside each other. */
  readonly scenarioParallelSteps: number;
  /** The rules of game sessions. */
  readonly play: PlayAction;
}

/** How long a model may be away, and what happens then. */
export interface OutageRule {
  readonly patienceMs: number;
  readonly fallback: 'offline' | 'fail';
}

/** The waits between the attempts of a run that fails. */
export const BACKOFF: Omit<Backoff, 'maxAttempts'> = { baseMs: 1_000, maxMs: 60_000 };

/** Runs a claimed task in this process: keeps its lease, plays it, and settles how it ends. */
export function startRun(options: RunnerOptions, task: ClaimedTask): Run {
  const stop = new AbortController();
  /** Aborted when a database that is away is no longer waited for. */
  const patience = new AbortController();
  let draining: Promise<void> | undefined;
  const abort = (reason: Error) => {
    stop.abort(reason);
    if (reason instanceof ShuttingDownError) {
      patience.abort(reason);
    }
  };
  const lease = options.leases.keep(task, (error) => {
    stop.abort(error);
    if (!(error instanceof LeaseGivenUpError)) {
      patience.abort(error);
    }
  });
  const signals = { stop: stop.signal, patience: patience.signal, draining: () => draining };
  return {
    drain: (paused) => {
      draining = paused;
    },
    abort,
    ended: runAndSettle(options, task, signals).finally(() => {
      lease.release();
      options.notifier.notify('changed', task.taskId);
      // An action's end is an event of its session.
      if (task.kind === 'action' && task.serialKey !== null) {
        options.notifier.notify('changed', task.serialKey);
      }
      // A slot is free, and the task itself may be waiting again.
      options.notifier.notify('queued', task.taskId);
    }),
  };
}

/** What a run's log says of its turns. */
function loggedBus(log: Logger): EventBus {
  const bus = new EventBus((err) => log.warn({ err }, 'a listener of the run failed, going on'));
  bus.on('turn_complete', ({ record: { turn, events, story, leaks } }) => {
    log.debug({ turn, events: events.length, coherence: story.coherence.score }, 'turn committed');
    for (const leak of leaks) log.debug({ turn, leak }, 'a decision gave away what could not be known');
    for (const corrected of story.coherence.corrected) {
      log.info({ turn, corrected }, 'an event did not cohere and was corrected');
    }
  });
  bus.on('narrative_update', ({ turn }) => log.debug({ turn }, 'chapter stored'));
  bus.on('simulation_end', ({ turns, degraded }) => log.info({ turns, degraded }, 'story finished'));
  return bus;
}

interface RunSignals {
  readonly stop: AbortSignal;
  readonly patience: AbortSignal;
  /** Once it is to stop at its next boundary: resolves when it may be handed back. */
  readonly draining: () => Promise<void> | undefined;
}

async function runAndSettle(options: RunnerOptions, task: ClaimedTask, signals: RunSignals): Promise<void> {
  const { db, notifier, version, observe = UNOBSERVED_RUN, tracing = UNTRACED } = options;
  const span = traceRun(tracing, task);
  const trace = traceIdOf(span.traceparent);
  const log = options.log.child({
    taskId: task.taskId,
    attempt: task.attempt,
    ...(trace === undefined ? {} : { trace_id: trace }),
  });
  const now = databaseClock(task.claimedAt);
  const startedAt = performance.now();
  const tellEnd = (outcome: RunOutcome, error?: unknown) => {
    observe(endedEvent(task, outcome, performance.now() - startedAt));
    span.set({ 'novel_engine.outcome': outcome });
    // What is only to go on elsewhere has not failed.
    span.end(outcome === 'failed' || outcome === 'retrying' ? error : undefined);
  };
  log.info('run starts');
  try {
    faultPoint('after-claim', task.taskId);
    const context: RunContext = {
      db,
      notifier,
      log,
      version,
      observe,
      span,
      gateway: options.gateway,
      standIn: standInFor(options, task, now()),
      signal: signals.stop,
      draining: () => signals.draining() !== undefined,
      now,
    };
    const end = await runByKind(options, context, task);
    if (end === 'finished') {
      tellEnd('completed');
      log.info({ end }, 'run ends');
      return;
    }
    await signals.draining();
    throw new ShuttingDownError('The worker is shutting down');
  } catch (thrown) {
    // What an abort makes fail is told by why it was aborted.
    const error: unknown = signals.stop.aborted ? signals.stop.reason : thrown;
    const settlement = await untilStored(() => settleRun(options, task, error), signals.patience);
    tellEnd(settlement, error);
    if (settlement === 'handed-back') {
      log.info({ reason: error }, 'run is handed back');
    } else if (error instanceof TaskCancelledError) {
      log.info('run is cancelled');
    } else {
      log.warn({ err: error, settlement }, 'run broke off');
    }
  }
}

function runByKind(options: RunnerOptions, context: RunContext, task: ClaimedTask): Promise<RunEnd> {
  switch (task.kind) {
    case 'scenario':
      return runScenario({ ...context, parallelSteps: options.scenarioParallelSteps }, task);
    case 'action':
      return runAction(
        { ...context, gateway: tracedGateway(context.gateway, context.span), play: options.play },
        task,
      );
    case 'simulation':
      return runSimulation({ ...context, commits: options.commits, bus: loggedBus(context.log) }, task);
  }
}

/**
 * The database's clock, read on from a moment that it told: it shares the deadlines' idea of time, and is moved by no
 * jump of this machine's wall clock. What passed before the call is missing, a moment for the claim's answer to come.
 */
function databaseClock(told: Date): () => number {
  const since = performance.now();
  return () => told.getTime() + performance.now() - since;
}

/**
 * Who answers for the model: when a run's patience with an outage is over, the stand-in takes the calls that fail. A run
 * that is taken up after its deadline asks the model no more: the chapters that are missing are the stand-in's.
 */
function standInFor(
  { standIn, outage }: RunnerOptions,
  { outageMs, deadlineAt }: ClaimedTask,
  now: number,
): ModelLayer | undefined {
  if (isOver(deadlineAt, now)) {
    const unasked = async () => ({ ok: false, reason: 'unavailable' }) as const;
    return (model) => withFallback(inPlaceOf(model, unasked), standIn);
  }
  const impatient = outageMs !== null && outageMs >= outage.patienceMs;
  return impatient && outage.fallback === 'offline' ? (model) => withFallback(model, standIn) : undefined;
}

function settleRun(
  { db, backoff, outage }: RunnerOptions,
  task: ClaimedTask,
  error: unknown,
): Promise<Settlement> {
  return settle(db, task, error, {
    backoff,
    outage: { ...backoff, patienceMs: outage.patienceMs, failsAfter: outage.fallback === 'fail' },
    now: Date.now(),
  });
}
