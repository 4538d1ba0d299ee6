import type { Role } from '../config.js';
import type { TaskKind } from '../generated/prisma/enums.js';
import type { Json } from '../json.js';
import type { TaskStatus } from '../tasks/state.js';
import type { Database } from './database.js';

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

export async function findTask(db: Database, viewer: Viewer, id: string): Promise<TaskReading | undefined> {
  const [task] = await db.prisma.$queryRaw<TaskReading[]>`
    SELECT id, kind::text AS kind, status::text AS status, progress, current_step AS "currentStep", attempt,
           result, error, usage, created_at AS "createdAt", started_at AS "startedAt",
           completed_at AS "completedAt"
    FROM task
    WHERE id = ${id}::uuid AND (${viewer.role === 'admin'}::boolean OR client_id = ${viewer.clientId})`;
  return task;
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
  const rows = await db.prisma.$queryRaw<
    {
      status: TaskStatus;
      lastSeq: number;
      seq: number | null;
      type: string | null;
      data: Json;
    }[]
  >`
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

export async function countTasks(db: Database): Promise<TaskCounts> {
  const rows = await db.prisma.$queryRaw<{ status: TaskStatus; tasks: number; ageSeconds: number }[]>`
    SELECT status::text AS status, count(*)::int AS tasks,
           greatest(extract(epoch FROM now() - min(created_at)), 0)::float8 AS "ageSeconds"
    FROM task GROUP BY status`;
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
    const queued = await this.db.prisma.$queryRaw<{ id: string }[]>`
      SELECT id FROM task WHERE status = 'queued' AND kind = ${kind}::task_kind
      ORDER BY priority, id LIMIT ${LINE_LENGTH}::int`;
    return new Map(queued.map(({ id }, index) => [id, index + 1]));
  }
}
