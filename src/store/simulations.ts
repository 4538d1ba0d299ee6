import type { TurnRecord } from '../simulation/record.js';
import { FULL_EVERY, type StoredState } from '../simulation/stored-state.js';
import type { Database } from './database.js';

/** A simulation as far as it was committed: what a run goes on from. */
export interface CommittedRun {
  /** Checkpoints that lead to the state after the last committed turn; none before the first. */
  readonly checkpoints: readonly StoredState[];
  readonly lastTurn: number;
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

/** Of a simulation that was never played. */
export const NOTHING_COMMITTED: CommittedRun = {
  checkpoints: [],
  lastTurn: 0,
  untold: [],
  chapters: [],
  engineVersion: null,
  degraded: [],
};

/** Loads what is committed of a simulation. */
export async function loadCommittedRun(db: Database, simulationId: string): Promise<CommittedRun> {
  const [chapters, checkpoints] = await Promise.all([
    db.prisma.chapter.findMany({
      where: { simulationId },
      orderBy: { turn: 'asc' },
      select: { turn: true, prose: true, degraded: true, state: true },
    }),
    lastCheckpoints(db, simulationId),
  ]);
  const last = checkpoints.at(-1);
  const told = chapters.at(-1)?.turn ?? 0;
  const untold =
    last === undefined || last.turn === told
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
    checkpoints: checkpoints.map(({ state }) => state),
    lastTurn: last?.turn ?? 0,
    untold: untold.map(({ record }) => record as unknown as TurnRecord),
    chapters,
    engineVersion: last?.engineVersion ?? null,
    degraded,
  };
}

interface CheckpointRow {
  readonly turn: number;
  readonly state: StoredState;
  readonly engineVersion: string | null;
}

/**
 * The rows that the state after turn `upTo` is read from, in order: from the newest whole state on.
 * @param upTo the last committed turn when absent
 */
export async function lastCheckpoints(
  db: Pick<Database, 'query'>,
  simulationId: string,
  upTo?: number,
): Promise<readonly CheckpointRow[]> {
  return db.query<CheckpointRow>`
    WITH last AS (
      SELECT max(turn) AS turn FROM turn
      WHERE simulation_id = ${simulationId}::uuid AND turn <= coalesce(${upTo ?? null}::int, turn)
    )
    SELECT turn.turn, turn.state, turn.engine_version AS "engineVersion"
    FROM turn, last
    WHERE simulation_id = ${simulationId}::uuid
      AND turn.turn BETWEEN last.turn - last.turn % ${FULL_EVERY}::int AND last.turn
    ORDER BY turn.turn`;
}
