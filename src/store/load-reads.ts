import type { TaskKind } from '../generated/prisma/client.js';
import type { Database } from './database.js';

/** What the operator and an autoscaler ask: how much there is to do, and how fast it is done. */

export interface KindLoad {
  readonly kind: TaskKind;
  readonly queued: number;
  readonly running: number;
  /** How many of them could run at the same moment: of a game's actions one. */
  readonly atOnce: number;
  /** Seconds; 0 when none waits. */
  readonly oldestQueuedSeconds: number;
}

/** Tasks that wait and run, by kind; a kind without any is left out. Indexes of what is unfinished are read, and no history. */
export async function readLoad(db: Database): Promise<readonly KindLoad[]> {
  return db.query`
    SELECT kind::text AS kind, sum(queued)::int AS queued, sum(running)::int AS running,
           CASE kind WHEN 'action' THEN (
             SELECT count(DISTINCT serial_key) FROM task WHERE serial_key IS NOT NULL AND status IN ('queued', 'running')
           ) ELSE sum(queued + running) END::int AS "atOnce",
           greatest(coalesce(extract(epoch FROM now() - min(oldest)), 0), 0)::float8 AS "oldestQueuedSeconds"
    FROM (
      SELECT kind, count(*) AS queued, 0 AS running, min(created_at) AS oldest
      FROM task WHERE status = 'queued' AND priority > 0 GROUP BY kind
      UNION ALL
      SELECT kind, 0, count(*), NULL FROM task WHERE status = 'running' GROUP BY kind
    ) load
    GROUP BY kind`;
}

export interface KindThroughput {
  readonly kind: TaskKind;
  readonly ended: number;
  readonly failed: number;
  /** Mean seconds from the first claim to the end. */
  readonly meanSeconds: number;
  readonly modelCalls: number;
  readonly cachedCalls: number;
}

/** Tasks that ended within the last so many seconds, cancelled ones left out. */
export async function readThroughput(db: Database, seconds: number): Promise<readonly KindThroughput[]> {
  return db.query`
    SELECT kind::text AS kind, count(*)::int AS ended, (count(*) FILTER (WHERE status = 'failed'))::int AS failed,
           coalesce(avg(extract(epoch FROM completed_at - started_at)), 0)::float8 AS "meanSeconds",
           coalesce(sum((usage ->> 'model_calls')::bigint), 0)::int AS "modelCalls",
           coalesce(sum((usage ->> 'cached_calls')::bigint), 0)::int AS "cachedCalls"
    FROM task
    WHERE completed_at > now() - ${seconds}::float8 * interval '1 second' AND status IN ('completed', 'failed')
    GROUP BY kind`;
}
