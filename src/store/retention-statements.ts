import { Prisma } from '../generated/prisma/client.js';
import type { Database } from './database.js';
import { clearJournals } from './journal-statements.js';
import type { Viewer } from './task-reads.js';

/**
 * Deleting tasks that have ended, with all that hangs on them: turns, chapters, events, calls. What they had used is
 * added to their client's day in the same statement, so that usage and budgets forget nothing.
 */

/** Of the rows that a statement named `gone` deleted. */
const NOTED_USAGE = Prisma.sql`
  INSERT INTO usage_day (client_id, day, tasks, model_calls, cached_calls, unconfirmed_calls, prompt_tokens,
                         output_tokens, cost_usd, saved_usd)
  SELECT client_id, (created_at AT TIME ZONE 'UTC')::date, count(*),
         coalesce(sum((usage ->> 'model_calls')::bigint), 0), coalesce(sum((usage ->> 'cached_calls')::bigint), 0),
         coalesce(sum((usage ->> 'unconfirmed_calls')::bigint), 0),
         coalesce(sum((usage ->> 'prompt_tokens')::bigint), 0), coalesce(sum((usage ->> 'output_tokens')::bigint), 0),
         coalesce(sum((usage ->> 'cost_usd')::float8), 0), coalesce(sum((usage ->> 'saved_usd')::float8), 0)
  FROM gone
  GROUP BY client_id, (created_at AT TIME ZONE 'UTC')::date
  ORDER BY 1, 2
  ON CONFLICT (client_id, day) DO UPDATE SET
    tasks = usage_day.tasks + excluded.tasks,
    model_calls = usage_day.model_calls + excluded.model_calls,
    cached_calls = usage_day.cached_calls + excluded.cached_calls,
    unconfirmed_calls = usage_day.unconfirmed_calls + excluded.unconfirmed_calls,
    prompt_tokens = usage_day.prompt_tokens + excluded.prompt_tokens,
    output_tokens = usage_day.output_tokens + excluded.output_tokens,
    cost_usd = usage_day.cost_usd + excluded.cost_usd,
    saved_usd = usage_day.saved_usd + excluded.saved_usd`;

/**
 * Deletes a simulation that has ended; false when it hasn't, or is none of the viewer's. However soon that is after its end,
 * its calls that were never answered are counted first.
 */
export async function deleteSimulation(db: Database, viewer: Viewer, id: string): Promise<boolean> {
  await clearJournals(db, { taskId: id });
  const [answer] = await db.query<{ tasks: number }>`
    WITH gone AS (
      DELETE FROM task
      WHERE id = ${id}::uuid AND kind = 'simulation' AND completed_at IS NOT NULL
        AND (${viewer.role === 'admin'}::boolean OR client_id = ${viewer.clientId})
      RETURNING client_id, created_at, usage
    ), noted AS (${NOTED_USAGE})
    SELECT count(*)::int AS tasks FROM gone`;
  return answer?.tasks === 1;
}

/** Deletes tasks that ended more than `days` ago, the oldest first, at most `limit`; returns how many. */
export async function deleteEndedTasks(db: Database, days: number, limit: number): Promise<number> {
  const [answer] = await db.query<{ tasks: number }>`
    WITH gone AS (
      DELETE FROM task
      WHERE completed_at IS NOT NULL AND id IN (
        SELECT id FROM task
        WHERE completed_at < now() - ${days}::float8 * interval '1 day'
        ORDER BY completed_at LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)
      RETURNING client_id, created_at, usage
    ), noted AS (${NOTED_USAGE})
    SELECT count(*)::int AS tasks FROM gone`;
  return answer?.tasks ?? 0;
}
