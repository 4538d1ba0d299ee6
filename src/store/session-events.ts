import { Prisma } from '../generated/prisma/client.js';

/** Events of a session: written in the statement that they tell of, numbered without a gap by its row's `event_seq`. */

export interface NewSessionEvent {
  readonly type: string;
  readonly data: unknown;
}

/**
 * The insert of a session's events, in order, for a statement whose CTE `played` has raised `event_seq` by their number
 * and returns it with the session's id.
 */
export function toldInSession(events: readonly NewSessionEvent[]): Prisma.Sql {
  return Prisma.sql`
    INSERT INTO session_event (session_id, seq, type, data)
    SELECT played.id, played.event_seq - ${events.length}::int + event.n, event.told ->> 'type', event.told -> 'data'
    FROM played, jsonb_array_elements(${JSON.stringify(events)}::jsonb) WITH ORDINALITY AS event(told, n)`;
}

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
