import { Prisma } from '../generated/prisma/client.js';
import type { Database } from './database.js';
import { channelName } from './notifications.js';
import {
  COPIES,
  LAST_COPIED_EVENT,
  NOTHING_REUSED,
  REUSED,
  REUSED_RESULT,
  REUSED_USAGE,
} from './reuse-statements.js';
import {
  ACTION_QUEUED,
  intakeOf,
  lockSession,
  NO_SESSION,
  type SessionIntake,
  type SessionRefusal,
} from './session-intake.js';
import type { Statements } from './statements.js';

/**
 * The statement that accepts work: whether there is room, the idempotency key, the tasks and what belongs to them, all
 * or nothing. What it counts is bounded by the limits themselves, over partial indexes of what waits.
 */

interface NewTaskBasis {
  readonly id: string;
  readonly priority: number;
  readonly request: unknown;
  readonly requestHash: string;
  /** Of everything that shapes the result; null when it is to be something new. */
  readonly reuseKey: string | null;
  /** The completed task whose result this one is to have, if that is still there. */
  readonly reuses?: string | undefined;
  readonly deadlineSeconds: number | null;
}

export interface NewSimulationTask extends NewTaskBasis {
  readonly kind: 'simulation';
  readonly title: string;
  readonly participants: readonly string[];
  readonly turns: number;
  readonly seed: number;
  /** Of the `simulation_source` that the request names; absent where it holds the snapshot itself. */
  readonly sourceKey?: string;
}

export interface NewScenarioTask extends NewTaskBasis {
  readonly kind: 'scenario';
}

/** What a player does in a session; it gets the session's next number when it is accepted. */
export interface NewActionTask extends NewTaskBasis {
  readonly kind: 'action';
}

export type NewTask = NewSimulationTask | NewScenarioTask | NewActionTask;

export interface Submission {
  readonly clientId: string;
  readonly engineVersion: string;
  readonly tasks: readonly NewTask[];
  /** Null when the post may not be repeated. */
  readonly idempotency: { readonly key: string; readonly requestHash: string } | null;
  /** The session that an action is for; a submission with one has one task. */
  readonly session?: SessionIntake | undefined;
  /** Whether the commit tells the relay; see `Notifier.takeTurn`. */
  readonly tellsRelay?: boolean;
  /** W3C traceparent that the tasks' runs go on from; null of a post that isn't traced. */
  readonly traceparent?: string | null;
}

/** How many tasks may wait for a worker. */
export interface QueueLimits {
  /** Null when it is known that they are far from it, so that none needs to be counted. */
  readonly total: number | null;
  /** For each client; null for no limit of its own. */
  readonly perClient: number | null;
}

export type Acceptance =
  | {
      readonly outcome: 'accepted';
      readonly createdAt: Date;
      /** Ids of the tasks that were completed at once. */
      readonly reused: readonly string[];
      /** Whether the commit told the relay, by this post or by one that shares the commit. */
      readonly toldRelay: boolean;
    }
  /** The client used the idempotency key before; nothing was stored. */
  | { readonly outcome: 'key-used' }
  | { readonly outcome: 'queue-full' | 'lane-full'; readonly waiting: number }
  | SessionRefusal;

/** An idempotency key is kept for this long. */
export const KEY_LIFETIME_HOURS = 24;

/** When a task may run that is just accepted. Times are kept to the millisecond: rounded, this one could lie ahead. */
export const AT_ONCE = Prisma.sql`date_trunc('milliseconds', now())`;

/**
 * Submits that run at once can't see one another's tasks, so they could pass a limit together. Where less room than
 * this (times the tasks of a post) is left, they take turns on a lock; elsewhere they don't wait for each other.
 */
const CLOSE_TO_FULL = 50;

/** Advisory locks of those turns: one for the queue, one per client's lane. */
const QUEUE_LOCK = 0x71756575;
const LANE_LOCK = 0x6c616e65;

interface Verdict {
  readonly verdict:
    | 'queue-full'
    | 'lane-full'
    | 'session-full'
    | 'session-rate'
    | 'queue-close'
    | 'lane-close'
    | null;
  readonly waiting: number;
  readonly ownWaiting: number;
  /** Seconds until a session takes another action, where it is known. */
  readonly againIn: number | null;
  /** Null when nothing was inserted. */
  readonly createdAt: Date | null;
  readonly reused: readonly string[] | null;
}

/** How many tasks wait for a worker; `most` when there are more. */
export async function countWaiting(db: Statements, most: number): Promise<number> {
  const [counted] = await db.query<{ waiting: number }>`
    SELECT count(*)::int AS waiting
    FROM (${lineUpTo(most)}) queued`;
  return counted?.waiting ?? 0;
}

/** The tasks that wait, as rows without columns; no more than `most`. */
function lineUpTo(most: number): Prisma.Sql {
  return Prisma.sql`
    SELECT FROM task WHERE status = 'queued' AND priority > 0 ORDER BY kind, priority, id LIMIT ${most}::int`;
}

/**
 * How many tasks of a client wait, as an expression; `most` when there are more. They are counted from the indexes that
 * dispatching has: the orders and conditions are theirs.
 * @param client what names the client
 */
export function laneUpTo(most: number, client: Prisma.Sql): Prisma.Sql {
  // No parameter: a plan that is made for any number would be dearer than one for this number, and so made each time.
  const limit = Prisma.raw(String(most));
  return Prisma.sql`
    (SELECT least(sum(tasks), ${limit})::int FROM (
      SELECT count(*) AS tasks FROM unnest(enum_range(NULL::task_kind)) AS queue(kind), LATERAL (
        SELECT FROM task
        WHERE task.kind = queue.kind AND task.client_id = ${client} AND status = 'queued' AND dispatched_at IS NULL
        ORDER BY priority, id LIMIT ${limit}) ready
      UNION ALL
      SELECT count(*) FROM (
        SELECT FROM task
        WHERE task.client_id = ${client} AND status = 'queued' AND dispatched_at >= '-infinity' LIMIT ${limit}) sent
    ) lane)`;
}

/**
 * Inserts tasks, and the simulations of those that are, all or none, if there is room and the key is new. Actions of one
 * session are accepted one after the other, so that their numbers follow what was committed.
 */
export async function insertTasks(
  db: Database,
  submission: Submission,
  limits: QueueLimits,
): Promise<Acceptance> {
  const { session, tellsRelay = false } = submission;
  if (session !== undefined) {
    return db.transaction(async (transaction) => {
      if (!(await lockSession(transaction, session))) return { outcome: 'no-session' };
      const quick = await insertQuickly(transaction, submission, limits);
      return acceptanceOf(
        isClose(quick) ? await insertExactly(transaction, submission, limits, quick) : quick,
        tellsRelay,
      );
    });
  }
  const quick = await insertQuickly(db, submission, limits);
  return acceptanceOf(
    isClose(quick)
      ? await db.transaction((transaction) => insertExactly(transaction, submission, limits, quick))
      : quick,
    tellsRelay,
  );
}

/** There may be no room for it: nothing was inserted. */
function isClose(verdict: Verdict | undefined): verdict is Verdict {
  return verdict?.verdict === 'queue-close' || verdict?.verdict === 'lane-close';
}

async function insertQuickly(
  db: Statements,
  submission: Submission,
  limits: QueueLimits,
): Promise<Verdict | undefined> {
  const [verdict] = await insertion(db, submission, limits, CLOSE_TO_FULL * submission.tasks.length);
  return verdict;
}

/** In its turn, to the last place. */
async function insertExactly(
  transaction: Statements,
  submission: Submission,
  limits: QueueLimits,
  { verdict }: Verdict,
): Promise<Verdict | undefined> {
  await (verdict === 'queue-close'
    ? transaction.execute`SELECT pg_advisory_xact_lock(${QUEUE_LOCK}::int, 0)`
    : transaction.execute`SELECT pg_advisory_xact_lock(${LANE_LOCK}::int, hashtext(${submission.clientId}))`);
  const [exact] = await insertion(transaction, submission, limits, 0);
  return exact;
}

function acceptanceOf(answer: Verdict | undefined, toldRelay: boolean): Acceptance {
  switch (answer?.verdict) {
    case 'queue-full':
      return { outcome: 'queue-full', waiting: answer.waiting };
    case 'lane-full':
      return { outcome: 'lane-full', waiting: answer.ownWaiting };
    case 'session-full':
    case 'session-rate':
      return { outcome: answer.verdict, againInSeconds: answer.againIn };
    default:
      return answer?.createdAt == null
        ? { outcome: 'key-used' }
        : { outcome: 'accepted', createdAt: answer.createdAt, reused: answer.reused ?? [], toldRelay };
  }
}

/** A task as the statements read it. */
export function itemOf(task: NewTask, index: number): object {
  const item = {
    n: index,
    id: task.id,
    kind: task.kind,
    priority: task.priority,
    request: task.request,
    request_hash: task.requestHash,
    reuse_key: task.reuseKey,
    source_id: task.reuses ?? null,
    deadline_seconds: task.deadlineSeconds,
  };
  if (task.kind !== 'simulation') return item;
  const { title, participants, turns, seed, sourceKey = null } = task;
  return Object.assign(item, { title, participants, turns, seed, source_key: sourceKey });
}

/** Status and all that goes with it: completed of a task that reuses another, queued of any other. */
const OUTCOME = Prisma.sql`
  CASE WHEN reused.id IS NULL THEN 'queued' ELSE 'completed' END::task_status,
  CASE WHEN reused.id IS NULL THEN 0 ELSE 100 END,
  CASE WHEN reused.id IS NULL THEN 'Waiting for a worker' ELSE reused.current_step END,
  CASE WHEN reused.id IS NOT NULL THEN ${REUSED_RESULT} END,
  CASE WHEN reused.id IS NULL THEN '{}'::jsonb ELSE ${REUSED_USAGE} END,
  CASE WHEN reused.id IS NULL THEN 0 ELSE ${LAST_COPIED_EVENT} END,
  CASE WHEN reused.id IS NOT NULL THEN now() END,
  CASE WHEN reused.id IS NOT NULL THEN now() END`;

/** Where nothing needs to be counted. */
const NONE = Prisma.sql`0`;

/** @param margin 0 to decide to the last place */
function insertion(
  db: Statements,
  {
    clientId,
    engineVersion,
    tasks,
    idempotency,
    session,
    tellsRelay = false,
    traceparent = null,
  }: Submission,
  { total, perClient }: QueueLimits,
  margin: number,
) {
  const items = JSON.stringify(tasks.map(itemOf));
  const reuses = tasks.some((task) => task.reuses !== undefined);
  return db.query<Verdict>`
    WITH item AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${items}::jsonb) AS item(
        n int, id uuid, kind task_kind, priority int, request jsonb, request_hash text, reuse_key text, source_id uuid, deadline_seconds float8,
        title text, participants text[], turns int, seed bigint, source_key text)
    ), reused AS MATERIALIZED (${reuses ? REUSED : NOTHING_REUSED}
    ), needed AS MATERIALIZED (
      SELECT (SELECT count(*) FROM item)::int - (SELECT count(*) FROM reused)::int AS places
    ), counted AS MATERIALIZED (
      SELECT
        ${total === null ? NONE : Prisma.sql`(SELECT count(*)::int FROM (${lineUpTo(total)}) queued)`} AS total,
        ${perClient === null ? NONE : laneUpTo(perClient, Prisma.sql`${clientId}`)} AS own
    ), intake AS MATERIALIZED (${session === undefined ? NO_SESSION : intakeOf(session)}
    ), room AS (
      SELECT total, own, intake.again_in, CASE
        WHEN total + places > ${total}::int THEN 'queue-full'
        WHEN own + places > ${perClient}::int THEN 'lane-full'
        WHEN intake.refusal IS NOT NULL THEN intake.refusal
        WHEN total + places + ${margin}::int > ${total}::int AND ${margin}::int > 0 THEN 'queue-close'
        WHEN own + places + ${margin}::int > ${perClient}::int AND ${margin}::int > 0 THEN 'lane-close'
      END AS verdict
      FROM counted, needed, intake
    ), named AS (
      INSERT INTO idempotency_key (client_id, key, request_hash, task_ids)
      SELECT ${clientId}, ${idempotency?.key ?? null}::text, ${idempotency?.requestHash ?? null}::text,
             (SELECT array_agg(id ORDER BY n) FROM item)
      FROM room WHERE verdict IS NULL AND ${idempotency?.key ?? null}::text IS NOT NULL
      ON CONFLICT (client_id, key) DO UPDATE
        SET request_hash = excluded.request_hash, task_ids = excluded.task_ids, created_at = now()
        WHERE idempotency_key.created_at < now() - ${KEY_LIFETIME_HOURS}::int * interval '1 hour'
      RETURNING key
    ), accepted AS (
      INSERT INTO task (id, kind, client_id, priority, request, request_hash, reuse_key, deadline_at, engine_version, traceparent,
                        run_after, serial_key, serial_no, status, progress, current_step, result, usage, event_seq, started_at,
                        completed_at)
      SELECT item.id, item.kind, ${clientId}, item.priority, item.request, item.request_hash,
             CASE WHEN reused.id IS NULL THEN item.reuse_key END, now() + item.deadline_seconds * interval '1 second',
             ${engineVersion}, ${traceparent}::text, ${AT_ONCE}, intake.session_id::text, intake.action_seq + 1, ${OUTCOME}
      FROM room, intake, item LEFT JOIN reused ON reused.copy_id = item.id
      WHERE room.verdict IS NULL AND (${idempotency?.key ?? null}::text IS NULL OR EXISTS (SELECT FROM named))
      RETURNING id, client_id, created_at, status = 'completed' AS is_reused, serial_no, request
    ), simulation AS (
      INSERT INTO simulation (id, client_id, title, participants, turns, seed, source_key, created_at)
      SELECT accepted.id, accepted.client_id, item.title, item.participants, item.turns, item.seed, item.source_key,
             accepted.created_at
      FROM accepted JOIN item USING (id) WHERE item.kind = 'simulation'
    ) ${reuses ? COPIES : Prisma.empty} ${session === undefined ? Prisma.empty : ACTION_QUEUED}
    SELECT verdict, total AS waiting, own AS "ownWaiting", again_in AS "againIn", (SELECT min(created_at) FROM accepted) AS "createdAt",
           (SELECT array_agg(id) FROM accepted WHERE is_reused) AS reused,
           CASE WHEN ${tellsRelay}::boolean AND EXISTS (SELECT FROM accepted) THEN (
             SELECT pg_notify(${channelName('queued')}, string_agg(DISTINCT kind::text, ','))::text FROM item) END
    FROM room`;
}
