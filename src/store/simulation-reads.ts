import { Prisma } from '../generated/prisma/client.js';
import type { Json } from '../json.js';
import type { StoredState } from '../simulation/stored-state.js';
import type { TaskStatus } from '../tasks/state.js';
import type { Database } from './database.js';
import { lastCheckpoints } from './simulations.js';
import type { Viewer } from './task-reads.js';

/** A simulation with its task: everything but the turns themselves. */
export interface SimulationReading {
  readonly id: string;
  readonly title: string;
  readonly status: TaskStatus;
  readonly progress: number;
  readonly participants: readonly string[];
  readonly turns: number;
  readonly turnsExecuted: number;
  readonly seed: bigint;
  /** What the task holds as its request. */
  readonly request: Json;
  /** Checkpoints that lead to the state after the newest committed turn; none before the first. */
  readonly checkpoints: readonly StoredState[];
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly completedAt: Date | null;
}

export interface TurnReading {
  readonly turn: number;
  readonly record: Json;
  /** Null until the chronicler has written it. */
  readonly prose: string | null;
  readonly degraded: string | null;
  readonly createdAt: Date;
}

/** The text of a simulation as far as it is written. */
export interface StoryReading {
  readonly title: string;
  readonly status: TaskStatus;
  /** The finished story; null while it is being told. */
  readonly story: string | null;
  /** What the task holds as its request, and the chapters so far; both only while there is no finished story. */
  readonly request: Json;
  readonly chapters: readonly { readonly turn: number; readonly prose: string }[];
}

export async function findSimulation(
  db: Database,
  viewer: Viewer,
  id: string,
): Promise<SimulationReading | undefined> {
  const [simulation] = await db.query<Omit<SimulationReading, 'checkpoints'>>`
    SELECT simulation.id, simulation.title, task.status::text AS status, task.progress, simulation.participants,
           simulation.turns, played.turns AS "turnsExecuted", simulation.seed, task.request,
           task.created_at AS "createdAt", task.started_at AS "startedAt",
           task.completed_at AS "completedAt"
    FROM simulation
    JOIN task ON task.id = simulation.id
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS turns FROM turn WHERE simulation_id = simulation.id
    ) played
    WHERE simulation.id = ${id}::uuid
      AND (${viewer.role === 'admin'}::boolean OR simulation.client_id = ${viewer.clientId})`;
  if (simulation === undefined) {
    return undefined;
  }
  const rows = await lastCheckpoints(db, id);
  return { ...simulation, checkpoints: rows.map(({ state }) => state) };
}

/** A simulation as a list shows it. */
export type ListedSimulation = Omit<SimulationReading, 'request' | 'checkpoints'>;

/** The simulations that a viewer may see, newest first, from before the id `before` on. */
export async function listSimulations(
  db: Database,
  viewer: Viewer,
  page: { readonly before: string; readonly limit: number },
): Promise<readonly ListedSimulation[]> {
  const mine =
    viewer.role === 'admin' ? Prisma.empty : Prisma.sql`AND simulation.client_id = ${viewer.clientId}`;
  return db.query<ListedSimulation>`
    SELECT simulation.id, simulation.title, task.status::text AS status, task.progress, simulation.participants,
           simulation.turns, played.turns AS "turnsExecuted", simulation.seed,
           task.created_at AS "createdAt", task.started_at AS "startedAt", task.completed_at AS "completedAt"
    FROM simulation
    JOIN task ON task.id = simulation.id
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS turns FROM turn WHERE simulation_id = simulation.id
    ) played
    WHERE simulation.id < ${page.before}::uuid ${mine}
    ORDER BY simulation.id DESC LIMIT ${page.limit}::int`;
}

/** The committed turns after `after`, in order, at most `limit`; undefined when there is no such simulation. */
export async function listTurns(
  db: Database,
  viewer: Viewer,
  id: string,
  after: number,
  limit: number,
): Promise<readonly TurnReading[] | undefined> {
  const rows = await db.query<Omit<TurnReading, 'turn'> & { turn: number | null }>`
    SELECT page.*
    FROM simulation
    LEFT JOIN LATERAL (
      SELECT turn.turn, turn.record, turn.created_at AS "createdAt", chapter.prose, chapter.degraded
      FROM turn
      LEFT JOIN chapter ON chapter.simulation_id = turn.simulation_id AND chapter.turn = turn.turn
      WHERE turn.simulation_id = simulation.id AND turn.turn > ${after}::int
      ORDER BY turn.turn LIMIT ${limit}::int
    ) page ON true
    WHERE simulation.id = ${id}::uuid
      AND (${viewer.role === 'admin'}::boolean OR simulation.client_id = ${viewer.clientId})
    ORDER BY page.turn`;
  if (rows.length === 0) {
    return undefined;
  }
  return rows.flatMap(({ turn, ...row }) => (turn === null ? [] : [{ turn, ...row }]));
}

export async function findStory(db: Database, viewer: Viewer, id: string): Promise<StoryReading | undefined> {
  const [story] = await db.query<Omit<StoryReading, 'chapters'>>`
    SELECT simulation.title, task.status::text AS status, task.result ->> 'story' AS story,
           CASE WHEN task.result ->> 'story' IS NULL THEN task.request END AS request
    FROM simulation JOIN task ON task.id = simulation.id
    WHERE simulation.id = ${id}::uuid
      AND (${viewer.role === 'admin'}::boolean OR simulation.client_id = ${viewer.clientId})`;
  if (story === undefined) {
    return undefined;
  }
  const chapters =
    story.story !== null
      ? []
      : await db.prisma.chapter.findMany({
          where: { simulationId: id },
          select: { turn: true, prose: true },
          orderBy: { turn: 'asc' },
        });
  return { ...story, chapters };
}
