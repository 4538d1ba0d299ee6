import type { OpenedSession, SessionState, SessionWorld } from '../game/outcome.js';
import type { StoryEntry } from '../game/session.js';
import type { UsageTotals } from '../simulation/types.js';
import { CANCELLED } from './control-statements.js';
import type { Database } from './database.js';
import { playableBy } from './session-reads.js';
import { type NewEvent, toldEvents } from './task-events.js';
import type { Viewer } from './task-reads.js';
import type { Holding } from './task-statements.js';
import { writeUsage } from './usage.js';

/**
 * The life of a game session, one guarded statement per transition. An action's statements carry the fence of its task,
 * and the commit the version that the action was played from as well: what finds no row has written nothing. All of them
 * lock the task's row before the session's.
 */

export interface NewSession {
  readonly id: string;
  readonly clientId: string;
  readonly scenarioId: string | null;
  readonly lorebookId: string | null;
  readonly opened: OpenedSession;
}

/** Stores a session with its opening; returns when it was made. */
export async function createSession(db: Database, session: NewSession): Promise<Date> {
  const { world, state, story } = session.opened;
  const [made] = await db.query<{ createdAt: Date }>`
    WITH session AS (
      INSERT INTO game_session (id, client_id, story_length, character_name, scenario_id, lorebook_id, seed, world, state)
      VALUES (${session.id}::uuid, ${session.clientId}, ${story.length}::int, ${state.session.character.name},
              ${session.scenarioId}::uuid, ${session.lorebookId}::uuid, ${state.session.seed}::bigint,
              ${JSON.stringify(world)}::jsonb, ${JSON.stringify(state)}::jsonb)
      RETURNING id, created_at
    ), opening AS (
      INSERT INTO session_story (session_id, action_seq, n, entry)
      SELECT session.id, 0, n - 1, entry
      FROM session, jsonb_array_elements(${JSON.stringify(story)}::jsonb) WITH ORDINALITY AS given(entry, n)
    )
    SELECT created_at AS "createdAt" FROM session`;
  if (made === undefined) throw new Error('the session was not stored');
  return made.createdAt;
}

/** What an action is played from. */
export interface StoredSession {
  readonly version: number;
  readonly world: SessionWorld;
  readonly state: SessionState;
}

/**
 * Begins an action: reads its session, and tells that it has started, once, however often it is begun. Null when the task
 * isn't the runner's any more; without a session when that was deleted.
 */
export async function beginAction(
  db: Database,
  holding: Holding,
  sessionId: string,
): Promise<{ readonly session: StoredSession | undefined } | null> {
  const [row] = await db.query<{ [Field in keyof StoredSession]: StoredSession[Field] | null }>`
    WITH mine AS (
      SELECT id, progress, serial_no FROM task
      WHERE id = ${holding.taskId}::uuid AND fence = ${holding.fence}::int AND status = 'running'
      FOR UPDATE
    ), begun AS (
      UPDATE task SET progress = 10, current_step = 'Playing the action', event_seq = event_seq + 1
      FROM mine WHERE task.id = mine.id AND mine.progress = 0
      RETURNING task.id, task.event_seq, task.progress, task.current_step, task.serial_no
    ), told AS (
      INSERT INTO task_event (task_id, seq, type, data)
      SELECT id, event_seq, 'progress', jsonb_build_object('progress', progress, 'current_step', current_step) FROM begun
    ), session AS (
      UPDATE game_session SET event_seq = game_session.event_seq + 1
      FROM begun WHERE game_session.id = ${sessionId}::uuid
      RETURNING game_session.id, game_session.event_seq, begun.id AS task_id, begun.serial_no
    ), announced AS (
      INSERT INTO session_event (session_id, seq, type, data)
      SELECT id, event_seq, 'action_started', jsonb_build_object('task_id', task_id, 'action_seq', serial_no) FROM session
    )
    SELECT version, world, state FROM mine LEFT JOIN game_session ON game_session.id = ${sessionId}::uuid`;
  return row === undefined ? null : { session: storedSession(row) };
}

/** A session as it stands now; undefined when it was deleted. */
export async function loadSession(db: Database, sessionId: string): Promise<StoredSession | undefined> {
  const [row] = await db.query<StoredSession>`
    SELECT version, world, state FROM game_session WHERE id = ${sessionId}::uuid`;
  return row;
}

function storedSession({
  version,
  world,
  state,
}: { [Field in keyof StoredSession]: StoredSession[Field] | null }): StoredSession | undefined {
  return version === null || world === null || state === null ? undefined : { version, world, state };
}

export interface ActionCommit {
  readonly sessionId: string;
  readonly actionSeq: number;
  /** That the action was played from. */
  readonly version: number;
  /** What an applied action has made of the session; null of a refused one, which changes nothing. */
  readonly applied: { readonly state: SessionState; readonly story: readonly StoryEntry[] } | null;
  /** The task's result. */
  readonly result: unknown;
  readonly events: readonly NewEvent[];
  readonly usage: UsageTotals;
}

/**
 * Commits an action and ends its task: the session's new version, entries of the story, events, result and usage, together
 * or not at all. `conflict`: the session has another version, or is gone; `lost`: the task isn't the runner's any more.
 */
export async function commitAction(
  db: Database,
  holding: Holding,
  commit: ActionCommit,
): Promise<'committed' | 'conflict' | 'lost'> {
  const { applied, events } = commit;
  const story = applied?.story ?? [];
  const rows = await db.query<{ committed: boolean }>`
    WITH mine AS (
      SELECT id FROM task
      WHERE id = ${holding.taskId}::uuid AND fence = ${holding.fence}::int AND status = 'running'
      FOR UPDATE
    ), played AS (
      UPDATE game_session SET
        version = version + CASE WHEN ${applied !== null}::boolean THEN 1 ELSE 0 END,
        state = coalesce(${applied === null ? null : JSON.stringify(applied.state)}::jsonb, state),
        story_length = story_length + ${story.length}::int, event_seq = event_seq + ${events.length}::int,
        updated_at = CASE WHEN ${applied !== null}::boolean THEN now() ELSE updated_at END
      WHERE id = ${commit.sessionId}::uuid AND version = ${commit.version}::int AND EXISTS (SELECT FROM mine)
      RETURNING id, event_seq
    ), told AS (${toldEvents(events, 'session')}
    ), written AS (
      INSERT INTO session_story (session_id, action_seq, n, entry)
      SELECT played.id, ${commit.actionSeq}::int, n - 1, entry
      FROM played, jsonb_array_elements(${JSON.stringify(story)}::jsonb) WITH ORDINALITY AS given(entry, n)
    ), finished AS (
      UPDATE task SET
        status = 'completed', progress = 100, current_step = 'Completed', error = NULL,
        result = ${JSON.stringify(commit.result)}::jsonb, usage = ${JSON.stringify(writeUsage(commit.usage))}::jsonb,
        lease_owner = NULL, lease_expires_at = NULL, completed_at = now(), event_seq = task.event_seq + 2
      FROM mine, played WHERE task.id = mine.id
      RETURNING task.id, task.event_seq
    ), used AS (
      DELETE FROM model_call USING finished WHERE task_id = finished.id
    ), ended AS (
      INSERT INTO task_event (task_id, seq, type, data)
      SELECT id, event_seq - 1, 'progress', '{"progress": 100, "current_step": "Completed"}'::jsonb FROM finished
      UNION ALL
      SELECT id, event_seq, 'completed', jsonb_build_object('status', 'completed') FROM finished
    )
    SELECT EXISTS (SELECT FROM finished) AS committed FROM mine`;
  const [row] = rows;
  return row === undefined ? 'lost' : row.committed ? 'committed' : 'conflict';
}

/**
 * Deletes a session with its story and events, and cancels its actions that wait or run; returns their tasks' ids, or
 * undefined when the session is none of the viewer's. An action that is accepted meanwhile is cancelled as well: the
 * session goes only when there was none since its tasks were looked at.
 */
export async function deleteSession(
  db: Database,
  viewer: Viewer,
  id: string,
): Promise<readonly string[] | undefined> {
  const cancelled: string[] = [];
  let isThere = false;
  for (;;) {
    const [found] = await db.query<{ actionSeq: number; cancelled: readonly string[] | null }>`
      WITH session AS (
        SELECT id, action_seq FROM game_session WHERE id = ${id}::uuid AND ${playableBy(viewer)}
      ), held AS (
        SELECT task.id FROM task, session
        WHERE serial_key = session.id::text AND kind = 'action' AND status IN ('queued', 'running')
        ORDER BY task.id FOR UPDATE OF task
      ), cancelled AS (
        UPDATE task SET ${CANCELLED} FROM held WHERE task.id = held.id
        RETURNING task.id, event_seq
      ), told AS (
        INSERT INTO task_event (task_id, seq, type, data)
        SELECT id, event_seq, 'cancelled', jsonb_build_object('status', 'cancelled') FROM cancelled
      )
      SELECT action_seq AS "actionSeq", (SELECT array_agg(id) FROM cancelled) AS cancelled FROM session`;
    // Gone: by somebody else's hand, or by ours in a statement whose answer got lost.
    if (found === undefined) return isThere ? cancelled : undefined;
    isThere = true;
    cancelled.push(...(found.cancelled ?? []));
    const deleted = await db.execute`
      DELETE FROM game_session WHERE id = ${id}::uuid AND action_seq = ${found.actionSeq}::int`;
    if (deleted === 1) return cancelled;
  }
}
