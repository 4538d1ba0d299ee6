import type { Database } from './database.js';
import { channelName } from './notifications.js';
import { itemOf, KEY_LIFETIME_HOURS, type QueueLimits, type Submission } from './submit-statements.js';

/**
 * Several posts in one statement and one commit: most of what a post costs the database is not its rows. It is for when
 * there is room for all of them and more; as soon as places are to be counted, posts are inserted one by one.
 */

/** What may share a statement: nothing that is numbered in a session or copies an earlier result. */
export function mayShare({ session, tasks }: Submission): boolean {
  return session === undefined && tasks.every(({ reuses }) => reuses === undefined);
}

export interface ManyAccepted {
  readonly createdAt: Date;
  /** Indexes of the posts that were inserted; the keys of the others had been used. */
  readonly taken: ReadonlySet<number>;
  /** Tasks that waited before; null when they weren't counted. */
  readonly waiting: number | null;
}

/**
 * Inserts posts, each all or none, if there is ample room: `margin` places more than they need, in the queue and in the
 * lane of each client.
 * @param posts of no client two with one idempotency key
 * @param isRoomy whether the queue is known to have room, so that it needn't be counted
 * @returns undefined when there may be too little room, and nothing was inserted
 */
export async function insertMany(
  db: Database,
  posts: readonly Submission[],
  limits: QueueLimits,
  margin: number,
  isRoomy: boolean,
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
    waiting: number | null;
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
    ), counted AS MATERIALIZED (
      SELECT CASE WHEN ${isRoomy}::boolean THEN NULL ELSE (SELECT count(*) FROM (
        SELECT FROM task WHERE status = 'queued' ORDER BY kind, priority, id LIMIT ${limits.total}::int) queued)::int
      END AS waiting
    ), room AS MATERIALIZED (
      SELECT waiting, (waiting IS NULL OR waiting + ${items.length + margin}::int <= ${limits.total}::int)
        AND (${limits.perClient}::int IS NULL OR NOT EXISTS (
          SELECT FROM (SELECT client_id, count(*) AS places FROM item JOIN post USING (p) GROUP BY client_id) lane
          WHERE places + ${margin}::int + (SELECT count(*) FROM (
            SELECT FROM task WHERE status = 'queued' AND task.client_id = lane.client_id
            ORDER BY id LIMIT ${limits.perClient}::int) own) > ${limits.perClient}::int)) AS is_roomy
      FROM counted
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
      INSERT INTO task (id, kind, client_id, priority, request, request_hash, reuse_key, deadline_at, engine_version, traceparent)
      SELECT id, kind, client_id, priority, request, request_hash, reuse_key,
             now() + deadline_seconds * interval '1 second', engine_version, traceparent
      FROM taken JOIN item USING (p) ORDER BY p, n
    ), simulation AS (
      INSERT INTO simulation (id, client_id, title, participants, turns, seed, source_key)
      SELECT id, client_id, title, participants, turns, seed, source_key
      FROM taken JOIN item USING (p) WHERE kind = 'simulation' ORDER BY p, n
    )
    SELECT is_roomy AS "isRoomy", waiting, now()::timestamptz(3) AS "createdAt", (SELECT array_agg(p) FROM taken) AS taken,
           CASE WHEN ${tellsRelay}::boolean AND is_roomy THEN pg_notify(${channelName('queued')}, '')::text END
    FROM room`;
  if (answer?.isRoomy !== true) return undefined;
  return { createdAt: answer.createdAt, taken: new Set(answer.taken), waiting: answer.waiting };
}
