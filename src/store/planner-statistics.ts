import { Prisma } from '../generated/prisma/client.js';
import type { Database } from './database.js';

/**
 * What the planner knows of the tables that every run reads and writes. A statement's plan is kept for as long as nothing new
 * is known of its tables, and one that was made while there was little in them reads all of it. Autovacuum looks at a table
 * once a minute at most, and a pool that was just set up takes tens of thousands of posts until then, and makes as many calls.
 */
const GROWING = ['task', 'model_call'];

/** Plans hold for a table that has grown less than so many times. */
const GROWN = 4;
/** Up to so many pages it makes no difference how they are read. */
const FEW_PAGES = 10;

/**
 * Looks at those tables that are much larger than the planner knows of, unless somebody else is at it; every connection
 * plans anew then.
 * @returns their names
 */
export async function analyseGrownTables(db: Database): Promise<readonly string[]> {
  const grown = await db.query<{ table: string }>`
    SELECT oid::regclass::text AS "table" FROM pg_class
    WHERE oid = ANY(${GROWING}::text[]::regclass[]) AND pg_has_role(relowner, 'USAGE') AND pg_relation_size(oid)
      > ${GROWN}::int * greatest(relpages, ${FEW_PAGES}::int) * current_setting('block_size')::bigint`;
  for (const { table } of grown) await db.execute`ANALYZE (SKIP_LOCKED) ${Prisma.raw(table)}`;
  return grown.map(({ table }) => table);
}
