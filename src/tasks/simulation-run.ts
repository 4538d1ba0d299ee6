import type { LanguageModel } from '../llm/port.js';
import type { ChronicleState } from '../simulation/chronicle-state.js';
import { assembleStory, openChronicle, playTurn, writeChapter } from '../simulation/engine.js';
import type { TurnRecord } from '../simulation/record.js';
import { openSimulation } from '../simulation/state.js';
import type { UsageTotals } from '../simulation/types.js';
import { addUsage } from '../simulation/usage.js';
import type { Database } from '../store/database.js';
import type { Notifier } from '../store/notifications.js';
import { loadCommittedRun } from '../store/simulations.js';
import { type ClaimedTask, commitChapter, commitTurn, finishTask } from '../store/task-statements.js';
import { parseUsage } from '../store/usage.js';
import { LeaseLostError } from './lease.js';
import { LimitReachedError, limitReached } from './limits.js';
import type { SimulationResult, SimulationTaskRequest } from './task-request.js';

/**
 * One run of a simulation, from its claim to its end.
 *
 * It goes on from the last committed turn, writes the chapters that a run before it left untold, and then plays turn
 * after turn: decide, resolve, commit. While turn k+1 is played, turn k's chapter is written and stored; chapters keep
 * their order. All writes of a run pass one after another and carry its fence; the first that is refused ends it.
 * The chapters done, the story is assembled and the task finished.
 */
export interface RunContext {
  readonly db: Database;
  readonly model: LanguageModel;
  readonly notifier: Notifier;
  /** Aborted when the run must stop at once: its lease is lost, or the time for an orderly end is over. */
  readonly signal: AbortSignal;
  /** True when the worker is on its way out: the run stops at the next turn boundary. */
  readonly draining: () => boolean;
  readonly now: () => number;
}

/** `drained`: everything played is committed and told, and the rest is left for another worker. */
export type RunEnd = 'finished' | 'drained';

/**
 * @throws LeaseLostError when a write was refused
 * @throws EngineError of the model or the database, by whose retry policy the caller decides
 */
export async function runSimulation(context: RunContext, task: ClaimedTask): Promise<RunEnd> {
  const { snapshot, limits } = task.request as unknown as SimulationTaskRequest;
  const { db, model, signal, notifier } = context;
  const committed = await loadCommittedRun(db, task.taskId);
  const play = { snapshot, simulationId: task.taskId, clientId: task.clientId };

  let usage: UsageTotals = parseUsage(task.usage);
  let state = committed.state ?? openSimulation(snapshot);
  let degradedDecisions = committed.degradedDecisions;
  let chronicle = (committed.chapters.at(-1)?.state ?? openChronicle()) as ChronicleState;
  const chapters = committed.chapters.map(({ turn, prose, degraded }) => ({ turn, prose, degraded }));

  let writes: Promise<unknown> = Promise.resolve();
  const write = async (statement: () => Promise<boolean>) => {
    const mine = writes.then(statement);
    writes = mine.catch(() => undefined);
    if (!(await mine)) {
      throw new LeaseLostError(task.taskId);
    }
    notifier.notify('changed', task.taskId);
  };

  const tell = async (record: TurnRecord) => {
    const chapter = await writeChapter({ ...play, record, chronicle }, model, signal);
    usage = addUsage(usage, chapter.usage);
    const degraded = chapter.degraded ?? null;
    await write(() =>
      commitChapter(db, task, {
        turn: record.turn,
        prose: chapter.prose,
        degraded,
        state: chapter.chronicle,
        usage,
      }),
    );
    chronicle = chapter.chronicle;
    chapters.push({ turn: record.turn, prose: chapter.prose, degraded });
  };
  let telling: Promise<void> = Promise.resolve();
  const tellNext = (record: TurnRecord) => {
    telling = telling.then(() => tell(record));
    // Awaited after the next turn; until then its failure must not count as unhandled.
    telling.catch(() => undefined);
  };

  committed.untold.forEach(tellNext);
  let ended: string | null = null;
  try {
    while (state.turn < snapshot.turns) {
      ended = limitReached(limits, usage, task.deadlineAt, context.now());
      if (ended !== null || context.draining()) {
        break;
      }
      const before = telling;
      const outcome = await playTurn({ ...play, state }, model, signal);
      const { record } = outcome;
      usage = addUsage(usage, record.metrics.usage);
      degradedDecisions += record.metrics.degradedDecisions;
      await write(() =>
        commitTurn(db, task, {
          turn: record.turn,
          record,
          state: outcome.state,
          progress: Math.floor((100 * record.turn) / snapshot.turns),
          currentStep: `Turn ${record.turn} of ${snapshot.turns}`,
          usage,
          told: turnEvent(record, snapshot.turns),
        }),
      );
      state = outcome.state;
      await before;
      tellNext(record);
    }
  } catch (error) {
    // A chapter under way is paid for: it gets stored if it can be.
    await telling.catch(() => undefined);
    throw error;
  }
  await telling;
  signal.throwIfAborted();
  if (state.turn < snapshot.turns && ended === null) {
    return 'drained';
  }
  if (state.turn === 0) {
    throw new LimitReachedError(`Nothing was played: ${ended}`);
  }

  const reasons = [
    ...(degradedDecisions > 0
      ? [`${degradedDecisions} decisions were made by the algorithm instead of the model`]
      : []),
    ...chapters
      .filter((chapter) => chapter.degraded !== null)
      .map((chapter) => `chapter ${chapter.turn}: ${chapter.degraded}`),
    ...(ended === null ? [] : [`ended after turn ${state.turn} of ${snapshot.turns}: ${ended}`]),
  ];
  const result: SimulationResult = {
    story: assembleStory(snapshot, chapters),
    participants: snapshot.cast.map((persona) => persona.name),
    turns_executed: chapters.length,
    duration_seconds: Math.max(0, Math.round(context.now() - task.startedAt.getTime()) / 1000),
    coherence: null,
    knowledge_leak_rate: null,
    degraded: reasons.length > 0,
    degraded_reasons: reasons,
    cached: false,
  };
  await write(() => finishTask(db, task, result, usage));
  return 'finished';
}

/** Data of a `turn` event: what a progress line or a live view needs, without a further request. */
function turnEvent(record: TurnRecord, turns: number): unknown {
  return {
    turn: record.turn,
    turns,
    events: record.events.map((event) => ({
      event_id: event.eventId,
      type: event.type,
      agent_id: event.agentId ?? null,
      outcome: event.outcome,
      location_id: event.locationId ?? null,
    })),
  };
}
