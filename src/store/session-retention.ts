import type { Database } from './database.js';

/** What of sessions is kept for a time only. */

/** Events of a session that can be asked for again, whatever their age. */
export const KEPT_EVENTS = 200;

/** Deletes events that are older than a session's newest `KEPT_EVENTS`, at most `limit`; returns how many. */
export async function deleteOldEvents(db: Database, limit: number): Promise<number> {
  return db.execute`
    DELETE FROM session_event
    WHERE (session_id, seq) IN (
      SELECT old.session_id, old.seq FROM game_session
      CROSS JOIN LATERAL (
        SELECT session_id, seq FROM session_event
        WHERE session_id = game_session.id AND seq <= game_session.event_seq - ${KEPT_EVENTS}::int
        LIMIT ${limit}::int
      ) old
      WHERE game_session.event_seq > ${KEPT_EVENTS}::int
      LIMIT ${limit}::int)`;
}
