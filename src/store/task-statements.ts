import type { Json } from '../json.js';
import type { UsageTotals } from '../simulation/types.js';
import type { Database } from './database.js';
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

export interface NewTask {
  readonly id: string;
  readonly kind: 'simulation';
  readonly clientId: string;
  readonly priority: number;
  readonly request: unknown;
  readonly requestHash: string;
  readonly idempotencyKey: string | null;
  readonly deadlineSeconds: number | null;
  readonly engineVersion: string;
}

export interface NewSimulation {
  readonly title: string;
  readonly participants: readonly string[];
  readonly turns: number;
  readonly seed: number;
}

/** Inserts a task and its simulation; null when the client used the idempotency key before. */
export async function insertSimulationTask(
  db: Database,
  task: NewTask,
  simulation: NewSimulation,
): Promise<Date | null> {
  const rows = await db.prisma.$queryRaw<{ createdAt: Date }[]>`
    WITH accepted AS (
      INSERT INTO task (id, kind, client_id, priority, request, request_hash, idempotency_key, deadline_at, engine_version)
      VALUES (${task.id}::uuid, ${task.kind}::task_kind, ${task.clientId}, ${task.priority}::int,
              ${JSON.stringify(task.request)}::jsonb, ${task.requestHash}, ${task.idempotencyKey},
              now() + ${task.deadlineSeconds}::float8 * interval '1 second', ${task.engineVersion})
      ON CONFLICT (client_id, idempotency_key) DO NOTHING
      RETURNING id, client_id, created_at
    ), simulation AS (
      INSERT INTO simulation (id, client_id, title, participants, turns, seed, created_at)
      SELECT id, client_id, ${simulation.title}, ${simulation.participants}::text[], ${simulation.turns}::int,
             ${simulation.seed}::bigint, created_at
      FROM accepted
    )
    SELECT created_at AS "createdAt" FROM accepted`;
  return rows[0]?.createdAt ?? null;
}

export interface ClaimedTask extends Holding {
  readonly clientId: string;
  readonly attempt: number;
  readonly request: Json;
  readonly usage: Json;
  readonly failures: number;
  readonly createdAt: Date;
  readonly startedAt: Date;
  readonly deadlineAt: Date | null;
}

/** Makes a queued task the worker's own; null when its job was a duplicate, out of date or early. */
export async function claimTask(
  db: Database,
  job: Holding,
  worker: { readonly id: string; readonly leaseMs: number },
): Promise<ClaimedTask | null> {
  const rows = await db.prisma.$queryRaw<ClaimedTask[]>`
    WITH mine AS (
      UPDATE task SET
        status = 'running', fence = fence + 1, attempt = attempt + 1, lease_owner = ${worker.id},
        lease_expires_at = now() + ${worker.leaseMs}::float8 * interval '1 millisecond',
        started_at = coalesce(started_at, now()), current_step = 'Setting the scene', event_seq = event_seq + 1
      WHERE id = ${job.taskId}::uuid AND status = 'queued' AND fence = ${job.fence}::int AND run_after <= now()
        AND (serial_key IS NULL OR NOT EXISTS (
          SELECT 1 FROM task other WHERE other.serial_key = task.serial_key AND other.status = 'running'))
      RETURNING *
    ), told AS (
      INSERT INTO task_event (task_id, seq, type, data)
      SELECT id, event_seq, 'progress', jsonb_build_object('progress', progress, 'current_step', current_step) FROM mine
    )
    SELECT id AS "taskId", fence, client_id AS "clientId", attempt, request, usage, failures,
           created_at AS "createdAt", started_at AS "startedAt", deadline_at AS "deadlineAt"
    FROM mine`;
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
  readonly state: unknown;
  readonly progress: number;
  readonly currentStep: string;
  readonly usage: UsageTotals;
  /** Data of the `turn` event. */
  readonly told: unknown;
}

/** Commits a turn: its record, the state it led to, progress, usage and events, together or not at all. */
export async function commitTurn(db: Database, holding: Holding, commit: TurnCommit): Promise<boolean> {
  const written = await db.prisma.$executeRaw`
    WITH mine AS (
      UPDATE task SET
        progress = least(99, greatest(progress, ${commit.progress}::int)), current_step = ${commit.currentStep},
        usage = ${JSON.stringify(writeUsage(commit.usage))}::jsonb, failures = 0, unclean_ends = 0, event_seq = event_seq + 2
      WHERE id = ${holding.taskId}::uuid AND fence = ${holding.fence}::int AND status = 'running'
      RETURNING id, fence, event_seq, progress, current_step
    ), told AS (
      INSERT INTO task_event (task_id, seq, type, data)
      SELECT id, event_seq - 1, 'turn', ${JSON.stringify(commit.told)}::jsonb FROM mine
      UNION ALL
      SELECT id, event_seq, 'progress', jsonb_build_object('progress', progress, 'current_step', current_step) FROM mine
    )
    INSERT INTO turn (simulation_id, turn, fence, record, state)
    SELECT id, ${commit.turn}::int, fence, ${JSON.stringify(commit.record)}::jsonb, ${JSON.stringify(commit.state)}::jsonb
    FROM mine`;
  return written === 1;
}

export interface ChapterCommit {
  readonly turn: number;
  readonly prose: string;
  readonly degraded: string | null;
  readonly state: unknown;
  readonly usage: UsageTotals;
}

/** Stores the prose of a committed turn. */
export async function commitChapter(
  db: Database,
  holding: Holding,
  chapter: ChapterCommit,
): Promise<boolean> {
  const written = await db.prisma.$executeRaw`
    WITH mine AS (
      UPDATE task SET usage = ${JSON.stringify(writeUsage(chapter.usage))}::jsonb, event_seq = event_seq + 1
      WHERE id = ${holding.taskId}::uuid AND fence = ${holding.fence}::int AND status = 'running'
      RETURNING id, fence, event_seq
    ), told AS (
      INSERT INTO task_event (task_id, seq, type, data)
      SELECT id, event_seq, 'prose', jsonb_build_object('turn', ${chapter.turn}::int, 'prose', ${chapter.prose}::text) FROM mine
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
  const written = await db.prisma.$executeRaw`
    WITH mine AS (
      UPDATE task SET
        status = 'completed', progress = 100, current_step = 'Completed', error = NULL, result = ${JSON.stringify(result)}::jsonb,
        usage = ${JSON.stringify(writeUsage(usage))}::jsonb, lease_owner = NULL, lease_expires_at = NULL, completed_at = now(),
        event_seq = event_seq + 2
      WHERE id = ${holding.taskId}::uuid AND fence = ${holding.fence}::int AND status = 'running'
      RETURNING id, event_seq
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
  const written = await db.prisma.$executeRaw`
    WITH mine AS (
      UPDATE task SET
        status = 'failed', current_step = 'Failed', error = ${JSON.stringify(error)}::jsonb,
        lease_owner = NULL, lease_expires_at = NULL, completed_at = now(), event_seq = event_seq + 1
      WHERE id = ${holding.taskId}::uuid AND fence = ${holding.fence}::int AND status = 'running'
      RETURNING id, event_seq, error
    )
    INSERT INTO task_event (task_id, seq, type, data)
    SELECT id, event_seq, 'failed', jsonb_build_object('status', 'failed', 'error', error) FROM mine`;
  return written === 1;
}

/** Gives a run back to the queue, to go on from its last commit in `delayMs`; counted as no failure. */
export async function handBackTask(
  db: Database,
  holding: Holding,
  options: { readonly delayMs: number; readonly currentStep: string },
): Promise<boolean> {
  const written = await db.prisma.$executeRaw`
    WITH mine AS (
      UPDATE task SET
        status = 'queued', fence = fence + 1, dispatched_at = NULL, lease_owner = NULL, lease_expires_at = NULL,
        run_after = now() + ${options.delayMs}::float8 * interval '1 millisecond',
        current_step = ${options.currentStep}, event_seq = event_seq + 1
      WHERE id = ${holding.taskId}::uuid AND fence = ${holding.fence}::int AND status = 'running'
      RETURNING id, event_seq, progress, current_step
    )
    INSERT INTO task_event (task_id, seq, type, data)
    SELECT id, event_seq, 'progress', jsonb_build_object('progress', progress, 'current_step', current_step) FROM mine`;
  return written === 1;
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
  const rows = await db.prisma.$queryRaw<{ status: 'queued' | 'failed' }[]>`
    WITH mine AS (
      UPDATE task SET
        failures = failures + 1, fence = fence + 1, lease_owner = NULL, lease_expires_at = NULL,
        event_seq = event_seq + 1, dispatched_at = NULL,
        status = CASE WHEN failures + 1 >= ${backoff.maxAttempts}::int THEN 'failed' ELSE 'queued' END::task_status,
        completed_at = CASE WHEN failures + 1 >= ${backoff.maxAttempts}::int THEN now() END,
        current_step = CASE WHEN failures + 1 >= ${backoff.maxAttempts}::int THEN 'Failed'
                            ELSE 'Waiting to try again' END,
        run_after = now() + random() * interval '1 millisecond'
                    * least(${backoff.maxMs}::float8, ${backoff.baseMs}::float8 * power(2, least(failures, 30))),
        error = ${JSON.stringify(error)}::jsonb
      WHERE id = ${holding.taskId}::uuid AND fence = ${holding.fence}::int AND status = 'running'
      RETURNING id, status, event_seq, progress, current_step, error
    ), told AS (
      INSERT INTO task_event (task_id, seq, type, data)
      SELECT id, event_seq, CASE WHEN status = 'failed' THEN 'failed' ELSE 'progress' END,
             CASE WHEN status = 'failed' THEN jsonb_build_object('status', 'failed', 'error', error)
                  ELSE jsonb_build_object('progress', progress, 'current_step', current_step) END
      FROM mine
    )
    SELECT status::text AS status FROM mine`;
  return rows[0]?.status ?? null;
}
