import type { Database } from '../../src/store/database.js';
import { rush } from '../traffic/closed-loop.js';
import { ACCEPTED, idIn, JSON_HEADERS, SIMULATIONS, type SimulationBody } from '../traffic/simulations.js';
import { untilIdle } from './delivery.js';
import type { Pool } from './pool.js';

const CONNECTIONS = 20;
const PATIENCE_SECONDS = 900;

/** Posts so many simulations one by one, waits until all have ended, and tells how many that were per second. */
export async function playAll(
  { url, database: { db } }: Pool,
  count: number,
  body: SimulationBody,
): Promise<{ readonly rate: number; readonly accepted: readonly string[] }> {
  const accepted: string[] = [];
  const onResponse = (_status: number, answer: string) => {
    const id = idIn(answer);
    if (id !== undefined) accepted.push(id);
  };
  const since = await clock(db);
  const post = {
    method: 'POST',
    path: SIMULATIONS,
    headers: JSON_HEADERS,
    body: JSON.stringify(body),
    onResponse,
  };
  await rush({ url, connections: CONNECTIONS, length: { amount: count }, requests: [post] }, ACCEPTED);
  await untilIdle(db, PATIENCE_SECONDS);
  const [ended] = await db.query<{ at: Date }>`SELECT max(completed_at) AS at FROM task`;
  return { rate: (count * 1000) / ((ended?.at.getTime() ?? Number.NaN) - since.getTime()), accepted };
}

/** The database's clock, by which tasks are timed. */
export async function clock(db: Database): Promise<Date> {
  const [now] = await db.query<{ at: Date }>`SELECT clock_timestamp() AS at`;
  return now?.at ?? new Date(Number.NaN);
}
