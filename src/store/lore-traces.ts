import type { LoreRecord } from '../simulation/lore-state.js';
import type { Database } from './database.js';
import type { Viewer } from './task-reads.js';

/** What came to mind in a turn, and to whom. */
export interface LoreReading {
  readonly turn: number;
  readonly lore: LoreRecord;
  /** Uids by the id of who had them before it. */
  readonly briefs: Readonly<Record<string, readonly string[]>>;
}

/**
 * The turns of a simulation that had lore, in order, after one and within a range of them.
 * @returns undefined when the viewer has no such simulation
 */
export async function listLoreTraces(
  db: Database,
  viewer: Viewer,
  id: string,
  {
    after,
    from,
    to,
    limit,
  }: { readonly after: number; readonly from: number; readonly to: number; readonly limit: number },
): Promise<readonly LoreReading[] | undefined> {
  const rows = await db.query<Omit<LoreReading, 'turn'> & { readonly turn: number | null }>`
    SELECT page.*
    FROM simulation
    LEFT JOIN LATERAL (
      SELECT turn.turn, turn.record -> 'lore' AS lore,
             coalesce((SELECT jsonb_object_agg(brief ->> 'personaId', brief -> 'lore')
                       FROM jsonb_array_elements(turn.record -> 'briefs') AS brief
                       WHERE brief -> 'lore' IS NOT NULL), '{}') AS briefs
      FROM turn
      WHERE turn.simulation_id = simulation.id AND turn.turn > ${after}::int
        AND turn.turn BETWEEN ${from}::int AND ${to}::int AND turn.record -> 'lore' IS NOT NULL
      ORDER BY turn.turn LIMIT ${limit}::int
    ) page ON true
    WHERE simulation.id = ${id}::uuid
      AND (${viewer.role === 'admin'}::boolean OR simulation.client_id = ${viewer.clientId})
    ORDER BY page.turn`;
  if (rows.length === 0) return undefined;
  return rows.flatMap(({ turn, ...row }) => (turn === null ? [] : [{ turn, ...row }]));
}
