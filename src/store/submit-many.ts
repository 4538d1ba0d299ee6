import { Prisma } from '../generated/prisma/client.js';
import type { Database } from './database.js';
import { channelName } from './notifications.js';
import { AT_ONCE, itemOf, KEY_LIFETIME_HOURS, laneUpTo, type Submission } from './submit-statements.js';

/**
 * Several posts in one statement and one commit: most of what a post costs the database is not its rows. It is for a queue
 * that is far from full; as soon as its places are to be counted, posts are inserted one by one.
 *
 * The statement has parts only for what its posts have. What has no part costs nothing; and whether to plan anew, the server
 * decides by what a plan for any parameters would cost: one with parts that these parameters switch off looks dear, and
 * planning takes as long as inserting.
 */

/** What may share a statement: nothing that is numbered in a session or copies an earlier result. */
export function mayShare({ session, tasks }: Submission): boolean {
  return session === undefined && tasks.every(({ reuses }) => reuses === undefined);
}

export interface ManyAccepted {
  readonly createdAt: Date;
  /** Whether the post of this index was inserted; otherwise its key had been used. */
  readonly isTaken: (index: number) => boolean;
  /** Whether the commit told the relay. */
  readonly toldRelay: boolean;
}

/** Places that must be free in a client's lane beyond what its posts need: others may insert at the same moment. */
const MARGIN = 200;

/**
 * Inserts posts, each all or none, whatever waits in the queue.
 * @param posts of no client two with one idempotency key
 * @param perClient the places of a client's lane; null for no limit
 * @returns undefined when a lane may have too little room, and nothing was inserted
 */
export async function insertMany(
  db: Database,
  posts: readonly Submission[],
  perClient: number | null,
): Promise<ManyAccepted | undefined> {
  const items = posts.flatMap(itemsOf);
  const tellsRelay = posts.some((post) => post.tellsRelay === true);
  const isKeyed = posts.some(({ idempotency }) => idempotency !== null);
  const [answer] = await db.query<{
    isRoomy: boolean;
    createdAt: Date;
    taken: readonly number[] | null;
  }>`
    WITH item AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(items)}::jsonb) AS item(
        p int, n int, client_id text, engine_version text, traceparent text, key text, key_hash text,
        id uuid, kind task_kind, priority int, request jsonb, request_hash text, reuse_key text, deadline_seconds float8,
        title text, participants text[], turns int, seed bigint, source_key text)
    ), room AS MATERIALIZED (${perClient === null ? ROOM_FOR_ALL : roomIn(perClient)}
    ), ${isKeyed ? TAKEN_BY_KEY : TAKEN}, accepted AS (
      INSERT INTO task (id, kind, client_id, priority, request, request_hash, reuse_key, deadline_at, engine_version, traceparent,
                        run_after)
      SELECT id, kind, client_id, priority, request, request_hash, reuse_key,
             now() + deadline_seconds * interval '1 second', engine_version, traceparent, ${AT_ONCE}
      FROM taken
    ), simulation AS (
      INSERT INTO simulation (id, client_id, title, participants, turns, seed, source_key)
      SELECT id, client_id, title, participants, turns, seed, source_key FROM taken WHERE kind = 'simulation'
    )
    SELECT is_roomy AS "isRoomy", now()::timestamptz(3) AS "createdAt",
           ${isKeyed ? Prisma.sql`(SELECT array_agg(p) FROM taken)` : Prisma.sql`NULL`} AS taken
           ${tellsRelay ? TELLING : Prisma.empty}
    FROM room`;
  if (answer?.isRoomy !== true) return undefined;
  const taken = isKeyed ? new Set(answer.taken) : undefined;
  return {
    createdAt: answer.createdAt,
    isTaken: (index) => taken?.has(index) ?? true,
    toldRelay: tellsRelay,
  };
}

/** The tasks of a post as the statement reads them: each with what its post says of all. */
function itemsOf(post: Submission, p: number): readonly object[] {
  const { clientId, engineVersion, idempotency, traceparent, tasks } = post;
  return tasks.map((task, n) =>
    Object.assign(itemOf(task, n), {
      p,
      client_id: clientId,
      engine_version: engineVersion,
      traceparent: traceparent ?? undefined,
      key: idempotency?.key,
      key_hash: idempotency?.requestHash,
    }),
  );
}

const ROOM_FOR_ALL = Prisma.sql`SELECT true AS is_roomy`;

function roomIn(perClient: number): Prisma.Sql {
  return Prisma.sql`
      SELECT NOT EXISTS (
        SELECT FROM (SELECT client_id, count(*) AS places FROM item GROUP BY client_id) of_client
        WHERE places + ${MARGIN}::int + ${laneUpTo(perClient, Prisma.sql`of_client.client_id`)} > ${perClient}::int) AS is_roomy`;
}

const TAKEN = Prisma.sql`taken AS NOT MATERIALIZED (SELECT item.* FROM room, item WHERE is_roomy)`;

/** Of each key the posts that it hadn't been used for. */
const TAKEN_BY_KEY = Prisma.sql`named AS (
      INSERT INTO idempotency_key (client_id, key, request_hash, task_ids)
      SELECT client_id, key, key_hash, array_agg(id ORDER BY n) FROM room, item
      WHERE is_roomy AND key IS NOT NULL GROUP BY client_id, key, key_hash ORDER BY client_id, key
      ON CONFLICT (client_id, key) DO UPDATE
        SET request_hash = excluded.request_hash, task_ids = excluded.task_ids, created_at = now()
        WHERE idempotency_key.created_at < now() - ${Prisma.raw(String(KEY_LIFETIME_HOURS))} * interval '1 hour'
      RETURNING client_id, key
    ), taken AS MATERIALIZED (
      SELECT item.* FROM room, item LEFT JOIN named USING (client_id, key)
      WHERE is_roomy AND (item.key IS NULL OR named.key IS NOT NULL)
    )`;

const TELLING = Prisma.sql`
           , (SELECT pg_notify(${channelName('queued')}, string_agg(DISTINCT kind::text, ','))::text FROM item)`;
