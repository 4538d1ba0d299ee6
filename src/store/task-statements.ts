import pg from 'pg';
import { Prisma } from '../generated/prisma/client.js';
import type { TaskKind } from '../generated/prisma/enums.js';
import type { Json } from '../json.js';
import { FIRST_STEP } from '../scenario/steps.js';
import type { Database } from './database.js';
import { withError } from './error-chain.js';
import { toldFailedActions } from './session-events.js';
import { type SharedStatement, shareStatement } from './shared-statement.js';

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

/** Who claims, and for how long. */
export interface Claimant {
  readonly id: string;
  readonly leaseMs: number;
}

/** Claims of a process: null when a job was a duplicate, out of date or early. Those that come at once share a statement. */
export type SharedClaims = SharedStatement<Holding, ClaimedTask | null>;

export function shareClaims(db: Database, worker: Claimant): SharedClaims {
  return shareStatement((jobs) => claimTasks(db, jobs, worker));
}

/** Claims one task by itself. */
export async function claimTask(db: Database, job: Holding, worker: Claimant): Promise<ClaimedTask | null> {
  const [claimed = null] = await claimTasks(db, [job], worker);
  return claimed;
}

/**
 * Makes queued tasks the worker's own; null for a job that was a duplicate, out of date or early, or when another of its
 * serial key runs. Of two that are claimed at the same moment, `task_serial_running_idx` lets one through. Rows are locked
 * and found as by `commitRuns`.
 * @param jobs of no task two
 * @returns what was claimed for each, in their order
 * @throws the driver's DatabaseError when two of one serial key are claimed at the same moment and others with them: none was
 */
async function claimTasks(
  db: Database,
  jobs: readonly Holding[],
  worker: Claimant,
): Promise<readonly (ClaimedTask | null)[]> {
  const ids = jobs.map(({ taskId }) => taskId);
  const claiming = db.query<ClaimedTask>`
    WITH job AS (
      SELECT * FROM unnest(${ids}::uuid[], ${jobs.map(({ fence }) => fence)}::int[]) AS job(id, fence)
    ), held AS MATERIALIZED (
      SELECT id FROM task WHERE id = ANY(${ids}::uuid[]) AND status::text = 'queued' ORDER BY id FOR NO KEY UPDATE
    ), mine AS (
      UPDATE task SET
        status = 'running', fence = task.fence + 1, attempt = attempt + 1, lease_owner = ${worker.id},
        lease_expires_at = now() + ${worker.leaseMs}::float8 * interval '1 millisecond',
        started_at = coalesce(started_at, now()), event_seq = event_seq + 1,
        current_step = CASE kind WHEN 'scenario' THEN ${FIRST_STEP} WHEN 'action' THEN 'Taking up the action' ELSE 'Setting the scene' END
      FROM job JOIN held USING (id)
      WHERE task.id = job.id AND task.id = ANY(${ids}::uuid[]) AND task.fence = job.fence AND task.status::text = 'queued'
        AND run_after <= now() AND (serial_key IS NULL OR NOT EXISTS (
          SELECT 1 FROM task other WHERE other.serial_key = task.serial_key AND other.status = 'running'))
      RETURNING task.*
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
  const claimed = await claiming.catch((error: unknown) => {
    if (jobs.length === 1 && error instanceof pg.DatabaseError && error.code === UNIQUE_VIOLATION) {
      return [];
    }
    throw error;
  });
  const byId = new Map(claimed.map((task) => [task.taskId, task]));
  return ids.map((id) => byId.get(id) ?? null);
}

/**
 * Extends the leases of everything a worker runs, in one statement: returns the ids that are still its own. Rows are locked
 * in the order of their ids, as by `commitRuns`.
 */
export const RENEW_LEASES = `
  WITH held AS MATERIALIZED (
    SELECT id FROM task WHERE id = ANY($1::uuid[]) AND status::text = 'running' ORDER BY id FOR NO KEY UPDATE
  )
  UPDATE task SET lease_expires_at = now() + $3::float8 * interval '1 millisecond'
  FROM unnest($1::uuid[], $2::int[]) AS mine(id, fence) JOIN held USING (id)
  WHERE task.id = mine.id AND task.id = ANY($1::uuid[]) AND task.fence = mine.fence AND task.status::text = 'running'
  RETURNING task.id`;

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
