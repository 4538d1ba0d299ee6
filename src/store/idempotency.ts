import type { TaskStatus } from '../tasks/state.js';
import type { Database } from './database.js';
import { KEY_LIFETIME_HOURS } from './submit-statements.js';

/** What an idempotency key led to the first time. */
export interface RememberedPost {
  readonly requestHash: string;
  readonly createdAt: Date;
  /** In the order of the request. */
  readonly tasks: readonly {
    readonly id: string;
    /** Null when the task was deleted since. */
    readonly status: TaskStatus | null;
  }[];
}

/** The post that a client made with this key within the last day. */
export async function findRememberedPost(
  db: Database,
  clientId: string,
  key: string,
): Promise<RememberedPost | undefined> {
  const rows = await db.query<{
    requestHash: string;
    createdAt: Date;
    id: string;
    status: TaskStatus | null;
  }>`
    SELECT remembered.request_hash AS "requestHash", coalesce(task.created_at, remembered.created_at) AS "createdAt",
           made.id, task.status::text AS status
    FROM idempotency_key remembered
    CROSS JOIN LATERAL unnest(remembered.task_ids) WITH ORDINALITY AS made(id, n)
    LEFT JOIN task ON task.id = made.id
    WHERE remembered.client_id = ${clientId} AND remembered.key = ${key}
      AND remembered.created_at >= now() - ${KEY_LIFETIME_HOURS}::int * interval '1 hour'
    ORDER BY made.n`;
  const [first] = rows;
  return first === undefined
    ? undefined
    : {
        requestHash: first.requestHash,
        createdAt: first.createdAt,
        tasks: rows.map(({ id, status }) => ({ id, status })),
      };
}

/** Releases the keys whose day is over, at most `limit`; returns how many. */
export async function releaseOldKeys(db: Database, limit: number): Promise<number> {
  return db.execute`
    DELETE FROM idempotency_key
    WHERE (client_id, key) IN (
      SELECT client_id, key FROM idempotency_key
      WHERE created_at < now() - ${KEY_LIFETIME_HOURS}::int * interval '1 hour'
      ORDER BY created_at LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}
