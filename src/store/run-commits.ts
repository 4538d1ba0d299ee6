import { Prisma } from '../generated/prisma/client.js';
import type { UsageTotals } from '../simulation/types.js';
import type { Database } from './database.js';
import { type SharedStatement, shareStatement } from './shared-statement.js';
import type { NewEvent } from './task-events.js';
import type { Holding } from './task-statements.js';
import { writeUsage } from './usage.js';

/**
 * What simulations commit as they run: turns, chapters and their ends, of one run or of many that commit at once. All of
 * a run's part is written or nothing of it, under the fence that its claim returned; one run's lost lease keeps nothing
 * of another's.
 */

/** All that a run commits at once, in the order in which it is told: chapters, then the turn, then the end. */
export interface RunCommit extends Holding {
  /** The task's, after it. */
  readonly usage: UsageTotals;
  readonly chapters?: readonly ChapterCommit[];
  readonly turn?: TurnCommit;
  /** Ends the task with its result. */
  readonly result?: object;
  /** Keys of the model calls whose answers it used: their rows in the call journal go with it, and at the end all of them. */
  readonly usedCalls?: readonly string[];
}

/** A turn: its record, the state it led to, progress. */
export interface TurnCommit {
  readonly turn: number;
  readonly record: unknown;
  /** JSON text: a state may be large, and is written once. */
  readonly state: string;
  readonly progress: number;
  readonly currentStep: string;
  /** Data of the `turn` event. */
  readonly told: unknown;
  /** Whether the offline model stood in for one that is away: the outage goes on. */
  readonly byFallback?: boolean;
  /** Version of the program that played the turn. */
  readonly engineVersion?: string;
}

/** The prose of a committed turn. */
export interface ChapterCommit {
  readonly turn: number;
  readonly prose: string;
  readonly degraded: string | null;
  /** What the chronicler carries to the next chapter. */
  readonly state: unknown;
}

/**
 * Commits what runs have done, each all or nothing.
 *
 * Rows are locked in the order of their ids before any of them is written, as by whoever else writes to several running
 * tasks: two statements may have to wait for one another, but never in a circle. `id = ANY` and `status::text` hold the
 * planner to the ids, whatever it believes of the number of rows. What no commit of a statement has is left out of it.
 *
 * @param commits of no task two
 * @returns the ids of the tasks that were still their runners'
 * @throws the driver's DatabaseError when one of them can't be written, as a turn that is there already, and none was
 */
export async function commitRuns(db: Database, commits: readonly RunCommit[]): Promise<ReadonlySet<string>> {
  const ids = commits.map(({ taskId }) => taskId);
  const has = (part: keyof RunCommit, sql: Prisma.Sql) =>
    commits.some((commit) => commit[part] !== undefined) ? sql : Prisma.empty;
  const rows = await db.query<{ id: string }>`
    WITH step AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${`[${commits.map(jsonOf).join()}]`}::jsonb) AS step(
        id uuid, fence int, usage jsonb, events jsonb, progress int, current_step text, chapters jsonb, turn int,
        record jsonb, state jsonb, is_fallback boolean, engine_version text, result jsonb, used text[])
    ), held AS MATERIALIZED (
      SELECT id FROM task WHERE id = ANY(${ids}::uuid[]) AND status::text = 'running' ORDER BY id FOR NO KEY UPDATE
    ), mine AS (
      UPDATE task SET
        usage = step.usage, event_seq = event_seq + jsonb_array_length(step.events),
        progress = CASE WHEN step.result IS NULL THEN least(99, greatest(task.progress, step.progress)) ELSE 100 END,
        current_step = coalesce(step.current_step, task.current_step) ${has('turn', PLAYED)} ${has('result', ENDED)}
      FROM step JOIN held USING (id)
      WHERE task.id = step.id AND task.id = ANY(${ids}::uuid[]) AND task.fence = step.fence AND task.status::text = 'running'
      RETURNING task.id, task.fence, event_seq, task.progress, task.current_step, step.events, step.chapters, step.turn,
                step.record, step.state, step.engine_version, step.result, step.used
    ), told AS (
      INSERT INTO task_event (task_id, seq, type, data)
      SELECT id, event_seq - jsonb_array_length(events) + event.n, event.told ->> 'type',
             coalesce(event.told -> 'data', jsonb_build_object('progress', progress, 'current_step', current_step))
      FROM mine, jsonb_array_elements(events) WITH ORDINALITY AS event(told, n)
    ) ${has('turn', INSERT_TURNS)} ${has('chapters', INSERT_CHAPTERS)} ${has('usedCalls', dropCalls(ids))}
    SELECT id FROM mine`;
  return new Set(rows.map(({ id }) => id));
}

/** What was played makes up for the failures before it. */
const PLAYED = Prisma.sql`,
        failures = CASE WHEN step.turn IS NULL THEN failures ELSE 0 END,
        unclean_ends = CASE WHEN step.turn IS NULL THEN unclean_ends ELSE 0 END,
        outage_since = CASE WHEN step.turn IS NULL OR step.is_fallback THEN outage_since END`;

const ENDED = Prisma.sql`,
        status = CASE WHEN step.result IS NULL THEN task.status ELSE 'completed' END,
        error = CASE WHEN step.result IS NULL THEN error END, result = coalesce(step.result, task.result),
        lease_owner = CASE WHEN step.result IS NULL THEN lease_owner END,
        lease_expires_at = CASE WHEN step.result IS NULL THEN lease_expires_at END,
        completed_at = CASE WHEN step.result IS NULL THEN completed_at ELSE now() END`;

const INSERT_TURNS = Prisma.sql`, played AS (
      INSERT INTO turn (simulation_id, turn, fence, record, state, engine_version)
      SELECT id, turn, fence, record, state, engine_version FROM mine WHERE turn IS NOT NULL
    )`;

const INSERT_CHAPTERS = Prisma.sql`, written AS (
      INSERT INTO chapter (simulation_id, turn, fence, prose, degraded, state)
      SELECT id, chapter.turn, fence, chapter.prose, chapter.degraded, chapter.state
      FROM mine, jsonb_to_recordset(chapters) AS chapter(turn int, prose text, degraded text, state jsonb)
    )`;

const dropCalls = (ids: readonly string[]) => Prisma.sql`, used AS (
      DELETE FROM model_call USING mine
      WHERE task_id = mine.id AND task_id = ANY(${ids}::uuid[]) AND (mine.result IS NOT NULL OR call_key = ANY(mine.used))
    )`;

function jsonOf(commit: RunCommit): string {
  const { taskId, fence, usage, chapters, turn, result, usedCalls } = commit;
  const row = JSON.stringify({
    id: taskId,
    fence,
    usage: writeUsage(usage),
    events: eventsOf(commit),
    progress: turn?.progress,
    current_step: result === undefined ? turn?.currentStep : 'Completed',
    chapters,
    turn: turn?.turn,
    record: turn?.record,
    is_fallback: turn?.byFallback,
    engine_version: turn?.engineVersion,
    result,
    used: usedCalls,
  });
  return turn === undefined ? row : `${row.slice(0, -1)},"state":${turn.state}}`;
}

/** The data of a `progress` event is the row's. */
const PROGRESS = { type: 'progress' } as const;

function eventsOf({ chapters = [], turn, result }: RunCommit): readonly (NewEvent | typeof PROGRESS)[] {
  return [
    ...chapters.map(({ turn, prose }) => ({ type: 'prose', data: { turn, prose } })),
    ...(turn === undefined ? [] : [{ type: 'turn', data: turn.told }, PROGRESS]),
    ...(result === undefined ? [] : [PROGRESS, { type: 'completed', data: { status: 'completed' } }]),
  ];
}

/** Commits of a process's runs; false when the task was no longer its runner's. Those that come at once share a statement. */
export type SharedCommits = SharedStatement<RunCommit, boolean>;

export function shareCommits(db: Database): SharedCommits {
  return shareStatement(async (commits) => {
    const written = await commitRuns(db, commits);
    return commits.map(({ taskId }) => written.has(taskId));
  });
}
