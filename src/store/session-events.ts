import { Prisma } from '../generated/prisma/client.js';

/** What the ends of tasks tell in sessions; their other events are told by the statements of `session-statements.ts`. */

/**
 * For a statement that ends tasks: tells the sessions of those that are actions and failed or were cancelled. A session
 * has at most one task among them, since its actions run one at a time.
 * @param ended the CTE that returns the tasks' rows
 */
export function toldFailedActions(ended: 'mine' | 'expired' | 'cancelled'): Prisma.Sql {
  const tasks = Prisma.raw(ended);
  return Prisma.sql`
    , session AS (
      UPDATE game_session SET event_seq = game_session.event_seq + 1
      FROM ${tasks} ended
      WHERE game_session.id = CASE WHEN ended.kind = 'action' THEN ended.serial_key::uuid END
        AND ended.status IN ('failed', 'cancelled')
      RETURNING game_session.id, game_session.event_seq, ended.id AS task_id, ended.serial_no, ended.status, ended.error
    ), session_told AS (
      INSERT INTO session_event (session_id, seq, type, data)
      SELECT id, event_seq, 'action_failed', jsonb_build_object('success', false, 'task_id', task_id, 'action_seq', serial_no,
             'status', status, 'error', error)
      FROM session
    )`;
}
