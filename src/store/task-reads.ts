import type { Role } from '../config.js';
import { Prisma } from '../generated/prisma/client.js';
import type { TaskKind } from '../generated/prisma/enums.js';
import type { Json } from '../json.js';
import type { TaskStatus } from '../tasks/state.js';
import type { Database } from './database.js';
import type { ErrorChainEntry } from './error-chain.js';

/**
 * What following a task reads. Polls come by the thousand, so each question is one statement over one index with just
 * the columns that it answers with; whose task it is stands in the WHERE clause of every one.
 */

/** On whose behalf something is read: an admin sees every client's rows, a client its own. */
export interface Viewer {
  readonly clientId: string;
  readonly role: Role;
}

/** A task as its client follows it. */
export interface TaskReading {
  readonly id: string;
  readonly kind: TaskKind;
  /** Of an action: its session's id. */
  readonly serialKey: string | null;
  readonly status: TaskStatus;
  readonly progress: number;
  readonly currentStep: string;
  readonly attempt: number;
  readonly result: Json;
  readonly error: Json;
  readonly usage: Json;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
}

export interface TaskEventReading {
  readonly seq: number;
  readonly type: string;
  readonly data: Json;
}

/** One look at a task's event stream: what came after a sequence number, and whether more can follow. */
export interface TaskEventPage {
  readonly status: TaskStatus;
  /** Sequence number of the newest event there is. */
  readonly lastSeq: number;
  readonly events: readonly TaskEventReading[];
}

/** The columns of a `TaskReading`, from `task` or what an UPDATE of it returns. */
export const TASK_COLUMNS = Prisma.sql`
  id, kind::text AS kind, serial_key AS "serialKey", status::text AS status, progress, current_step AS "currentStep", attempt, result, error, usage,
  created_at AS "createdAt", started_at AS "startedAt", completed_at AS "completedAt"`;

export async function findTask(db: Database, viewer: Viewer, id: string): Promise<TaskReading | undefined> {
  const [task] = await db.query<TaskReading>`
    SELECT ${TASK_COLUMNS}
    FROM task
    WHERE id = ${id}::uuid AND (${viewer.role === 'admin'}::boolean OR client_id = ${viewer.clientId})`;
  return task;
}

/** Which tasks a list holds, and where it goes on; an absent condition is none. */
export interface TaskPage {
  readonly status?: TaskStatus | undefined;
  readonly kind?: TaskKind | undefined;
  readonly clientId?: string | undefined;
  readonly errorCode?: string | undefined;
  /** The last id of the page before. */
  readonly before: string;
  readonly limit: number;
}

/** Greater than every id: where a list of the newest starts. */
export const NEWEST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** What a list shows of a task: all but its result, which may be long. */
export interface ListedTask extends Omit<TaskReading, 'result'> {
  readonly clientId: string;
  readonly failures: number;
  readonly uncleanEnds: number;
  readonly errorChain: readonly ErrorChainEntry[];
}

/** The tasks that a viewer may see, newest first. */
export async function listTasks(
  db: Database,
  viewer: Viewer,
  page: TaskPage,
): Promise<readonly ListedTask[]> {
  const owner = viewer.role === 'admin' ? page.clientId : viewer.clientId;
  return db.query<ListedTask>`
    SELECT id, kind::text AS kind, serial_key AS "serialKey", status::text AS status, progress,
           current_step AS "currentStep", attempt, error, usage,
           created_at AS "createdAt", started_at AS "startedAt", completed_at AS "completedAt",
           client_id AS "clientId", failures, unclean_ends AS "uncleanEnds", error_chain AS "errorChain"
    FROM (${owner === undefined ? tasksOfEverybody(page) : tasksOf(owner, page)}) AS task
    ORDER BY id DESC LIMIT ${page.limit}::int`;
}

/**
 * A client's: of each kind and status the newest, in an order that only one index has, which holds nothing else between them.
 * So a page costs the same however many tasks the client has ever had, and however few of them it is for.
 */
function tasksOf(clientId: string, { kind, status, errorCode, before, limit }: TaskPage): Prisma.Sql {
  const kinds = kind === undefined ? ALL_KINDS : Prisma.sql`ARRAY[${kind}::task_kind]`;
  const statuses = status === undefined ? ALL_STATUSES : Prisma.sql`ARRAY[${status}::task_status]`;
  return Prisma.sql`
    SELECT task.* FROM unnest(${kinds}) AS asked_kind, unnest(${statuses}) AS asked_status, LATERAL (
      SELECT * FROM task
      WHERE client_id = ${clientId} AND kind = asked_kind AND status = asked_status AND id < ${before}::uuid
        ${failedBy(errorCode)}
      ORDER BY id DESC NULLS LAST LIMIT ${limit}::int
    ) task`;
}

const ALL_KINDS = Prisma.sql`enum_range(NULL::task_kind)`;
const ALL_STATUSES = Prisma.sql`enum_range(NULL::task_status)`;

function tasksOfEverybody({ kind, status, errorCode, before, limit }: TaskPage): Prisma.Sql {
  // Conditions are put together here and not switched off in the statement, so that each combination finds its index.
  const conditions = [
    Prisma.sql`id < ${before}::uuid`,
    ...(status === undefined ? [] : [Prisma.sql`status = ${status}::task_status`]),
    // The literal lets the index of failed tasks serve, whatever the value of the parameter.
    ...(status === 'failed' ? [Prisma.sql`status = 'failed'`] : []),
    ...(kind === undefined ? [] : [Prisma.sql`kind = ${kind}::task_kind`]),
  ];
  return Prisma.sql`
    SELECT * FROM task WHERE ${Prisma.join(conditions, ' AND ')} ${failedBy(errorCode)}
    ORDER BY id DESC LIMIT ${limit}::int`;
}

function failedBy(errorCode: string | undefined): Prisma.Sql {
  return errorCode === undefined ? Prisma.empty : Prisma.sql`AND error ->> 'error_code' = ${errorCode}`;
}

/**
 * The next events of a task after `after`, oldest first, at most `limit`. Status, newest number and events are read in
 * one snapshot, so a task that has ended and whose newest event was delivered has nothing more to say.
 */
export async function readTaskEvents(
  db: Database,
  viewer: Viewer,
  id: string,
  after: number,
  limit: number,
): Promise<TaskEventPage | undefined> {
  const rows = await db.query<{
    status: TaskStatus;
    lastSeq: number;
    seq: number | null;
    type: string | null;
    data: Json;
  }>`
    SELECT task.status::text AS status, task.event_seq AS "lastSeq", event.seq, event.type, event.data
    FROM task
    LEFT JOIN LATERAL (
      SELECT seq, type, data FROM task_event
      WHERE task_id = task.id AND seq > ${after}::int
      ORDER BY seq LIMIT ${limit}::int
    ) event ON true
    WHERE task.id = ${id}::uuid AND (${viewer.role === 'admin'}::boolean OR task.client_id = ${viewer.clientId})
    ORDER BY event.seq`;
  const [first] = rows;
  if (first === undefined) {
    return undefined;
  }
  return {
    status: first.status,
    lastSeq: first.lastSeq,
    events: rows.flatMap(({ seq, type, data }) =>
      seq === null || type === null ? [] : [{ seq, type, data }],
    ),
  };
}

/** How much work there is, in numbers. */
export interface TaskCounts {
  readonly byStatus: Readonly<Record<TaskStatus, number>>;
  /** How long the task that waits longest has waited; 0 when none waits. */
  readonly oldestQueuedSeconds: number;
}

/** Each part is counted from an index of its own: of a long history no row is read. */
export async function countTasks(db: Database): Promise<TaskCounts> {
  const rows = await db.query<{ status: TaskStatus; tasks: number; ageSeconds: number }>`
    SELECT 'queued' AS status, count(*)::int AS tasks,
           greatest(extract(epoch FROM now() - min(created_at)), 0)::float8 AS "ageSeconds"
    FROM task WHERE status = 'queued' AND priority > 0
    UNION ALL
    SELECT 'running', count(*)::int, 0 FROM task WHERE status = 'running'
    UNION ALL
    SELECT status::text, count(*)::int, 0 FROM task WHERE completed_at IS NOT NULL GROUP BY status`;
  const byStatus = { queued: 0, running: 0, completed: 0, failed: 0, cancelled: 0 };
  for (const { status, tasks } of rows) {
    byStatus[status] = tasks;
  }
  return { byStatus, oldestQueuedSeconds: rows.find(({ status }) => status === 'queued')?.ageSeconds ?? 0 };
}

/** Places in line are good for this long. */
const LINE_MS = 1000;
/** Beyond this place nobody cares for the exact number, and reading more would cost. */
const LINE_LENGTH = 10_000;

interface Picture {
  readonly takenAt: number;
  readonly places: Promise<ReadonlyMap<string, number>>;
}

/**
 * Where queued tasks stand in line, by priority and age among those of their kind, from a picture of the line that the
 * whole process shares and that is at most a second old: however many clients poll, the line is read once a second. It
 * ignores the fairness between clients, hence it is a coarse number.
 */
export class WaitingLine {
  private readonly pictures = new Map<TaskKind, Picture>();

  constructor(
    private readonly db: Database,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The place of a queued task, 1 for the next one; who came after the picture was taken stands at its end. */
  async placeOf({ id, kind }: { readonly id: string; readonly kind: TaskKind }): Promise<number> {
    let picture = this.pictures.get(kind);
    if (picture === undefined || this.now() - picture.takenAt >= LINE_MS) {
      picture = { takenAt: this.now(), places: this.readLine(kind) };
      this.pictures.set(kind, picture);
      // A reading that failed must not be answered from for a second.
      picture.places.catch(() => this.pictures.delete(kind));
    }
    const places = await picture.places;
    return places.get(id) ?? places.size + 1;
  }

  private async readLine(kind: TaskKind): Promise<ReadonlyMap<string, number>> {
    const queued = await this.db.query<{ id: string }>`
      SELECT id FROM task WHERE status = 'queued' AND priority > 0 AND kind = ${kind}::task_kind
      ORDER BY priority, id LIMIT ${LINE_LENGTH}::int`;
    return new Map(queued.map(({ id }, index) => [id, index + 1]));
  }
}
