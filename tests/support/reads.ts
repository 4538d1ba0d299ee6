import type { Database } from '../../src/store/database.js';

/**
 * Entries of indexes and rows of a table that `work` reads: what it costs, on a machine of any speed.
 * @param db of one connection, the one that `work` uses
 */
export async function readsOf(db: Database, table: string, work: () => Promise<unknown>): Promise<number> {
  const reads = async () => {
    await db.query`SELECT pg_stat_force_next_flush()`;
    const [found] = await db.query<{ reads: number }>`
      SELECT (pg_stat_get_tuples_returned(relid)
             + (SELECT sum(idx_tup_read) FROM pg_stat_all_indexes AS index WHERE index.relid = looked.relid))::int AS reads
      FROM pg_stat_all_tables AS looked WHERE relname = ${table}`;
    return found?.reads ?? Number.NaN;
  };
  const before = await reads();
  await work();
  return (await reads()) - before;
}
