import { Prisma } from '../generated/prisma/client.js';
import type { Database } from './database.js';

/**
 * Whole-task reuse: a request that is a pure function and was played before is not played again. Its task is inserted
 * completed, with turns, chapters, events and result of the one that was played, all in the statement that accepts it,
 * so that nothing of it depends on what becomes of that other task. A scenario's result names a lorebook and templates,
 * which the client may have changed or deleted since: then it is generated anew.
 */

/**
 * The completed tasks of a client whose results equal requests may have, by reuse key: played by themselves, whole, and
 * not longer ago than `ttlMs`.
 */
export async function findReusable(
  db: Database,
  clientId: string,
  reuseKeys: readonly string[],
  ttlMs: number,
): Promise<ReadonlyMap<string, string>> {
  const rows = await db.query<{ key: string; id: string }>`
    SELECT DISTINCT ON (reuse_key) reuse_key AS key, id
    FROM task
    WHERE client_id = ${clientId} AND reuse_key = ANY (${reuseKeys}::text[]) AND status = 'completed'
      AND completed_at > now() - ${ttlMs}::float8 * interval '1 millisecond'
      AND result ->> 'degraded' = 'false' AND result ->> 'cached' = 'false'
      AND (kind <> 'scenario' OR (
        EXISTS (
          SELECT FROM lorebook
          WHERE id = (result ->> 'lorebook_id')::uuid AND content_hash = result ->> 'lorebook_version')
        AND NOT EXISTS (
          SELECT FROM jsonb_array_elements_text(result -> 'scenario_template_ids') AS made(template_id)
          WHERE NOT EXISTS (
            SELECT FROM scenario_template
            WHERE id = template_id::uuid AND created_at = updated_at))))
    ORDER BY reuse_key, completed_at DESC`;
  return new Map(rows.map(({ key, id }) => [key, id]));
}

/**
 * The sources that are still there, by the task that reuses them. They are locked, so that none is deleted while it is
 * copied; of one that is gone the task is inserted as any other.
 */
export const REUSED = Prisma.sql`
  SELECT item.id AS copy_id, task.id, task.kind, task.current_step, task.result, task.usage
  FROM item JOIN task ON task.id = item.source_id AND task.status = 'completed'
  FOR SHARE OF task`;

/** No task of the submission reuses another. */
export const NOTHING_REUSED = Prisma.sql`
  SELECT NULL::uuid AS copy_id, NULL::uuid AS id, NULL::task_kind AS kind, NULL::text AS current_step,
         NULL::jsonb AS result, NULL::jsonb AS usage
  WHERE false`;

/** What a reused result says: the same, that it was reused, and of which task. */
export const REUSED_RESULT = Prisma.sql`
  reused.result || jsonb_build_object('cached', true, 'cached_from', reused.id,
    CASE reused.kind WHEN 'scenario' THEN 'generation_time' ELSE 'duration_seconds' END, 0)`;

/** Every call that the source made or was spared is spared again. */
export const REUSED_USAGE = Prisma.sql`
  jsonb_build_object(
    'model_calls', 0, 'unconfirmed_calls', 0, 'prompt_tokens', 0, 'output_tokens', 0, 'cost_usd', 0,
    'cached_calls', coalesce((reused.usage ->> 'model_calls')::int, 0) + coalesce((reused.usage ->> 'cached_calls')::int, 0),
    'saved_usd', coalesce((reused.usage ->> 'cost_usd')::float8, 0) + coalesce((reused.usage ->> 'saved_usd')::float8, 0))`;

/**
 * Events that tell of the story and how far it got, in a scenario those that name its status; the others tell of workers,
 * and are none of another task's. The last word of a scenario's progress is the end's.
 */
const IS_STORY = Prisma.sql`(
  type IN ('turn', 'prose')
  OR type = 'progress' AND (data ->> 'current_step' LIKE 'Turn %'
                            OR data ? 'status' AND (data ->> 'progress')::int < 100))`;

/**
 * The parts of the submitting statement that copy what hangs on the sources. They read `reused` and `accepted`, and
 * write for tasks that were accepted as completed only. The events are those of the story, then the end.
 */
export const COPIES = Prisma.sql`
  , copied AS (
      SELECT reused.copy_id, reused.id AS source_id, reused.current_step
      FROM reused JOIN accepted ON accepted.id = reused.copy_id AND accepted.is_reused
    ), turns AS (
      INSERT INTO turn (simulation_id, turn, fence, record, state, engine_version)
      SELECT copy_id, turn, 0, jsonb_set(record, '{simulationId}', to_jsonb(copy_id)), state, engine_version
      FROM copied JOIN turn ON simulation_id = source_id
    ), chapters AS (
      INSERT INTO chapter (simulation_id, turn, fence, prose, degraded, state)
      SELECT copy_id, turn, 0, prose, degraded, state FROM copied JOIN chapter ON simulation_id = source_id
    ), events AS (
      INSERT INTO task_event (task_id, seq, type, data)
      SELECT copy_id, row_number() OVER (PARTITION BY copy_id ORDER BY part, seq), type, data
      FROM (
        SELECT copy_id, 1 AS part, seq, type, data
        FROM copied JOIN task_event ON task_id = source_id AND ${IS_STORY}
        UNION ALL
        SELECT copy_id, 2, 1, 'progress', jsonb_build_object('progress', 100, 'current_step', current_step) FROM copied
        UNION ALL
        SELECT copy_id, 2, 2, 'completed', jsonb_build_object('status', 'completed') FROM copied
      ) told
    )`;

/** Sequence number of the last of those events. */
export const LAST_COPIED_EVENT = Prisma.sql`
  (SELECT 2 + count(*)::int FROM task_event WHERE task_id = reused.id AND ${IS_STORY})`;
