import { Prisma } from '../generated/prisma/client.js';
import type { UsageTotals } from '../simulation/types.js';
import type { Database } from './database.js';

/**
 * What clients have used, by the UTC day on which a task was posted: that of the tasks there are, and what was noted of
 * those that were deleted.
 */

export interface UsageOfDay {
  /** The day as `YYYY-MM-DD`. */
  readonly day: string;
  readonly tasks: number;
  readonly usage: UsageTotals;
}

/** A client's days from `since` on, newest first; days without a task are left out. */
export async function usageByDay(
  db: Database,
  clientId: string,
  since: Date,
): Promise<readonly UsageOfDay[]> {
  const rows = await db.query<UsageTotals & { day: string; tasks: number }>`
    SELECT to_char(day, 'YYYY-MM-DD') AS day, sum(tasks)::float8 AS tasks, sum(model_calls)::float8 AS "modelCalls",
           sum(cached_calls)::float8 AS "cachedCalls", sum(unconfirmed_calls)::float8 AS "unconfirmedCalls",
           sum(prompt_tokens)::float8 AS "promptTokens", sum(output_tokens)::float8 AS "outputTokens",
           sum(cost_usd)::float8 AS "costUsd", sum(saved_usd)::float8 AS "savedUsd"
    FROM (
      SELECT (created_at AT TIME ZONE 'UTC')::date AS day, 1 AS tasks,
             coalesce((usage ->> 'model_calls')::bigint, 0) AS model_calls,
             coalesce((usage ->> 'cached_calls')::bigint, 0) AS cached_calls,
             coalesce((usage ->> 'unconfirmed_calls')::bigint, 0) AS unconfirmed_calls,
             coalesce((usage ->> 'prompt_tokens')::bigint, 0) AS prompt_tokens,
             coalesce((usage ->> 'output_tokens')::bigint, 0) AS output_tokens,
             coalesce((usage ->> 'cost_usd')::float8, 0) AS cost_usd,
             coalesce((usage ->> 'saved_usd')::float8, 0) AS saved_usd
      FROM task WHERE ${postedBy(clientId, since)}
      UNION ALL
      SELECT day, tasks, model_calls, cached_calls, unconfirmed_calls, prompt_tokens, output_tokens, cost_usd, saved_usd
      FROM usage_day WHERE client_id = ${clientId} AND day >= (${since}::timestamptz AT TIME ZONE 'UTC')::date
    ) part
    GROUP BY part.day ORDER BY part.day DESC`;
  return rows.map(({ day, tasks, ...usage }) => ({ day, tasks, usage }));
}

/** Adds what was used outside any task to a client's day. */
export async function noteUsage(
  db: Database,
  clientId: string,
  day: Date,
  usage: UsageTotals,
): Promise<void> {
  const { modelCalls, cachedCalls, unconfirmedCalls, promptTokens, outputTokens, costUsd, savedUsd } = usage;
  await db.execute`
    INSERT INTO usage_day (client_id, day, tasks, model_calls, cached_calls, unconfirmed_calls, prompt_tokens,
                           output_tokens, cost_usd, saved_usd)
    VALUES (${clientId}, (${day}::timestamptz AT TIME ZONE 'UTC')::date, 0, ${modelCalls}::bigint, ${cachedCalls}::bigint,
            ${unconfirmedCalls}::bigint, ${promptTokens}::bigint, ${outputTokens}::bigint, ${costUsd}::float8,
            ${savedUsd}::float8)
    ON CONFLICT (client_id, day) DO UPDATE SET
      model_calls = usage_day.model_calls + excluded.model_calls,
      cached_calls = usage_day.cached_calls + excluded.cached_calls,
      unconfirmed_calls = usage_day.unconfirmed_calls + excluded.unconfirmed_calls,
      prompt_tokens = usage_day.prompt_tokens + excluded.prompt_tokens,
      output_tokens = usage_day.output_tokens + excluded.output_tokens,
      cost_usd = usage_day.cost_usd + excluded.cost_usd,
      saved_usd = usage_day.saved_usd + excluded.saved_usd`;
}

/** What a client's tasks have cost that were posted since the beginning of a day, in US dollars. */
export async function costSince(db: Database, clientId: string, since: Date): Promise<number> {
  const [answer] = await db.query<{ usd: number }>`
    SELECT (SELECT coalesce(sum((usage ->> 'cost_usd')::float8), 0) FROM task WHERE ${postedBy(clientId, since)})
         + (SELECT coalesce(sum(cost_usd), 0) FROM usage_day
            WHERE client_id = ${clientId} AND day >= (${since}::timestamptz AT TIME ZONE 'UTC')::date) AS usd`;
  return answer?.usd ?? 0;
}

/** Ids are drawn a moment before the row is made, by other clocks than the database's. */
const CLOCK_TOLERANCE_MS = 86_400_000;

/**
 * A client's tasks since a time. Ids tell it roughly, which an index finds, of each kind and status; the row's own time decides.
 */
function postedBy(clientId: string, since: Date): Prisma.Sql {
  return Prisma.sql`client_id = ${clientId} AND created_at >= ${since}::timestamptz
    AND kind = ANY (enum_range(NULL::task_kind)) AND status = ANY (enum_range(NULL::task_status))
    AND id >= ${firstIdOf(since.getTime() - CLOCK_TOLERANCE_MS)}::uuid`;
}

/** The smallest UUIDv7 of a moment. */
function firstIdOf(milliseconds: number): string {
  const time = Math.max(0, milliseconds).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
