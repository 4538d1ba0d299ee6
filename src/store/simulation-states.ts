import type { Json } from '../json.js';
import type { StoredState } from '../simulation/stored-state.js';
import type { TaskStatus } from '../tasks/state.js';
import type { Database } from './database.js';
import { lastCheckpoints } from './simulations.js';
import type { Viewer } from './task-reads.js';

/** What the state of a simulation after one of its turns is read from. */
export interface StateReading {
  readonly status: TaskStatus;
  /** What the task holds as its request. */
  readonly request: Json;
  /** The newest committed turn; null before the first. */
  readonly lastTurn: number | null;
  /** That lead to the state after the turn asked for; none when it isn't committed, or lies before the first. */
  readonly checkpoints: readonly StoredState[];
}

/**
 * The simulation and the state after `turn`, the newest when absent.
 * @returns undefined when the viewer has no such simulation
 */
export async function findStateAt(
  db: Database,
  viewer: Viewer,
  id: string,
  turn?: number,
): Promise<StateReading | undefined> {
  const [simulation] = await db.query<Omit<StateReading, 'checkpoints'>>`
    SELECT task.status::text AS status, task.request,
           (SELECT max(turn) FROM turn WHERE simulation_id = simulation.id)::int AS "lastTurn"
    FROM simulation JOIN task ON task.id = simulation.id
    WHERE simulation.id = ${id}::uuid
      AND (${viewer.role === 'admin'}::boolean OR simulation.client_id = ${viewer.clientId})`;
  if (simulation === undefined) return undefined;
  const { lastTurn } = simulation;
  const isThere = lastTurn !== null && (turn === undefined || turn <= lastTurn);
  const rows = isThere ? await lastCheckpoints(db, id, turn ?? lastTurn) : [];
  return { ...simulation, checkpoints: rows.map(({ state }) => state) };
}

/** What the causal graph of a simulation is drawn from. */
export interface CausesReading {
  readonly title: string;
  /** What the task holds as its request. */
  readonly request: Json;
  /** In order; of turns stored before causes were kept, `edges` is null. */
  readonly turns: readonly { readonly turn: number; readonly events: Json; readonly edges: Json }[];
}

/**
 * The events of a simulation's turns from one to another, both included, and what led to what.
 * @returns undefined when the viewer has no such simulation
 */
export async function findCauses(
  db: Database,
  viewer: Viewer,
  id: string,
  range: { readonly from: number; readonly to: number },
): Promise<CausesReading | undefined> {
  const [simulation] = await db.query<Omit<CausesReading, 'turns'>>`
    SELECT simulation.title, task.request
    FROM simulation JOIN task ON task.id = simulation.id
    WHERE simulation.id = ${id}::uuid
      AND (${viewer.role === 'admin'}::boolean OR simulation.client_id = ${viewer.clientId})`;
  if (simulation === undefined) return undefined;
  const turns = await db.query<CausesReading['turns'][number]>`
    SELECT turn, record -> 'events' AS events, record -> 'story' -> 'edges' AS edges
    FROM turn
    WHERE simulation_id = ${id}::uuid AND turn BETWEEN ${range.from}::int AND ${range.to}::int
    ORDER BY turn`;
  return { ...simulation, turns };
}
