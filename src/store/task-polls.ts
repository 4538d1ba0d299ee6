import type { Database } from './database.js';
import { TASK_COLUMNS, type TaskReading } from './task-reads.js';

/** A task that is asked for, and the version of it that the asker has already; null when it has none. */
export interface AskedTask {
  readonly id: string;
  readonly version: string | null;
}

export interface PolledTask {
  readonly id: string;
  /** Whose task it is; who may see it is for the caller to decide. */
  readonly clientId: string;
  /** Another one after each write to the task's row, whatever it wrote. */
  readonly version: string;
  /** Null when the asked version is still the newest. */
  readonly news: TaskReading | null;
}

interface Row extends TaskReading, Pick<PolledTask, 'clientId' | 'version'> {
  readonly askedId: string;
  readonly isNew: boolean;
}

/**
 * Reads many tasks in one statement, and of those that are as the asker knows them nothing but that; a task that isn't
 * there is left out. A version is the transaction that wrote the row and the place where it lies: no two states of a row
 * share both, so the program that writes need not keep count.
 */
export async function readPolledTasks(
  db: Database,
  asked: readonly AskedTask[],
): Promise<readonly PolledTask[]> {
  const rows = await db.query<Row>`
    SELECT wanted AS "askedId", client_id AS "clientId", version, version IS DISTINCT FROM known AS "isNew", news.*
    FROM unnest(${asked.map(({ id }) => id)}::uuid[], ${asked.map(({ version }) => version)}::text[]) AS asked(wanted, known)
    JOIN task ON task.id = wanted
    CROSS JOIN LATERAL (SELECT task.xmin::text || task.ctid::text AS version) AS row
    LEFT JOIN LATERAL (SELECT ${TASK_COLUMNS} WHERE version IS DISTINCT FROM known) AS news ON true`;
  return rows.map(({ askedId, clientId, version, isNew, ...news }) => ({
    id: askedId,
    clientId,
    version,
    news: isNew ? news : null,
  }));
}
