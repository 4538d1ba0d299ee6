import type { SessionState } from '../game/outcome.js';
import type { StoryEntry } from '../game/session.js';
import { Prisma } from '../generated/prisma/client.js';
import type { Json } from '../json.js';
import type { Database } from './database.js';
import type { Viewer } from './task-reads.js';

/** What clients read of game sessions: their own; an admin sees all. */

/** Whose sessions a viewer may read, play and delete. */
export function playableBy({ clientId, role }: Viewer): Prisma.Sql {
  return Prisma.sql`(${role === 'admin'}::boolean OR game_session.client_id = ${clientId})`;
}

export interface SessionReading {
  readonly id: string;
  readonly version: number;
  /** Number of the newest action that was accepted. */
  readonly actionSeq: number;
  /** Sequence number of the newest event. */
  readonly eventSeq: number;
  /** Number of entries of the story. */
  readonly storyLength: number;
  readonly state: SessionState;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A session with the newest entries of its story, or those before an entry: oldest first, at most `limit`. */
export interface SessionView extends SessionReading {
  readonly story: readonly StoryEntry[];
  /** Whether there are older entries. */
  readonly hasOlder: boolean;
  /** Whether there is no entry of the id to go on before. */
  readonly pageIsUnknown: boolean;
}

export interface StoryPage {
  readonly limit: number;
  /** Id of the entry that the page goes on before; undefined for the newest. */
  readonly before?: string | undefined;
}

/** One snapshot: state, story and newest event belong together. Undefined when it is none of the viewer's. */
export async function viewSession(
  db: Database,
  viewer: Viewer,
  id: string,
  { limit, before }: StoryPage,
): Promise<SessionView | undefined> {
  const isOlder =
    before === undefined
      ? Prisma.sql`true`
      : Prisma.sql`(session_story.action_seq, n) < (
          SELECT action_seq, n FROM session_story entry_before
          WHERE session_id = game_session.id AND entry ->> 'id' = ${before})`;
  const [row] = await db.query<Omit<SessionView, 'hasOlder'>>`
    SELECT id, version, game_session.action_seq AS "actionSeq", event_seq AS "eventSeq", story_length AS "storyLength",
           state, created_at AS "createdAt", updated_at AS "updatedAt",
           (SELECT coalesce(jsonb_agg(entry ORDER BY newest.action_seq, n), '[]') FROM (
             SELECT session_story.action_seq, n, entry FROM session_story
             WHERE session_id = game_session.id AND ${isOlder}
             ORDER BY session_story.action_seq DESC, n DESC LIMIT ${limit + 1}::int) newest) AS story,
           ${before ?? null}::text IS NOT NULL AND NOT EXISTS (
             SELECT FROM session_story WHERE session_id = game_session.id AND entry ->> 'id' = ${before ?? null}
           ) AS "pageIsUnknown"
    FROM game_session WHERE id = ${id}::uuid AND ${playableBy(viewer)}`;
  if (row === undefined) return undefined;
  const hasOlder = row.story.length > limit;
  return { ...row, hasOlder, story: hasOlder ? row.story.slice(1) : row.story };
}

/** What a list shows of a session. */
export interface ListedSession {
  readonly id: string;
  readonly version: number;
  readonly characterName: string;
  readonly characterLevel: number;
  readonly currentLocation: string;
  readonly storyLength: number;
  readonly scenarioId: string | null;
  readonly lorebookId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The sessions that a viewer may see, newest first. */
export async function listSessions(
  db: Database,
  viewer: Viewer,
  { before, limit }: { readonly before: string; readonly limit: number },
): Promise<readonly ListedSession[]> {
  // States are long: they are read when it is known which are shown.
  const mine = viewer.role === 'admin' ? Prisma.empty : Prisma.sql`AND client_id = ${viewer.clientId}`;
  return db.query<ListedSession>`
    SELECT id, version, character_name AS "characterName",
           (state #>> '{session,character,level}')::int AS "characterLevel",
           state #>> '{session,world_state,current_location}' AS "currentLocation", story_length AS "storyLength",
           scenario_id AS "scenarioId", lorebook_id AS "lorebookId", created_at AS "createdAt", updated_at AS "updatedAt"
    FROM (
      SELECT * FROM game_session WHERE id < ${before}::uuid ${mine} ORDER BY id DESC LIMIT ${limit}::int
    ) page
    ORDER BY id DESC`;
}

export interface SessionEventReading {
  readonly seq: number;
  readonly type: string;
  readonly data: Json;
  readonly createdAt: Date;
}

/** One look at a session's stream. */
export interface SessionEventPage {
  /** Sequence number of the newest event. */
  readonly lastSeq: number;
  /** The next ones, oldest first; the first is not `after + 1` when older ones were deleted. */
  readonly events: readonly SessionEventReading[];
}

/** The next events after `after`, at most `limit`; undefined when the session is none of the viewer's, or gone. */
export async function readSessionEvents(
  db: Database,
  viewer: Viewer,
  id: string,
  after: number,
  limit: number,
): Promise<SessionEventPage | undefined> {
  const rows = await db.query<
    { lastSeq: number } & {
      [Field in keyof SessionEventReading]: SessionEventReading[Field] | null;
    }
  >`
    SELECT game_session.event_seq AS "lastSeq", event.seq, event.type, event.data, event.created_at AS "createdAt"
    FROM game_session
    LEFT JOIN LATERAL (
      SELECT seq, type, data, created_at FROM session_event
      WHERE session_id = game_session.id AND seq > ${after}::int
      ORDER BY seq LIMIT ${limit}::int
    ) event ON true
    WHERE game_session.id = ${id}::uuid AND ${playableBy(viewer)}
    ORDER BY event.seq`;
  const [first] = rows;
  if (first === undefined) return undefined;
  return {
    lastSeq: first.lastSeq,
    events: rows.flatMap(({ seq, type, data, createdAt }) =>
      seq === null || type === null || createdAt === null ? [] : [{ seq, type, data, createdAt }],
    ),
  };
}
