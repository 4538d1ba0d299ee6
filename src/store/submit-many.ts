import type { Database } from './database.js';
import { channelName } from './notifications.js';
import { AT_ONCE, itemOf, KEY_LIFETIME_HOURS, type Submission } from './submit-statements.js';

/**
 * Several posts in one statement and one commit: most of what a post costs the database is not its rows. It is for a queue
 * that is far from full; as soon as its places are to be counted, posts are inserted one by one.
 */

/** What may share a statement: nothing that is numbered in a session or copies an earlier result. */
export function mayShare({ session, tasks }: Submission): boolean {
  return session === undefined && tasks.every(({ reuses }) => reuses === undefined);
}

export interface ManyAccepted {
  readonly createdAt: Date;
  /** Indexes of the posts that were inserted; the keys of the others had been used. */
  readonly taken: ReadonlySet<number>;
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
  const heads = posts.map(({ clientId, engineVersion, idempotency, traceparent = null }, p) => ({
    p,
    client_id: clientId,
    engine_version: engineVersion,
    traceparent,
    key: idempotency?.key ?? null,
    key_hash: idempotency?.requestHash ?? null,
  }));
  const items = posts.flatMap(({ tasks }, p) =>
    tasks.map((task, n) => Object.assign(itemOf(task, n), { p })),
  );
  const tellsRelay = posts.some((post) => post.tellsRelay === true);
  const [answer] = await db.query<{
    isRoomy: boolean;
    createdAt: Date;
    taken: readonly number[] | null;
  }>`
    WITH post AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(heads)}::jsonb) AS post(
        p int, client_id text, engine_version text, traceparent text, key text, key_hash text)
    ), item AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(items)}::jsonb) AS item(
        p int, n int, id uuid, kind task_kind, priority int, request jsonb, request_hash text, reuse_key text,
        deadline_seconds float8, title text, participants text[], turns int, seed bigint, source_key text)
    ), room AS MATERIALIZED (
      SELECT ${perClient}::int IS NULL OR NOT EXISTS (
        SELECT FROM (SELECT client_id, count(*) AS places FROM item JOIN post USING (p) GROUP BY client_id) lane
        WHERE places + ${MARGIN}::int + (SELECT count(*) FROM (
          SELECT FROM task WHERE status = 'queued' AND task.client_id = lane.client_id
          ORDER BY id LIMIT ${perClient}::int) own) > ${perClient}::int) AS is_roomy
    ), named AS (
      INSERT INTO idempotency_key (client_id, key, request_hash, task_ids)
      SELECT client_id, key, key_hash, (SELECT array_agg(id ORDER BY n) FROM item WHERE item.p = post.p)
      FROM post, room WHERE is_roomy AND key IS NOT NULL ORDER BY client_id, key
      ON CONFLICT (client_id, key) DO UPDATE
        SET request_hash = excluded.request_hash, task_ids = excluded.task_ids, created_at = now()
        WHERE idempotency_key.created_at < now() - ${KEY_LIFETIME_HOURS}::int * interval '1 hour'
      RETURNING client_id, key
    ), taken AS MATERIALIZED (
      SELECT post.p, post.client_id, engine_version, traceparent FROM room, post LEFT JOIN named USING (client_id, key)
      WHERE is_roomy AND (post.key IS NULL OR named.key IS NOT NULL)
    ), accepted AS (
      INSERT INTO task (id, kind, client_id, priority, request, request_hash, reuse_key, deadline_at, engine_version, traceparent,
                        run_after)
      SELECT id, kind, client_id, priority, request, request_hash, reuse_key,
             now() + deadline_seconds * interval '1 second', engine_version, traceparent, ${AT_ONCE}
      FROM taken JOIN item USING (p) ORDER BY p, n
    ), simulation AS (
      INSERT INTO simulation (id, client_id, title, participants, turns, seed, source_key)
      SELECT id, client_id, title, participants, turns, seed, source_key
      FROM taken JOIN item USING (p) WHERE kind = 'simulation' ORDER BY p, n
    )
    SELECT is_roomy AS "isRoomy", now()::timestamptz(3) AS "createdAt", (SELECT array_agg(p) FROM taken) AS taken,
           CASE WHEN ${tellsRelay}::boolean AND is_roomy THEN (
             SELECT pg_notify(${channelName('queued')}, string_agg(DISTINCT kind::text, ','))::text FROM item) END
    FROM room`;
  if (answer?.isRoomy !== true) return undefined;
  return { createdAt: answer.createdAt, taken: new Set(answer.taken), toldRelay: tellsRelay };
}
