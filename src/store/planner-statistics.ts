import type { Database } from './database.js';

/**
 * What the planner knows of the tasks. A statement's plan is kept for as long as nothing new is known of its tables, and one
 * that was made while there were few tasks reads all of them. Autovacuum looks at a table once a minute at most, and a pool
 * that was just set up takes tens of thousands of posts until then.
 */

/** Plans hold for a table that has grown less than so many times. */
const GROWN = 4;
/** Up to so many pages it makes no difference how they are read. */
const FEW_PAGES = 10;

/**
 * Looks at the tasks when there are many more than the planner knows of, unless somebody else is at it; every connection
 * plans anew then.
 * @returns whether it was due
 */
export async function analyseGrownTasks(db: Database): Promise<boolean> {
  const [tasks] = await db.query<{ haveGrown: boolean }>`
    SELECT pg_has_role(relowner, 'USAGE') AND pg_relation_size(oid)
             > ${GROWN}::int * greatest(relpages, ${FEW_PAGES}::int) * current_setting('block_size')::bigint AS "haveGrown"
    FROM pg_class WHERE oid = 'task'::regclass`;
  if (tasks?.haveGrown !== true) return false;
  await db.execute`ANALYZE (SKIP_LOCKED) task`;
  return true;
}
