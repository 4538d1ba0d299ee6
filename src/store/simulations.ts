import type { TurnRecord } from '../simulation/record.js';
import type { SimulationState } from '../simulation/state.js';
import type { Database } from './database.js';

/** A simulation as far as it was committed: what a run goes on from. */
export interface CommittedRun {
  /** State after the last committed turn; null before the first. */
  readonly state: SimulationState | null;
  /** Committed turns whose chapter isn't stored yet, in order. */
  readonly untold: readonly TurnRecord[];
  readonly chapters: readonly StoredChapter[];
  /** Reasons for which committed decisions were filled in. */
  readonly degradedDecisions: number;
}

export interface StoredChapter {
  readonly turn: number;
  readonly prose: string;
  readonly degraded: string | null;
  /** What the chronicler carries on; only the last one is read. */
  readonly state: unknown;
}

/** Loads what is committed of a simulation, in two queries. */
export async function loadCommittedRun(db: Database, simulationId: string): Promise<CommittedRun> {
  const [chapters, last] = await Promise.all([
    db.prisma.chapter.findMany({
      where: { simulationId },
      orderBy: { turn: 'asc' },
      select: { turn: true, prose: true, degraded: true, state: true },
    }),
    db.prisma.turn.findFirst({
      where: { simulationId },
      orderBy: { turn: 'desc' },
      select: { turn: true, state: true },
    }),
  ]);
  const told = chapters.at(-1)?.turn ?? 0;
  const untold =
    last === null || last.turn === told
      ? []
      : await db.prisma.turn.findMany({
          where: { simulationId, turn: { gt: told } },
          orderBy: { turn: 'asc' },
          select: { record: true },
        });
  const degraded = await db.prisma.$queryRaw<{ decisions: number }[]>`
    SELECT coalesce(sum((record -> 'metrics' ->> 'degradedDecisions')::int), 0)::int AS decisions
    FROM turn WHERE simulation_id = ${simulationId}::uuid`;
  return {
    // Written by this program from these types; a checkpoint of another schema version is refused by the engine.
    state: last === null ? null : (last.state as unknown as SimulationState),
    untold: untold.map(({ record }) => record as unknown as TurnRecord),
    chapters,
    degradedDecisions: degraded[0]?.decisions ?? 0,
  };
}
