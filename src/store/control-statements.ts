import { Prisma } from '../generated/prisma/client.js';
import type { TaskKind } from '../generated/prisma/enums.js';
import type { Database } from './database.js';
import { withError } from './error-chain.js';
import { toldFailedActions } from './session-events.js';
import { TASK_COLUMNS, type TaskReading, type Viewer } from './task-reads.js';

/**
 * What clients and admins do to tasks: cancel, and retry what failed. One guarded statement each; a row that the guard
 * doesn't find is not theirs, or not in a state for it, which the caller reads afterwards only to say which.
 */

/**
 * Cancels a task that waits or runs: final, and every later write of its runner is refused. What is committed stays.
 * Undefined when the task has ended or is none of the viewer's.
 */
export async function cancelTask(db: Database, viewer: Viewer, id: string): Promise<TaskReading | undefined> {
  const [task] = await db.query<TaskReading>`
    WITH held AS (
      SELECT id FROM task
      WHERE id = ${id}::uuid AND status IN ('queued', 'running')
        AND (${viewer.role === 'admin'}::boolean OR client_id = ${viewer.clientId})
      FOR UPDATE
    ), cancelled AS (
      UPDATE task SET ${CANCELLED}
      FROM held WHERE task.id = held.id
      RETURNING task.*
    ) ${toldFailedActions('cancelled')}, told AS (
      INSERT INTO task_event (task_id, seq, type, data)
      SELECT id, event_seq, 'cancelled', jsonb_build_object('status', 'cancelled') FROM cancelled
    )
    SELECT ${TASK_COLUMNS} FROM cancelled`;
  return task;
}

/**
 * What a cancel sets. Its statement locks the row `FOR UPDATE` first, as whatever takes a task from its runner does: no
 * call is noted beside it (`noteCalls`).
 */
export const CANCELLED = Prisma.sql`
  status = 'cancelled', fence = fence + 1, dispatched_at = NULL, lease_owner = NULL, lease_expires_at = NULL,
  completed_at = now(), current_step = 'Cancelled', error = NULL, event_seq = event_seq + 1`;

/**
 * Puts a failed task back on the queue, to go on after its last committed turn. Its deadline starts anew; what it had
 * used still counts towards its limits. Undefined when it hasn't failed, can't be retried or is none of the viewer's.
 */
export async function retryFailedTask(
  db: Database,
  viewer: Viewer,
  id: string,
): Promise<TaskReading | undefined> {
  const [task] = await db.query<TaskReading>`
    WITH again AS (
      UPDATE task SET ${retried(viewer.clientId)}
      WHERE id = ${id}::uuid AND ${RETRYABLE}
        AND (${viewer.role === 'admin'}::boolean OR client_id = ${viewer.clientId})
      RETURNING *
    ), told AS (${TOLD_AGAIN})
    SELECT ${TASK_COLUMNS} FROM again`;
  return task;
}

/** Which failed tasks; an absent field is no condition. */
export interface FailedTasks {
  readonly ids?: readonly string[] | undefined;
  readonly clientId?: string | undefined;
  readonly kind?: TaskKind | undefined;
  readonly errorCode?: string | undefined;
  readonly failedAfter?: Date | undefined;
  readonly failedBefore?: Date | undefined;
}

export interface BulkRetry {
  readonly ids: readonly string[];
  /** How many more fit the same conditions. */
  readonly remaining: number;
}

/** Puts failed tasks back on the queue, the oldest first, at most `limit`. Rows are locked in the order of ids. */
export async function retryFailedTasks(
  db: Database,
  admin: Viewer,
  which: FailedTasks,
  limit: number,
): Promise<BulkRetry> {
  const rows = await db.query<{ id: string | null; fitting: number }>`
    WITH fitting AS MATERIALIZED (
      SELECT id FROM task
      WHERE ${RETRYABLE}
        AND (${which.ids ?? null}::uuid[] IS NULL OR id = ANY (${which.ids ?? null}::uuid[]))
        AND (${which.clientId ?? null}::text IS NULL OR client_id = ${which.clientId ?? null}::text)
        AND (${which.kind ?? null}::task_kind IS NULL OR kind = ${which.kind ?? null}::task_kind)
        AND (${which.errorCode ?? null}::text IS NULL OR error ->> 'error_code' = ${which.errorCode ?? null}::text)
        AND (${which.failedAfter ?? null}::timestamptz IS NULL OR completed_at >= ${which.failedAfter ?? null}::timestamptz)
        AND (${which.failedBefore ?? null}::timestamptz IS NULL OR completed_at < ${which.failedBefore ?? null}::timestamptz)
    ), held AS MATERIALIZED (
      SELECT id FROM task
      WHERE id IN (SELECT id FROM fitting ORDER BY id LIMIT ${limit}::int) ORDER BY id FOR NO KEY UPDATE
    ), again AS (
      UPDATE task SET ${retried(admin.clientId)}
      WHERE id IN (SELECT id FROM held) AND ${RETRYABLE}
      RETURNING *
    ), told AS (${TOLD_AGAIN})
    SELECT again.id, (SELECT count(*)::int FROM fitting) AS fitting
    FROM (SELECT) always LEFT JOIN again ON true
    ORDER BY again.id`;
  const ids = rows.flatMap(({ id }) => (id === null ? [] : [id]));
  return { ids, remaining: Math.max(0, (rows[0]?.fitting ?? 0) - ids.length) };
}

/** Actions of a game session are posted again instead: what they acted on has moved on. */
const RETRYABLE = Prisma.sql`status = 'failed' AND kind <> 'action'`;

/** What a retry sets; the request's own deadline starts anew. */
function retried(by: string): Prisma.Sql {
  return Prisma.sql`
    status = 'queued', fence = fence + 1, failures = 0, unclean_ends = 0, outage_since = NULL, error = NULL,
    error_chain = ${withError('RETRIED', `Put back on the queue by ${by}`)}, completed_at = NULL, run_after = now(),
    dispatched_at = NULL, current_step = 'Waiting for a worker', event_seq = event_seq + 1,
    deadline_at = now() + (request -> 'limits' ->> 'deadlineSeconds')::float8 * interval '1 second'`;
}

const TOLD_AGAIN = Prisma.sql`
  INSERT INTO task_event (task_id, seq, type, data)
  SELECT id, event_seq, 'progress', jsonb_build_object('progress', progress, 'current_step', current_step) FROM again`;
