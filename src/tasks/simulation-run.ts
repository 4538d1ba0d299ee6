import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import { sha256 } from '../cache/state-hash.js';
import { tracedModel } from '../observability/traced-model.js';
import { type Span, within } from '../observability/tracing.js';
import { chronicleKey } from '../simulation/chronicle-request.js';
import type { ChronicleState } from '../simulation/chronicle-state.js';
import {
  assembleStory,
  openChronicle,
  type PlayedTurn,
  playTurn,
  writeChapter,
} from '../simulation/engine.js';
import type { EventBus } from '../simulation/event-bus.js';
import { measuresBetween } from '../simulation/measures.js';
import type { TurnRecord } from '../simulation/record.js';
import { turnsBefore, turnsOf } from '../simulation/snapshot.js';
import type { SimulationState } from '../simulation/state.js';
import { restoreState, storeState } from '../simulation/stored-state.js';
import type { SharedCommits } from '../store/run-commits.js';
import {
  type CommittedRun,
  loadCommittedRun,
  NOTHING_COMMITTED,
  type StoredChapter,
} from '../store/simulations.js';
import type { ClaimedTask } from '../store/task-statements.js';
import { type RunAccounts, withAccounts } from './accounts.js';
import { assertReadable } from './checkpoint.js';
import { faultPoint } from './fault-point.js';
import {
  DeadlineExceededError,
  deadlineExceeded,
  hasBudget,
  isOver,
  LimitReachedError,
  limitReached,
} from './limits.js';
import type { RunContext, RunEnd } from './run.js';
import { PhaseTimer } from './run-observer.js';
import { resolveRequest } from './simulation-source.js';
import { SimulationWrites } from './simulation-writes.js';
import { openingState, type SimulationResult, type SimulationTaskRequest } from './task-request.js';

/**
 * One run of a simulation, from its claim to its end.
 *
 * It goes on from the last committed turn, writes the chapters that a run before it left untold, and then plays turn
 * after turn: decide, resolve, commit. While turn k+1 is played, turn k is committed and its chapter written and stored;
 * one turn at most is not committed yet, and chapters keep their order and are two turns behind at most. All writes of a
 * run pass one after another and carry its fence; the first that is refused ends it. The last chapter written, the story is
 * assembled, and both are stored together: that finishes the task.
 */
export interface SimulationRunContext extends RunContext {
  /** Of all runs of the process. */
  readonly commits: SharedCommits;
  /** Told what happens as it happens. */
  readonly bus: EventBus;
}

/**
 * @throws LeaseLostError when a write was refused; UnreadableCheckpointError
 * @throws EngineError of the model or the database, by whose retry policy the caller decides
 */
export async function runSimulation(context: SimulationRunContext, task: ClaimedTask): Promise<RunEnd> {
  const { db } = context;
  const request = await resolveRequest(db, task.request);
  const committed = task.hasTurns ? await loadCommittedRun(db, task.taskId) : NOTHING_COMMITTED;
  assertReadable(request, committed);
  return withAccounts(context, task, request, (accounts) =>
    play(context, task, request, committed, accounts),
  );
}

async function play(
  context: SimulationRunContext,
  task: ClaimedTask,
  request: SimulationTaskRequest,
  committed: CommittedRun,
  { model, writes, callsSettled, spentBy, usedCalls }: RunAccounts,
): Promise<RunEnd> {
  const { bus, commits, observe, signal, version } = context;
  const { snapshot, limits } = request;
  const steps = new SimulationWrites(task, writes, commits);
  const ids = { snapshot, simulationId: task.taskId, clientId: task.clientId };
  const phases = new PhaseTimer(observe);
  const terms = { ...ids, digest: sha256, onPhase: phases.begin };

  const opening = openingState(request);
  const before = turnsBefore(snapshot);
  let state = restoreState(snapshot, opening, committed.checkpoints);
  let chronicle = (committed.chapters.at(-1)?.state ?? openChronicle(before)) as ChronicleState;
  const chapters: Pick<StoredChapter, 'turn' | 'prose' | 'degraded'>[] = [...committed.chapters];
  const degraded = new Map(committed.degraded.map(({ reason, decisions }) => [reason, decisions]));

  /**
   * Whether a turn's calls may be on their way while the turn before is being committed: where they take time. A budget
   * counts what is written.
   */
  const goesAhead = model.metered === true && !hasBudget(limits);

  let ended: string | null = null;
  let isFinished = false;
  /** Why the story is not all that it was meant to be; none when it is. */
  const reasons = () => {
    const { language } = snapshot.style;
    return [
      ...(model.name === 'offline' && language !== undefined && !/^en/i.test(language)
        ? [`told in English: the offline narrator writes no ${language}`]
        : []),
      ...[...degraded].map(
        ([reason, decisions]) => `decisions made without the model: ${decisions} (${reason})`,
      ),
      ...chapters
        .filter((chapter) => chapter.degraded !== null)
        .map((chapter) => `chapter ${chapter.turn}: ${chapter.degraded}`),
      ...(ended === null ? [] : [`ended after turn ${state.turn} of ${snapshot.turns}: ${ended}`]),
    ];
  };
  /** Stores what came of it: every turn is played, and every chapter written. */
  const finish = async () => {
    const degradedReasons = reasons();
    const measures = measuresBetween(opening.measures, state.measures, state.turn - before);
    const result: SimulationResult = {
      story: assembleStory(snapshot, chapters),
      participants: snapshot.cast.map((persona) => persona.name),
      turns_executed: chapters.length,
      duration_seconds: Math.max(0, Math.round(context.now() - task.startedAt.getTime()) / 1000),
      coherence: measures?.coherence ?? null,
      knowledge_leak_rate: measures?.knowledgeLeakRate ?? null,
      degraded: degradedReasons.length > 0,
      degraded_reasons: degradedReasons,
      cached: false,
      cached_from: null,
    };
    faultPoint('before-finish', task.taskId);
    signal.throwIfAborted();
    await steps.commit({ result, usedCalls: usedCalls([]) });
    isFinished = true;
  };
  /** The last chapter that was begun. */
  let telling: Telling = { written: SETTLED, stored: SETTLED, storedBefore: SETTLED };
  /** Writes the chapter of a turn after those before it, and stores it when they are stored and so is its turn. */
  const beginChapter = (record: TurnRecord, closes: boolean, turnCommitted: Promise<void>) => {
    const before = telling;
    const { turn } = record;
    const span = context.span.child('chapter', { attributes: { 'novel_engine.turn': turn } });
    const parts = new PhaseTimer(observe);
    const isLast = closes || turn === snapshot.turns;
    // The story's end waits for the last ones; the calls of the others go out after those of the next turn.
    const isSoon = closes || turn > snapshot.turns - LAST_CHAPTERS;
    const writing = Promise.all([before.written, isSoon ? undefined : turnCommitted]).then(async () => {
      parts.begin('chronicle');
      // A story that ends early is told as one of so many turns.
      const told = closes ? { ...snapshot, turns: turn } : snapshot;
      const chapter = await writeChapter(
        { ...ids, snapshot: told, record, chronicle },
        tracedModel(model, span),
        signal,
      );
      parts.begin('chapter-commit');
      chronicle = chapter.chronicle;
      chapters.push({ turn, prose: chapter.prose, degraded: chapter.degraded ?? null });
      return chapter;
    });
    const stored = within(span, async () => {
      const { prose, degraded: reason = null, chronicle: state, usage } = await writing;
      await Promise.all([callsSettled(), turnCommitted, before.stored]);
      faultPoint('before-chapter-commit', task.taskId);
      await within(span.child('commit'), async () => {
        const chapter = { turn, prose, degraded: reason, state };
        const step = { chapter, usedCalls: usedCalls([chronicleKey(turn)]) };
        await Promise.all([steps.commit(step, spentBy(usage)), isLast ? finish() : undefined]);
      });
      parts.end();
      faultPoint('after-chapter-commit', task.taskId);
      bus.emit('narrative_update', { turn, prose });
    });
    telling = { written: writing.then(() => undefined), stored, storedBefore: before.stored };
    // Awaited after a turn or two; until then a failure must not count as unhandled.
    telling.written.catch(() => undefined);
    telling.stored.catch(() => undefined);
  };
  /** Commits what was played, and tells of it. */
  const commitTurn = async ({ record, state: next, delta }: PlayedTurn, startedAt: number, span: Span) => {
    const parts = new PhaseTimer(observe);
    parts.begin('commit');
    await callsSettled();
    if (goesAhead) await delay(CALLS_FIRST_MS);
    faultPoint('before-turn-commit', task.taskId);
    const turn = {
      turn: record.turn,
      record,
      state: storeState(next, delta),
      progress: Math.floor((100 * (record.turn - before)) / turnsOf(snapshot)),
      currentStep: `Turn ${record.turn} of ${snapshot.turns}`,
      told: turnEvent(record, snapshot.turns),
      byFallback: record.modelAnswers.some(({ source }) => source === 'fallback'),
      engineVersion: version,
    };
    const used = usedCalls(record.modelAnswers.map(({ key }) => key));
    await within(span.child('commit'), () =>
      steps.commit({ turn, usedCalls: used }, spentBy(record.metrics.usage)),
    );
    parts.end();
    observe({ type: 'turn', ms: performance.now() - startedAt });
    faultPoint('after-turn-commit', task.taskId);
    for (const event of record.events) bus.emit('agent_action', { event });
    bus.emit('turn_complete', { record });
  };
  /** Plays the turn after `from`, and commits it when the one before it is committed. */
  const beginTurn = (from: SimulationState, earlier: Promise<void>) => {
    const startedAt = performance.now();
    const turn = from.turn + 1;
    bus.emit('turn_start', { turn });
    const span = context.span.child('turn', { attributes: { 'novel_engine.turn': turn } });
    const played = playTurn({ ...terms, state: from }, tracedModel(model, span), signal);
    const committed = within(span, async () => {
      const done = await played;
      phases.end();
      await earlier;
      // The next turn goes first: its calls take long, and are noted before this is written.
      if (goesAhead) await setImmediate();
      await commitTurn(done, startedAt, span);
    });
    // Whoever plays on awaits it a turn later.
    committed.catch(() => undefined);
    return { played, committed };
  };
  const limit = () =>
    state.turn < snapshot.turns ? limitReached(limits, writes.usage, task.deadlineAt, context.now()) : null;

  ended = limit();
  if (committed.untold.length > 0 && isOver(task.deadlineAt, context.now())) {
    ended = deadlineExceeded(limits);
  }
  for (const record of committed.untold) {
    beginChapter(record, ended !== null && record.turn === state.turn, SETTLED);
  }
  let commit = SETTLED;
  try {
    while (state.turn < snapshot.turns && ended === null && !context.draining()) {
      // The last chapter may take longer than the turn; what a budget leaves for the next one is known when it is written.
      const told = hasBudget(limits) ? telling.stored : telling.storedBefore;
      const turn = beginTurn(state, commit);
      const { record, state: next } = await turn.played;
      await commit;
      commit = turn.committed;
      if (!goesAhead) await commit;
      for (const { degraded: reason } of record.decisions) {
        if (reason !== undefined) {
          degraded.set(reason, (degraded.get(reason) ?? 0) + 1);
        }
      }
      state = next;
      await told;
      ended = limit();
      beginChapter(record, ended !== null, commit);
    }
    await commit;
  } catch (error) {
    // What is under way is paid for: it gets stored if it can be.
    await Promise.allSettled([commit, telling.written, telling.stored]);
    throw error;
  }
  await telling.stored;
  if (!isFinished) {
    signal.throwIfAborted();
    if (state.turn < snapshot.turns && ended === null) {
      return 'drained';
    }
    if (state.turn === before) {
      const message = `Nothing was played: ${ended}`;
      throw isOver(task.deadlineAt, context.now())
        ? new DeadlineExceededError(message)
        : new LimitReachedError(message);
    }
    await finish();
  }
  bus.emit('simulation_end', { turns: chapters.length, degraded: reasons().length > 0 });
  return 'finished';
}

const SETTLED = Promise.resolve();

/** Where the chapters are, up to the last that was begun. */
interface Telling {
  /** They are written: the next may begin. */
  readonly written: Promise<void>;
  readonly stored: Promise<void>;
  /** All but the last are stored. */
  readonly storedBefore: Promise<void>;
}

/** How long a turn waits to be written, which takes as long as to send the next one's calls: they go out first. */
const CALLS_FIRST_MS = 15;
/** Chapters that have to be written soon, each before the next, for the story not to end later than its last turn needs. */
const LAST_CHAPTERS = 3;

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
