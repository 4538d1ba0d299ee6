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
  /** Version of the program that played the last committed turn, where it is known. */
  readonly engineVersion: string | null;
  /** How many committed decisions were filled in, by reason. */
  readonly degraded: readonly { readonly reason: string; readonly decisions: number }[];
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
      select: { turn: true, state: true, engineVersion: true },
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
  const degraded = await db.query<{ reason: string; decisions: number }>`
    SELECT reason #>> '{}' AS reason, count(*)::int AS decisions
    FROM turn, jsonb_path_query(record, '$.decisions[*].degraded') AS reason
    WHERE simulation_id = ${simulationId}::uuid
    GROUP BY reason`;
  return {
    // Written by this program from these types; `tasks/checkpoint.ts` refuses those of another schema version.
    state: last === null ? null : (last.state as unknown as SimulationState),
    untold: untold.map(({ record }) => record as unknown as TurnRecord),
    chapters,
    engineVersion: last?.engineVersion ?? null,
    degraded,
  };
}
