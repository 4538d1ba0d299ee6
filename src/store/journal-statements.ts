import { Prisma } from '../generated/prisma/client.js';
import type { Json } from '../json.js';
import type { UsageTotals } from '../simulation/types.js';
import type { Database } from './database.js';
import type { Holding } from './task-statements.js';
import { writeUsage } from './usage.js';

/**
 * The statements of the call journal: one row per call to a model that costs money, from before it is sent until the
 * step that needs its answer is committed (the commits of `run-commits.ts` delete what they used).
 *
 * Each takes a lock on the task's row and checks the fence there, so that a former runner's late answer is refused; each
 * may be repeated when its outcome is unknown. Usage is counted with the answer, not with the step: what was paid for is
 * on the task's row whatever becomes of the run.
 */

/** An answer of the journal; the reply is what the gateway gave. */
export interface JournaledReply {
  readonly key: string;
  readonly requestHash: string;
  readonly reply: Json;
}

export interface OpenedJournal {
  readonly replies: readonly JournaledReply[];
  /** The task's usage, calls without an answer counted in. */
  readonly usage: Json;
}

/**
 * What earlier runs have left: their answers, and calls that were sent and never answered, which are counted as
 * unconfirmed and forgotten. Null when the task isn't the runner's any more.
 */
export async function openJournal(db: Database, holding: Holding): Promise<OpenedJournal | null> {
  const rows = await db.query<Partial<JournaledReply> & { usage: Json }>`
    WITH mine AS (
      SELECT id FROM task
      WHERE id = ${holding.taskId}::uuid AND fence = ${holding.fence}::int AND status = 'running'
      FOR UPDATE
    ), forgotten AS (
      DELETE FROM model_call USING mine WHERE task_id = mine.id AND reply IS NULL
      RETURNING call_key
    ), counted AS (
      UPDATE task SET usage = usage || jsonb_build_object('unconfirmed_calls',
        coalesce((usage ->> 'unconfirmed_calls')::int, 0) + (SELECT count(*) FROM forgotten))
      FROM mine WHERE task.id = mine.id
      RETURNING task.id, usage
    )
    SELECT counted.usage, call_key AS key, request_hash AS "requestHash", reply
    FROM counted LEFT JOIN model_call ON task_id = counted.id AND reply IS NOT NULL`;
  const [first] = rows;
  if (first === undefined) {
    return null;
  }
  return {
    usage: first.usage,
    replies: rows.flatMap(({ key, requestHash, reply }) =>
      key == null || requestHash == null || reply === undefined ? [] : [{ key, requestHash, reply }],
    ),
  };
}

/**
 * Notes calls that are about to be sent, by their keys. An answer to another request of the same name gives way. The lock is
 * one that a commit of the task doesn't hold up, nor the note a commit; whoever takes the task from its runner does wait for
 * it, or it for them (their `FOR UPDATE`).
 */
export async function noteCalls(db: Database, holding: Holding, keys: readonly string[]): Promise<boolean> {
  const written = await db.execute`
    WITH mine AS (
      SELECT id, fence FROM task
      WHERE id = ${holding.taskId}::uuid AND fence = ${holding.fence}::int AND status = 'running'
      FOR KEY SHARE
    )
    INSERT INTO model_call (task_id, call_key, request_hash, fence)
    SELECT mine.id, call.key, '', mine.fence
    FROM mine, unnest(${[...keys]}::text[]) AS call(key)
    ON CONFLICT (task_id, call_key) DO UPDATE SET
      request_hash = excluded.request_hash, fence = excluded.fence, reply = NULL, sent_at = now()`;
  return written === keys.length;
}

export interface AnsweredCall {
  readonly key: string;
  /** Of the request that was answered. */
  readonly requestHash: string;
  /** Null for a call that is known to have failed: it is forgotten, and may be made again. */
  readonly reply: unknown;
}

/** Stores answers, and what they cost, before they are used. */
export async function answerCalls(
  db: Database,
  holding: Holding,
  calls: readonly AnsweredCall[],
  usage: UsageTotals,
): Promise<boolean> {
  const replies = calls.map(({ reply }) => (reply === null ? null : JSON.stringify(reply)));
  const rows = await db.query<unknown>`
    WITH mine AS (
      UPDATE task SET usage = ${JSON.stringify(writeUsage(usage))}::jsonb
      WHERE id = ${holding.taskId}::uuid AND fence = ${holding.fence}::int AND status = 'running'
      RETURNING id
    ), call AS (
      SELECT given.key, given.hash, given.reply
      FROM mine, unnest(${calls.map(({ key }) => key)}::text[], ${calls.map(({ requestHash }) => requestHash)}::text[], ${replies}::text[])
        AS given(key, hash, reply)
    ), answered AS (
      UPDATE model_call SET request_hash = call.hash, reply = call.reply::jsonb
      FROM call WHERE task_id = ${holding.taskId}::uuid AND call_key = call.key AND call.reply IS NOT NULL
    ), forgotten AS (
      DELETE FROM model_call USING call
      WHERE task_id = ${holding.taskId}::uuid AND call_key = call.key AND call.reply IS NULL
    )
    SELECT id FROM mine`;
  return rows.length === 1;
}

/** What a call has used up that was given up with its task. */
export interface CancelledCall {
  readonly key: string;
  readonly usage: UsageTotals;
}

/**
 * Counts what calls of a cancelled task have used up, which its runner may no longer write as a total, and forgets them. What
 * isn't there any more was counted by the sweep, or by this before.
 */
export async function countCancelledCalls(
  db: Database,
  holding: Holding,
  calls: readonly CancelledCall[],
): Promise<void> {
  const usages = calls.map(({ usage }) => JSON.stringify(writeUsage(usage)));
  await db.execute`
    WITH cancelled AS (
      SELECT id FROM task WHERE id = ${holding.taskId}::uuid AND status = 'cancelled' FOR NO KEY UPDATE
    ), counted AS (
      DELETE FROM model_call
      USING cancelled, unnest(${calls.map(({ key }) => key)}::text[], ${usages}::text[]) AS call(key, usage)
      WHERE task_id = cancelled.id AND call_key = call.key AND fence = ${holding.fence}::int AND reply IS NULL
      RETURNING call.usage
    ), part AS (
      SELECT name, sum(amount::numeric) AS amount FROM counted, jsonb_each_text(usage::jsonb) AS part(name, amount)
      GROUP BY name
    )
    UPDATE task SET usage = usage || (
      SELECT jsonb_object_agg(name, coalesce((usage ->> name)::numeric, 0) + amount) FROM part)
    FROM cancelled WHERE task.id = cancelled.id AND EXISTS (SELECT FROM part)`;
}

/**
 * Forgets a call that was noted and never sent: it is not to be counted as unconfirmed. Goes by the fence that noted it, since
 * its task is another's when a cancel has aborted it, and waits for no lock: who holds the row forgets or counts it as well.
 */
export async function forgetCall(db: Database, holding: Holding, key: string): Promise<void> {
  await db.execute`
    DELETE FROM model_call WHERE (task_id, call_key) IN (
      SELECT task_id, call_key FROM model_call
      WHERE task_id = ${holding.taskId}::uuid AND call_key = ${key} AND fence = ${holding.fence}::int AND reply IS NULL
      FOR UPDATE SKIP LOCKED)`;
}

/** So long after a cancel its worker has heard of it, and has counted itself what became of its calls. */
const CANCEL_HEARD_SECONDS = 15;

/**
 * Clears away what tasks that ended have left: nobody will use their answers (those of a failed task wait for a retry),
 * and calls without one are counted as unconfirmed, those of a cancelled task when its worker must have died.
 *
 * The tasks that have calls are looked up one by one (a row is locked where it is looked up): never are all tasks read that
 * there are. Like all who write to both, it locks a task before its calls; one that somebody else holds, as who deletes it or
 * takes it up again, is left for the next time.
 * @param which the only task to look at, which is about to be deleted; or all that have calls without an answer: those are few,
 *   and an index finds them however many answers failed tasks keep
 */
export async function clearJournals(
  db: Database,
  which?: { readonly taskId: string } | 'unanswered',
): Promise<void> {
  const isDeleted = typeof which === 'object';
  const unanswered = which === 'unanswered' ? Prisma.sql`WHERE reply IS NULL` : Prisma.empty;
  const only = isDeleted ? Prisma.sql`WHERE task_id = ${which.taskId}::uuid` : unanswered;
  const isHeard = isDeleted
    ? Prisma.sql`TRUE`
    : Prisma.sql`completed_at < now() - ${CANCEL_HEARD_SECONDS}::float8 * interval '1 second'`;
  await db.execute`
    WITH ended AS MATERIALIZED (
      SELECT call.task_id, task.status
      FROM (SELECT task_id, bool_or(reply IS NULL) AS is_open FROM model_call ${only} GROUP BY task_id) call
      CROSS JOIN LATERAL (
        SELECT status FROM task
        WHERE id = call.task_id AND (
          status = 'completed' OR status = 'failed' AND call.is_open OR status = 'cancelled' AND ${isHeard})
        FOR NO KEY UPDATE SKIP LOCKED
      ) task
    ), cleared AS (
      DELETE FROM model_call USING ended
      WHERE ended.task_id = model_call.task_id AND (ended.status <> 'failed' OR reply IS NULL)
      RETURNING model_call.task_id, reply
    ), unanswered AS (
      SELECT task_id, count(*) AS calls FROM cleared WHERE reply IS NULL GROUP BY task_id
    )
    UPDATE task SET usage = usage || jsonb_build_object('unconfirmed_calls',
      coalesce((usage ->> 'unconfirmed_calls')::int, 0) + unanswered.calls)
    FROM unanswered WHERE task.id = unanswered.task_id`;
}
