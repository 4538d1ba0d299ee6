import { Prisma } from '../generated/prisma/client.js';
import type { TaskQueueName } from '../queue/names.js';
import type { Database } from './database.js';
import { withError } from './error-chain.js';
import { toldFailedActions } from './session-events.js';
import type { Holding } from './task-statements.js';

/**
 * The statements of the relay: who leads, what goes to the queue, and the sweeps that bring back what was lost on the
 * way. Only `dispatch` needs the leader; the sweeps are right whoever runs them, and however often.
 */

const LEADER_ROW = 1;

/** Leadership as a lease: `epoch` names this term, and every dispatch checks it. */
export interface Leadership {
  readonly owner: string;
  readonly epoch: number;
}

/** Takes the lead if nobody holds it, or extends it if `owner` does; null while another leads. */
export async function holdLead(db: Database, owner: string, leaseMs: number): Promise<Leadership | null> {
  const rows = await db.query<{ epoch: number }>`
    INSERT INTO relay_leader AS leader (id, owner, epoch, expires_at)
    VALUES (${LEADER_ROW}::int, ${owner}, 1, now() + ${leaseMs}::float8 * interval '1 millisecond')
    ON CONFLICT (id) DO UPDATE SET
      owner = excluded.owner, expires_at = excluded.expires_at,
      epoch = CASE WHEN leader.owner = excluded.owner AND leader.expires_at > now() THEN leader.epoch ELSE leader.epoch + 1 END
    WHERE leader.owner = excluded.owner OR leader.expires_at <= now()
    RETURNING epoch`;
  const epoch = rows[0]?.epoch;
  return epoch === undefined ? null : { owner, epoch };
}

/** Gives the lead up at once, for the next worker to take. */
export async function giveUpLead(db: Database, owner: string): Promise<void> {
  await db.execute`UPDATE relay_leader SET expires_at = now() WHERE owner = ${owner}`;
}

export interface DispatchedTask {
  readonly taskId: string;
  readonly fence: number;
  /** Turns of the round-robin: jobs go to the queue in this order. */
  readonly place: number;
}

export interface Dispatch {
  readonly tasks: readonly DispatchedTask[];
  /** Whether the window has no place left: however many tasks are posted, none is sent until one is free. */
  readonly isFull: boolean;
}

/** A task that was marked, or nulls where none was, beside the places that were free before. */
type DispatchRow = { readonly free: number } & (
  | DispatchedTask
  | { readonly [Column in keyof DispatchedTask]: null }
);

/**
 * Marks the tasks to be put on the queue now and returns them in order.
 *
 * Window: one and a quarter times the slots that live workers offer for this kind, at least one, less what is already
 * on its way or running, and never more than `poolMaxActive`. Order: round-robin over clients, a client's tasks by priority and age. Each dispatch notes whom
 * it served last, and the next one goes on from there: whoever was served longest ago comes first, so that between two
 * tasks of one client every other client that has any ready is served. No client gets more than `clientMaxActive` on
 * the way and running at once, if there is such a limit.
 *
 * However many tasks wait, and whatever the planner believes of it, only those on their way and those that are chosen are
 * read: `dispatched_at >= '-infinity'` is a condition of the index of the former alone, only the index of what is to be
 * dispatched is in the orders that are asked for, and what is chosen is found by its ids, one by one: `status::text` is a
 * condition of no partial index, and a join might read the whole table.
 *
 * The marks needn't survive a crash of the server: a job whose task has lost its mark is sent once more, under the same
 * id. So the statement doesn't wait for the disk.
 */
export async function dispatchTasks(
  db: Database,
  leadership: Leadership,
  queue: {
    readonly kind: TaskQueueName;
    readonly name: string;
    readonly workerTimeoutMs: number;
    /** Most on the way and running at once, whatever the slots. */
    readonly poolMaxActive?: number | undefined;
    readonly clientMaxActive?: number | undefined;
  },
): Promise<Dispatch> {
  const rows = await db.query<DispatchRow>`
    WITH RECURSIVE hasty AS MATERIALIZED (
      SELECT set_config('synchronous_commit', 'off', true)
    ), in_flight AS MATERIALIZED (
      SELECT client_id, count(*) AS tasks FROM (
        SELECT client_id FROM task WHERE kind = ${queue.kind}::task_kind AND status = 'running'
        UNION ALL
        SELECT client_id FROM task
        WHERE kind = ${queue.kind}::task_kind AND status = 'queued' AND dispatched_at >= '-infinity'
      ) active
      GROUP BY client_id
    ), capacity AS (
      SELECT least(greatest(1, ceil(1.25 * coalesce(sum((slots -> ${queue.name})::int), 0))), ${queue.poolMaxActive ?? null}::int)
             - (SELECT coalesce(sum(tasks), 0) FROM in_flight) AS free
      FROM worker_heartbeat
      WHERE seen_at > now() - ${queue.workerTimeoutMs}::float8 * interval '1 millisecond'
    ), client AS (
      (SELECT client_id FROM task
       WHERE kind = ${queue.kind}::task_kind AND status = 'queued' AND dispatched_at IS NULL
       ORDER BY client_id, priority LIMIT 1)
      UNION ALL
      SELECT (SELECT task.client_id FROM task
              WHERE kind = ${queue.kind}::task_kind AND status = 'queued' AND dispatched_at IS NULL
                AND task.client_id > client.client_id
              ORDER BY task.client_id, priority LIMIT 1)
      FROM client WHERE client.client_id IS NOT NULL
    ), ready AS (
      SELECT head.id, client.client_id, head.nth AS round, lane.last_served_at
      FROM client
      LEFT JOIN in_flight USING (client_id)
      LEFT JOIN client_lane lane ON lane.kind = ${queue.kind}::task_kind AND lane.client_id = client.client_id
      CROSS JOIN LATERAL (
        SELECT id, row_number() OVER (ORDER BY priority, id) AS nth FROM task
        WHERE kind = ${queue.kind}::task_kind AND client_id = client.client_id
          AND status = 'queued' AND dispatched_at IS NULL AND run_after <= now()
          AND (serial_key IS NULL OR NOT EXISTS (
            SELECT 1 FROM task earlier
            WHERE earlier.serial_key = task.serial_key AND earlier.serial_no < task.serial_no
              AND earlier.status IN ('queued', 'running')))
        ORDER BY priority, id
        LIMIT greatest(0, least((SELECT free FROM capacity), ${queue.clientMaxActive ?? null}::int - coalesce(in_flight.tasks, 0)))
      ) head
      WHERE client.client_id IS NOT NULL
    ), chosen AS MATERIALIZED (
      SELECT id, row_number() OVER (ORDER BY round, last_served_at NULLS FIRST, client_id) AS place FROM ready
      ORDER BY place
      LIMIT greatest(0, (SELECT free FROM capacity))
    ), sent AS (
      UPDATE task SET dispatched_at = now()
      WHERE id = ANY (ARRAY(SELECT id FROM chosen)) AND status::text = 'queued' AND dispatched_at IS NULL
        AND EXISTS (
          SELECT 1 FROM relay_leader
          WHERE id = ${LEADER_ROW}::int AND owner = ${leadership.owner} AND epoch = ${leadership.epoch}::int
            AND expires_at > now())
      RETURNING id, client_id, fence
    ), placed AS (
      SELECT id, client_id, fence, place FROM sent JOIN chosen USING (id)
    ), served AS (
      INSERT INTO client_lane (kind, client_id, last_served_at)
      SELECT ${queue.kind}::task_kind, client_id, now() + max(place) * interval '1 microsecond'
      FROM placed GROUP BY client_id
      ON CONFLICT (kind, client_id) DO UPDATE SET last_served_at = excluded.last_served_at
    )
    SELECT placed.id AS "taskId", fence, place::int AS place, free::int AS free
    FROM capacity CROSS JOIN hasty LEFT JOIN placed ON true`;
  const tasks = rows
    .flatMap((row) =>
      row.taskId === null ? [] : [{ taskId: row.taskId, fence: row.fence, place: row.place }],
    )
    .toSorted((a, b) => a.place - b.place);
  return { tasks, isFull: (rows[0]?.free ?? 0) <= tasks.length };
}

/** Tasks whose job was sent so long ago that it may have been lost. */
export async function findUndelivered(
  db: Database,
  kind: TaskQueueName,
  timeoutMs: number,
): Promise<readonly { readonly taskId: string; readonly fence: number }[]> {
  return db.query`
    SELECT id AS "taskId", fence FROM task
    WHERE kind = ${kind}::task_kind AND status = 'queued'
      AND dispatched_at < now() - ${timeoutMs}::float8 * interval '1 millisecond'
    ORDER BY dispatched_at LIMIT 500`;
}

/** Makes tasks ready for dispatch again whose job is not in the queue. Rows are locked in the order of ids, as by `commitRuns`. */
export async function undispatch(
  db: Database,
  tasks: readonly { readonly taskId: string; readonly fence: number }[],
): Promise<number> {
  const ids = tasks.map((task) => task.taskId);
  return db.execute`
    WITH held AS MATERIALIZED (
      SELECT id FROM task WHERE id = ANY(${ids}::uuid[]) AND status::text = 'queued' ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE task SET dispatched_at = NULL
    FROM unnest(${ids}::uuid[], ${tasks.map((task) => task.fence)}::int[]) AS lost(id, fence) JOIN held USING (id)
    WHERE task.id = lost.id AND task.fence = lost.fence AND task.status = 'queued' AND task.dispatched_at IS NOT NULL`;
}

export interface ExpiredTask {
  readonly taskId: string;
  readonly status: 'queued' | 'failed';
  /** Of an action: its session's id. */
  readonly serialKey: string | null;
}

/** Takes tasks from runners whose lease ran out; one that did so `poisonLimit` times in a row is failed. */
export async function expireLeases(db: Database, poisonLimit: number): Promise<readonly ExpiredTask[]> {
  return endUncleanly(db, poisonLimit, Prisma.sql`lease_expires_at < now()`);
}

/** The same for a run whose process is known to be dead, without waiting for its lease; null when it had ended before. */
export async function expireRun(
  db: Database,
  holding: Holding,
  poisonLimit: number,
): Promise<ExpiredTask | null> {
  const [expired] = await endUncleanly(
    db,
    poisonLimit,
    Prisma.sql`id = ${holding.taskId}::uuid AND fence = ${holding.fence}::int`,
  );
  return expired ?? null;
}

async function endUncleanly(
  db: Database,
  poisonLimit: number,
  which: Prisma.Sql,
): Promise<readonly ExpiredTask[]> {
  // Locked in the order of ids, as by `commitRuns`: a runner that was frozen may wake up and write at just that moment.
  return db.query`
    WITH held AS MATERIALIZED (
      SELECT id FROM task WHERE status = 'running' AND ${which} ORDER BY id FOR UPDATE
    ), expired AS (
      UPDATE task SET
        status = CASE WHEN unclean_ends + 1 >= ${poisonLimit}::int THEN 'failed' ELSE 'queued' END::task_status,
        error = CASE WHEN unclean_ends + 1 >= ${poisonLimit}::int THEN jsonb_build_object(
          'error', 'Poisoned', 'error_code', 'POISONED',
          'message', 'The workers that ran this task died or froze ' || (unclean_ends + 1) || ' times in a row') END,
        error_chain = ${withError(
          Prisma.sql`CASE WHEN unclean_ends + 1 >= ${poisonLimit}::int THEN 'POISONED' ELSE 'LEASE_EXPIRED' END`,
          Prisma.sql`'The worker ' || lease_owner || ' died or froze'
            || CASE WHEN unclean_ends > 0 THEN ', the ' || (unclean_ends + 1) || '. in a row' ELSE '' END`,
        )},
        completed_at = CASE WHEN unclean_ends + 1 >= ${poisonLimit}::int THEN now() END,
        current_step = CASE WHEN unclean_ends + 1 >= ${poisonLimit}::int THEN 'Failed' ELSE 'Waiting for another worker' END,
        fence = fence + 1, unclean_ends = unclean_ends + 1, dispatched_at = NULL, run_after = now(),
        lease_owner = NULL, lease_expires_at = NULL, event_seq = event_seq + 1
      WHERE id IN (SELECT id FROM held) AND status = 'running' AND ${which}
      RETURNING id, kind, serial_key, serial_no, status, event_seq, progress, current_step, error
    ) ${toldFailedActions('expired')}, told AS (
      INSERT INTO task_event (task_id, seq, type, data)
      SELECT id, event_seq, CASE WHEN status = 'failed' THEN 'failed' ELSE 'progress' END,
             CASE WHEN status = 'failed' THEN jsonb_build_object('status', 'failed', 'error', error)
                  ELSE jsonb_build_object('progress', progress, 'current_step', current_step) END
      FROM expired
    )
    SELECT id AS "taskId", status::text AS status, serial_key AS "serialKey" FROM expired`;
}

const FIRST_PRIORITY = 1;
const MISSED = 'The task was still waiting for a worker at its deadline';
const IS_UNPLAYED = Prisma.sql`NOT EXISTS (SELECT FROM turn WHERE simulation_id = task.id)`;
const MAY_HURRY = Prisma.sql`priority > ${FIRST_PRIORITY}::int AND dispatched_at IS NULL`;

/**
 * Sees to tasks that are still waiting at their deadline. Those that have committed nothing are failed, and returned. The
 * others go first among their client's tasks, to be ended with what they have by the worker that takes them up. Rows are
 * locked in the order of ids, as by `commitRuns`.
 */
export async function missDeadlines(db: Database): Promise<readonly { readonly taskId: string }[]> {
  return db.query`
    WITH held AS MATERIALIZED (
      SELECT id FROM task
      WHERE status = 'queued' AND deadline_at < now() AND (${IS_UNPLAYED} OR ${MAY_HURRY}) ORDER BY id FOR NO KEY UPDATE
    ), missed AS (
      UPDATE task SET
        status = 'failed', current_step = 'Failed', fence = fence + 1, completed_at = now(), event_seq = event_seq + 1,
        error = jsonb_build_object('error', 'Deadline exceeded', 'error_code', 'DEADLINE_EXCEEDED', 'message', ${MISSED}::text),
        error_chain = ${withError('DEADLINE_EXCEEDED', MISSED)}
      WHERE id IN (SELECT id FROM held) AND status = 'queued' AND deadline_at < now() AND ${IS_UNPLAYED}
      RETURNING id, event_seq, error
    ), hurried AS (
      UPDATE task SET priority = ${FIRST_PRIORITY}::int
      WHERE id IN (SELECT id FROM held) AND status = 'queued' AND deadline_at < now() AND ${MAY_HURRY} AND NOT ${IS_UNPLAYED}
    ), told AS (
      INSERT INTO task_event (task_id, seq, type, data)
      SELECT id, event_seq, 'failed', jsonb_build_object('status', 'failed', 'error', error) FROM missed
    )
    SELECT id AS "taskId" FROM missed`;
}

export interface Heartbeat {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  /** Tasks that the worker takes at once, by queue. */
  readonly slots: Readonly<Record<string, number>>;
}

/** Says that a worker is alive and what it takes; forgets those that have been silent for a minute. */
export async function beat(db: Database, heartbeat: Heartbeat): Promise<void> {
  await db.execute`
    WITH gone AS (DELETE FROM worker_heartbeat WHERE seen_at < now() - interval '1 minute' AND id <> ${heartbeat.id})
    INSERT INTO worker_heartbeat (id, host, pid, version, slots)
    VALUES (${heartbeat.id}, ${heartbeat.host}, ${heartbeat.pid}::int, ${heartbeat.version}, ${JSON.stringify(heartbeat.slots)}::jsonb)
    ON CONFLICT (id) DO UPDATE SET seen_at = now(), slots = excluded.slots`;
}

/** Takes a worker that ends in order off the list. */
export async function removeHeartbeat(db: Database, id: string): Promise<void> {
  await db.execute`DELETE FROM worker_heartbeat WHERE id = ${id}`;
}
