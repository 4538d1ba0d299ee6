import { Prisma } from '../generated/prisma/client.js';
import type { Statements } from './statements.js';
import type { Viewer } from './task-reads.js';

/**
 * The parts of the submitting statement that are a session's: how many actions it takes, the number of the next one, and
 * the event that tells of it. Who submits holds the session's row for as long, so that two actions that come at once are
 * counted and numbered one after the other.
 */

/** The session that an action is for, and what it takes. */
export interface SessionIntake {
  readonly id: string;
  /** Whose it must be. */
  readonly viewer: Viewer;
  /** Most actions that may wait. */
  readonly maxWaiting: number;
  /** Most that are accepted within a minute. */
  readonly perMinute: number;
}

/** Why a session took no action. */
export type SessionRefusal =
  | { readonly outcome: 'no-session' }
  | {
      readonly outcome: 'session-full' | 'session-rate';
      /** Null where nobody knows. */
      readonly againInSeconds: number | null;
    };

/** Keeps other submissions to the session waiting until the end of the transaction; false when there is none. */
export async function lockSession(transaction: Statements, { id, viewer }: SessionIntake): Promise<boolean> {
  const rows = await transaction.query<unknown>`
    SELECT FROM game_session
    WHERE id = ${id}::uuid AND (${viewer.role === 'admin'}::boolean OR client_id = ${viewer.clientId})
    FOR NO KEY UPDATE`;
  return rows.length === 1;
}

/** What the locked session takes now. Both limits are looked up in an index of what they count, whatever its history. */
export function intakeOf({ id, maxWaiting, perMinute }: SessionIntake): Prisma.Sql {
  return Prisma.sql`
      SELECT id AS session_id, action_seq, greatest(again_in, 0) AS again_in,
             CASE WHEN waiting >= ${maxWaiting}::int THEN 'session-full' WHEN again_in > 0 THEN 'session-rate' END AS refusal
      FROM (
        SELECT id, action_seq,
          (SELECT count(*) FROM task WHERE serial_key = ${id} AND status = 'queued') AS waiting,
          (SELECT extract(epoch FROM created_at + interval '1 minute' - now())::float8 FROM task
           WHERE serial_key = ${id} AND serial_no = action_seq + 1 - ${perMinute}::int) AS again_in
        FROM game_session WHERE id = ${id}::uuid) session`;
}

/** The submission is for no session. */
export const NO_SESSION = Prisma.sql`
      SELECT NULL::uuid AS session_id, NULL::int AS action_seq, NULL::float8 AS again_in, NULL::text AS refusal`;

/** Counts the accepted action on and tells of it. */
export const ACTION_QUEUED = Prisma.sql`
    , numbered AS (
      UPDATE game_session SET action_seq = accepted.serial_no, event_seq = event_seq + 1
      FROM accepted, intake WHERE game_session.id = intake.session_id
      RETURNING game_session.id, event_seq, accepted.id AS task_id, accepted.serial_no, accepted.request
    ), announced AS (
      INSERT INTO session_event (session_id, seq, type, data)
      SELECT id, event_seq, 'action_queued',
             jsonb_build_object('task_id', task_id, 'action_seq', serial_no, 'action', request -> 'action')
      FROM numbered
    )`;
