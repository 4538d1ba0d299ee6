import pg from 'pg';
import { Prisma } from '../generated/prisma/client.js';
import type { TaskKind } from '../generated/prisma/enums.js';
import type { Json } from '../json.js';
import { FIRST_STEP } from '../scenario/steps.js';
import type { UsageTotals } from '../simulation/types.js';
import type { Database } from './database.js';
import { withError } from './error-chain.js';
import { toldFailedActions } from './session-events.js';
import { writeUsage } from './usage.js';

/**
 * One guarded SQL statement per transition of a task. Those of a runner carry the fence that its claim returned and
 * return false when the guard found no row: the task is no longer the runner's, and nothing was written. Events are
 * written in the same statement as what they tell; `event_seq` of the task's row numbers them without a gap.
 */

/** What a runner holds after its claim. */
export interface Holding {
  readonly taskId: string;
  readonly fence: number;
}

export interface ClaimedTask extends Holding {
  readonly kind: TaskKind;
  readonly clientId: string;
  readonly attempt: number;
  readonly request: Json;
  /** Of an action: its session's id, and its number in it. */
  readonly serialKey: string | null;
  readonly serialNo: number | null;
  readonly usage: Json;
  /** Percent. */
  readonly progress: number;
  readonly failures: number;
  /** Runs before this one, since the last commit, that ended without a word. */
  readonly uncleanEnds: number;
  /** For how long the model has been away, by the database's clock; null while it isn't. */
  readonly outageMs: number | null;
  /** W3C traceparent of its acceptance; null of a post that wasn't traced. */
  readonly traceparent: string | null;
  readonly dispatchedAt: Date | null;
  /** For how long it might have been taken, milliseconds. */
  readonly waitedMs: number;
  readonly createdAt: Date;
  /** When this claim was made; all moments of a task are by the database's clock. */
  readonly claimedAt: Date;
  readonly startedAt: Date;
  readonly deadlineAt: Date | null;
  /** Whether a run before this one has committed a turn of a simulation: else there is nothing to go on from. */
  readonly hasTurns: boolean;
}

/** SQLSTATE of a row that a unique index refuses. */
const UNIQUE_VIOLATION = '23505';

/**
 * Makes a queued task the worker's own; null when its job was a duplicate, out of date or early, or when another of its
 * serial key runs. Of two that are claimed at the same moment, `task_serial_running_idx` lets one through.
 */
export async function claimTask(
  db: Database,
  job: Holding,
  worker: { readonly id: string; readonly leaseMs: number },
): Promise<ClaimedTask | null> {
  const claiming = db.query<ClaimedTask>`
    WITH mine AS (
      UPDATE task SET
        status = 'running', fence = fence + 1, attempt = attempt + 1, lease_owner = ${worker.id},
        lease_expires_at = now() + ${worker.leaseMs}::float8 * interval '1 millisecond',
        started_at = coalesce(started_at, now()), event_seq = event_seq + 1,
        current_step = CASE kind WHEN 'scenario' THEN ${FIRST_STEP} WHEN 'action' THEN 'Taking up the action' ELSE 'Setting the scene' END
      WHERE id = ${job.taskId}::uuid AND status = 'queued' AND fence = ${job.fence}::int AND run_after <= now()
        AND (serial_key IS NULL OR NOT EXISTS (
          SELECT 1 FROM task other WHERE other.serial_key = task.serial_key AND other.status = 'running'))
      RETURNING *
    ), told AS (
      INSERT INTO task_event (task_id, seq, type, data)
      SELECT id, event_seq, 'progress', jsonb_build_object('progress', progress, 'current_step', current_step) FROM mine
    )
    SELECT id AS "taskId", fence, kind::text AS kind, client_id AS "clientId", attempt, request, usage, progress, failures,
           serial_key AS "serialKey", serial_no AS "serialNo",
           unclean_ends AS "uncleanEnds", (extract(epoch FROM now() - outage_since) * 1000)::float8 AS "outageMs",
           (extract(epoch FROM now() - run_after) * 1000)::float8 AS "waitedMs", traceparent,
           dispatched_at AS "dispatchedAt",
           created_at AS "createdAt", now() AS "claimedAt", started_at AS "startedAt", deadline_at AS "deadlineAt",
           EXISTS (SELECT 1 FROM turn WHERE simulation_id = mine.id) AS "hasTurns"
    FROM mine`;
  const rows = await claiming.catch((error: unknown) => {
    if (error instanceof pg.DatabaseError && error.code === UNIQUE_VIOLATION) {
      return [];
    }
    throw error;
  });
  return rows[0] ?? null;
}

/** Extends the leases of everything a worker runs, in one statement: returns the ids that are still its own. */
export const RENEW_LEASES = `
  UPDATE task SET lease_expires_at = now() + $3::float8 * interval '1 millisecond'
  FROM unnest($1::uuid[], $2::int[]) AS mine(id, fence)
  WHERE task.id = mine.id AND task.fence = mine.fence AND task.status = 'running'
  RETURNING task.id`;

export interface TurnCommit {
  readonly turn: number;
  readonly record: unknown;
  /** JSON text: a state may be large, and is written once. */
  readonly state: string;
  readonly progress: number;
  readonly currentStep: string;
  readonly usage: UsageTotals;
  /** Data of the `turn` event. */
  readonly told: unknown;
  /** Keys of the model calls whose answers the turn used: their rows in the call journal go with the commit. */
  readonly usedCalls?: readonly string[];
  /** Whether the offline model stood in for one that is away: the outage goes on. */
  readonly byFallback?: boolean;
  /** Version of the program that played the turn. */
  readonly engineVersion?: string;
}

/** Commits a turn: its record, the state it led to, progress, usage and events, together or not at all. */
export async function commitTurn(db: Database, holding: Holding, commit: TurnCommit): Promise<boolean> {
  const written = await db.execute`
    WITH mine AS (
      UPDATE task SET
        progress = least(99, greatest(progress, ${commit.progress}::int)), current_step = ${commit.currentStep},
        usage = ${JSON.stringify(writeUsage(commit.usage))}::jsonb, failures = 0, unclean_ends = 0, event_seq = event_seq + 2,
        outage_since = CASE WHEN ${commit.byFallback ?? false}::boolean THEN outage_since END
      WHERE id = ${holding.taskId}::uuid AND fence = ${holding.fence}::int AND status = 'running'
      RETURNING id, fence, event_seq, progress, current_step
    ), told AS (
      INSERT INTO task_event (task_id, seq, type, data)
      SELECT id, event_seq - 1, 'turn', ${JSON.stringify(commit.told)}::jsonb FROM mine
      UNION ALL
      SELECT id, event_seq, 'progress', jsonb_build_object('progress', progress, 'current_step', current_step) FROM mine
    ), used AS (
      DELETE FROM model_call USING mine WHERE task_id = mine.id AND call_key = ANY(${commit.usedCalls ?? []}::text[])
    )
    INSERT INTO turn (simulation_id, turn, fence, record, state, engine_version)
    SELECT id, ${commit.turn}::int, fence, ${JSON.stringify(commit.record)}::jsonb, ${commit.state}::jsonb,
           ${commit.engineVersion ?? null}
    FROM mine`;
  return written === 1;
}

export interface ChapterCommit {
  readonly turn: number;
  readonly prose: string;
  readonly degraded: string | null;
  readonly state: unknown;
  readonly usage: UsageTotals;
  /** As in `TurnCommit`. */
  readonly usedCalls?: readonly string[];
}

/** Stores the prose of a committed turn. */
export async function commitChapter(
  db: Database,
  holding: Holding,
  chapter: ChapterCommit,
): Promise<boolean> {
  const written = await db.execute`
    WITH mine AS (
      UPDATE task SET usage = ${JSON.stringify(writeUsage(chapter.usage))}::jsonb, event_seq = event_seq + 1
      WHERE id = ${holding.taskId}::uuid AND fence = ${holding.fence}::int AND status = 'running'
      RETURNING id, fence, event_seq
    ), told AS (
      INSERT INTO task_event (task_id, seq, type, data)
      SELECT id, event_seq, 'prose', jsonb_build_object('turn', ${chapter.turn}::int, 'prose', ${chapter.prose}::text) FROM mine
    ), used AS (
      DELETE FROM model_call USING mine WHERE task_id = mine.id AND call_key = ANY(${chapter.usedCalls ?? []}::text[])
    )
    INSERT INTO chapter (simulation_id, turn, fence, prose, degraded, state)
    SELECT id, ${chapter.turn}::int, fence, ${chapter.prose}, ${chapter.degraded}, ${JSON.stringify(chapter.state)}::jsonb
    FROM mine`;
  return written === 1;
}

/** Ends a run with its result. */
export async function finishTask(
  db: Database,
  holding: Holding,
  result: unknown,
  usage: UsageTotals,
): Promise<boolean> {
  const written = await db.execute`
    WITH mine AS (
      UPDATE task SET
        status = 'completed', progress = 100, current_step = 'Completed', error = NULL, result = ${JSON.stringify(result)}::jsonb,
        usage = ${JSON.stringify(writeUsage(usage))}::jsonb, lease_owner = NULL, lease_expires_at = NULL, completed_at = now(),
        event_seq = event_seq + 2
      WHERE id = ${holding.taskId}::uuid AND fence = ${holding.fence}::int AND status = 'running'
      RETURNING id, event_seq
    ), used AS (
      DELETE FROM model_call USING mine WHERE task_id = mine.id
    )
    INSERT INTO task_event (task_id, seq, type, data)
    SELECT id, event_seq - 1, 'progress', '{"progress": 100, "current_step": "Completed"}'::jsonb FROM mine
    UNION ALL
    SELECT id, event_seq, 'completed', jsonb_build_object('status', 'completed') FROM mine`;
  return written === 2;
}

/** What a client reads in a failed task's `error`. */
export interface TaskError {
  readonly error: string;
  readonly message: string;
  readonly error_code: string;
}

/** Ends a run that can't succeed; what it committed stays readable. */
export async function failTask(db: Database, holding: Holding, error: TaskError): Promise<boolean> {
  const written = await db.execute`
    WITH mine AS (
      UPDATE task SET
        status = 'failed', current_step = 'Failed', error = ${JSON.stringify(error)}::jsonb,
        error_chain = ${withError(error.error_code, error.message)}, lease_owner = NULL,
        lease_expires_at = NULL, completed_at = now(), event_seq = event_seq + 1
      WHERE id = ${holding.taskId}::uuid AND fence = ${holding.fence}::int AND status = 'running'
      RETURNING id, kind, serial_key, serial_no, status, event_seq, error
    ) ${toldFailedActions('mine')}
    INSERT INTO task_event (task_id, seq, type, data)
    SELECT id, event_seq, 'failed', jsonb_build_object('status', 'failed', 'error', error) FROM mine`;
  return written === 1;
}

/** No wait goes past the deadline: then the task is ended with what it has. */
function byDeadline(runAfter: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`least(${runAfter}, CASE WHEN deadline_at > now() THEN deadline_at END)`;
}

/** Gives a run back to the queue, to go on from its last commit in `delayMs`; counted as no failure. */
export async function handBackTask(
  db: Database,
  holding: Holding,
  options: { readonly delayMs: number; readonly currentStep: string },
): Promise<boolean> {
  const written = await db.execute`
    WITH mine AS (
      UPDATE task SET
        status = 'queued', fence = fence + 1, dispatched_at = NULL, lease_owner = NULL, lease_expires_at = NULL,
        run_after = ${byDeadline(Prisma.sql`now() + ${options.delayMs}::float8 * interval '1 millisecond'`)},
        current_step = ${options.currentStep}, event_seq = event_seq + 1
      WHERE id = ${holding.taskId}::uuid AND fence = ${holding.fence}::int AND status = 'running'
      RETURNING id, event_seq, progress, current_step
    )
    INSERT INTO task_event (task_id, seq, type, data)
    SELECT id, event_seq, 'progress', jsonb_build_object('progress', progress, 'current_step', current_step) FROM mine`;
  return written === 1;
}

/** How long the model may be away, and how long a run waits before it asks again. */
export interface OutagePatience {
  readonly patienceMs: number;
  /** Whether the task fails when the patience is over; else it runs again, and can do without the model. */
  readonly failsAfter: boolean;
  readonly baseMs: number;
  readonly maxMs: number;
}

/**
 * Gives a run back because the model is away, and notes since when it has been. The pause grows with the time that has
 * passed (between half of it and all of it, from `baseMs` to `maxMs`) and ends when the patience does. Counted as no
 * failure. Null when the task isn't the runner's any more.
 */
export async function waitForModel(
  db: Database,
  holding: Holding,
  error: TaskError,
  patience: OutagePatience,
): Promise<'queued' | 'failed' | null> {
  const rows = await db.query<{ status: 'queued' | 'failed' }>`
    WITH held AS (
      SELECT id, coalesce(outage_since, now()) AS since,
             coalesce(outage_since, now()) + ${patience.patienceMs}::float8 * interval '1 millisecond' AS until,
             ${patience.failsAfter}::boolean
               AND coalesce(outage_since, now()) + ${patience.patienceMs}::float8 * interval '1 millisecond' <= now() AS over
      FROM task
      WHERE id = ${holding.taskId}::uuid AND fence = ${holding.fence}::int AND status = 'running'
      FOR UPDATE
    ), mine AS (
      UPDATE task SET
        outage_since = held.since, fence = fence + 1, lease_owner = NULL, lease_expires_at = NULL, dispatched_at = NULL,
        event_seq = event_seq + 1, error = ${JSON.stringify(error)}::jsonb,
        error_chain = ${withError(error.error_code, error.message)},
        status = CASE WHEN held.over THEN 'failed' ELSE 'queued' END::task_status,
        completed_at = CASE WHEN held.over THEN now() END,
        current_step = CASE WHEN held.over THEN 'Failed' ELSE 'Waiting for the model' END,
        run_after = ${byDeadline(Prisma.sql`least(
          CASE WHEN held.until > now() THEN held.until ELSE 'infinity' END,
          now() + (0.5 + random() / 2) * least(
            ${patience.maxMs}::float8 * interval '1 millisecond',
            greatest(${patience.baseMs}::float8 * interval '1 millisecond', now() - held.since)))`)}
      FROM held WHERE task.id = held.id
      RETURNING task.id, kind, serial_key, serial_no, status, event_seq, progress, current_step, error
    ) ${toldFailedActions('mine')}, told AS (
      INSERT INTO task_event (task_id, seq, type, data)
      SELECT id, event_seq, CASE WHEN status = 'failed' THEN 'failed' ELSE 'progress' END,
             CASE WHEN status = 'failed' THEN jsonb_build_object('status', 'failed', 'error', error)
                  ELSE jsonb_build_object('progress', progress, 'current_step', current_step) END
      FROM mine
    )
    SELECT status::text AS status FROM mine`;
  return rows[0]?.status ?? null;
}

/** How often a run may fail between two commits, and how long it waits after each failure. */
export interface Backoff {
  readonly maxAttempts: number;
  readonly baseMs: number;
  readonly maxMs: number;
}

/**
 * Counts a failure: the run goes back to the queue after an exponential delay with full jitter, or fails for good when
 * it has failed `maxAttempts` times since its last commit. Null when the task isn't the runner's any more.
 */
export async function retryTask(
  db: Database,
  holding: Holding,
  error: TaskError,
  backoff: Backoff,
): Promise<'queued' | 'failed' | null> {
  const rows = await db.query<{ status: 'queued' | 'failed' }>`
    WITH mine AS (
      UPDATE task SET
        failures = failures + 1, fence = fence + 1, lease_owner = NULL, lease_expires_at = NULL,
        event_seq = event_seq + 1, dispatched_at = NULL,
        status = CASE WHEN failures + 1 >= ${backoff.maxAttempts}::int THEN 'failed' ELSE 'queued' END::task_status,
        completed_at = CASE WHEN failures + 1 >= ${backoff.maxAttempts}::int THEN now() END,
        current_step = CASE WHEN failures + 1 >= ${backoff.maxAttempts}::int THEN 'Failed'
                            ELSE 'Waiting to try again' END,
        run_after = ${byDeadline(Prisma.sql`now() + random() * interval '1 millisecond'
          * least(${backoff.maxMs}::float8, ${backoff.baseMs}::float8 * power(2, least(failures, 30)))`)},
        error = ${JSON.stringify(error)}::jsonb, error_chain = ${withError(error.error_code, error.message)}
      WHERE id = ${holding.taskId}::uuid AND fence = ${holding.fence}::int AND status = 'running'
      RETURNING id, kind, serial_key, serial_no, status, event_seq, progress, current_step, error
    ) ${toldFailedActions('mine')}, told AS (
      INSERT INTO task_event (task_id, seq, type, data)
      SELECT id, event_seq, CASE WHEN status = 'failed' THEN 'failed' ELSE 'progress' END,
             CASE WHEN status = 'failed' THEN jsonb_build_object('status', 'failed', 'error', error)
                  ELSE jsonb_build_object('progress', progress, 'current_step', current_step) END
      FROM mine
    )
    SELECT status::text AS status FROM mine`;
  return rows[0]?.status ?? null;
}
