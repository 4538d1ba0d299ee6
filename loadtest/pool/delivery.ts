import type { Database } from '../../src/store/database.js';
import { until } from './until.js';

/**
 * Exactly once, seen from the database: every accepted task completed, once, with each of its turns and chapters once and
 * its events numbered without a gap. Tasks of a load test are simulations of whole turns that nobody cancels.
 */
export interface Delivery {
  /** Tasks that are in the database, and of these the completed ones. */
  readonly tasks: number;
  readonly completed: number;
  /** Tasks whose answer was 202 and that are not completed, or not there. */
  readonly lost: number;
  /** Tasks that turns are missing of, or chapters. */
  readonly gaps: number;
  /** Tasks whose events have a gap, tell a turn twice, or don't end with their only last word. */
  readonly doubles: number;
  /** Tasks that more than one worker took up. */
  readonly resumed: number;
}

/** Ended tasks of which moments are looked at; all tasks when absent. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
}

export async function checkDelivery(
  db: Database,
  accepted: readonly string[],
  period?: Period,
): Promise<Delivery> {
  const [counts] = await db.query<Omit<Delivery, 'lost'>>`
    WITH looked_at AS MATERIALIZED (
      SELECT task.id, status, attempt, event_seq, simulation.turns
      FROM task JOIN simulation USING (id)
      WHERE ${period?.from ?? null}::timestamptz IS NULL
         OR (completed_at >= ${period?.from ?? null}::timestamptz AND completed_at < ${period?.to ?? null}::timestamptz)
    ), played AS (
      SELECT simulation_id AS id, count(*) AS n, max(turn.turn) AS last
      FROM turn WHERE simulation_id IN (SELECT id FROM looked_at) GROUP BY simulation_id
    ), told AS (
      SELECT simulation_id AS id, count(*) AS n, max(chapter.turn) AS last
      FROM chapter WHERE simulation_id IN (SELECT id FROM looked_at) GROUP BY simulation_id
    ), happened AS (
      SELECT task_id AS id, count(*) AS n, max(seq) AS last,
             count(*) FILTER (WHERE type IN ('completed', 'failed', 'cancelled')) AS ends,
             max(seq) FILTER (WHERE type = 'completed') AS completed,
             count(*) FILTER (WHERE type = 'turn') AS turns, count(DISTINCT data ->> 'turn') FILTER (WHERE type = 'turn') AS turn_numbers,
             count(*) FILTER (WHERE type = 'prose') AS chapters, count(DISTINCT data ->> 'turn') FILTER (WHERE type = 'prose') AS chapter_numbers
      FROM task_event WHERE task_id IN (SELECT id FROM looked_at) GROUP BY task_id
    )
    SELECT count(*)::int AS tasks, (count(*) FILTER (WHERE status = 'completed'))::int AS completed,
           (count(*) FILTER (WHERE (played.n, played.last, told.n, told.last) IS DISTINCT FROM
             (looked_at.turns::bigint, looked_at.turns, looked_at.turns::bigint, looked_at.turns)))::int AS gaps,
           (count(*) FILTER (WHERE happened.n IS DISTINCT FROM event_seq OR happened.last <> event_seq OR ends <> 1
             OR happened.completed IS DISTINCT FROM event_seq OR happened.turns <> turn_numbers OR happened.turns <> looked_at.turns
             OR chapters <> chapter_numbers OR chapters <> looked_at.turns))::int AS doubles,
           (count(*) FILTER (WHERE attempt > 1))::int AS resumed
    FROM looked_at LEFT JOIN played USING (id) LEFT JOIN told USING (id) LEFT JOIN happened USING (id)`;
  const [missing] = await db.query<{ lost: number }>`
    SELECT count(*)::int AS lost
    FROM unnest(${[...accepted]}::uuid[]) AS promised(id) LEFT JOIN task USING (id)
    WHERE task.status IS DISTINCT FROM 'completed'`;
  return {
    tasks: counts?.tasks ?? 0,
    completed: counts?.completed ?? 0,
    lost: missing?.lost ?? accepted.length,
    gaps: counts?.gaps ?? 0,
    doubles: counts?.doubles ?? 0,
    resumed: counts?.resumed ?? 0,
  };
}

/** What is wrong about a delivery, in words; nothing when each task was delivered exactly once. */
export function deliveryFaults(delivery: Delivery, accepted: readonly string[]): readonly string[] {
  const { tasks, completed, lost, gaps, doubles } = delivery;
  const twice = accepted.length - new Set(accepted).size;
  return [
    ...(accepted.length === 0 ? ['no task was accepted'] : []),
    ...(lost > 0 ? [`${lost} of ${accepted.length} accepted tasks are not completed`] : []),
    ...(completed < tasks ? [`${tasks - completed} of ${tasks} tasks are not completed`] : []),
    ...(tasks < accepted.length - twice
      ? [`${accepted.length - twice - tasks} accepted tasks are not there`]
      : []),
    ...(twice > 0 ? [`${twice} tasks were accepted twice`] : []),
    ...(gaps > 0 ? [`${gaps} tasks lack turns or chapters`] : []),
    ...(doubles > 0 ? [`${doubles} tasks have events twice, or gaps between them`] : []),
  ];
}

/** A count reads all tasks of a run: looking every few milliseconds took a tenth of what the pool's own statements did. */
const COUNT_AGAIN_MS = 250;

/**
 * Waits until no task waits or runs any more.
 * @throws Error when that takes longer than `seconds`: something is stuck
 */
export function untilIdle(db: Database, seconds: number): Promise<void> {
  return until(seconds, 'tasks still wait or run', async () => (await openTasks(db)) === 0, COUNT_AGAIN_MS);
}

/** Tasks that wait or run. */
export async function openTasks(db: Database): Promise<number> {
  const [counted] = await db.query<{ open: number }>`
    SELECT (SELECT count(*) FROM task WHERE status = 'queued')::int
         + (SELECT count(*) FROM task WHERE status = 'running')::int AS open`;
  return counted?.open ?? 0;
}
