import type { Json } from '../json.js';
import type { Database } from './database.js';

/** Who plays in which world, stored once under the hash of what it was made of, for all simulations that have it in common. */

/** A source that no simulation has and that was last submitted with so long ago is deleted. */
export const UNUSED_DAYS = 2;

/** Stores a source, or notes that it was just submitted with again. */
export async function keepSource(db: Database, key: string, content: string): Promise<void> {
  await db.execute`
    INSERT INTO simulation_source (key, content) VALUES (${key}, ${content}::json)
    ON CONFLICT (key) DO UPDATE SET used_at = now()`;
}

export async function findSource(db: Database, key: string): Promise<Json | undefined> {
  const [found] = await db.query<{ content: Json }>`
    SELECT content FROM simulation_source WHERE key = ${key}`;
  return found?.content;
}

/**
 * Looks at sources whose time is over, at most `limit`; returns how many. Those that no simulation has are deleted, the others
 * are looked at again when their time is over once more. Whoever submits has noted a source's use within the hour, so that
 * none goes between a post's look and its commit.
 */
export async function deleteUnusedSources(db: Database, limit: number): Promise<number> {
  const [looked] = await db.query<{ sources: number }>`
    WITH old AS MATERIALIZED (
      SELECT key, EXISTS (SELECT FROM simulation WHERE source_key = simulation_source.key) AS is_played
      FROM simulation_source
      WHERE used_at < now() - ${UNUSED_DAYS}::int * interval '1 day'
      ORDER BY used_at LIMIT ${limit}::int FOR UPDATE SKIP LOCKED
    ), kept AS (
      UPDATE simulation_source SET used_at = now() FROM old WHERE simulation_source.key = old.key AND is_played
    ), gone AS (
      DELETE FROM simulation_source USING old WHERE simulation_source.key = old.key AND NOT is_played
    )
    SELECT count(*)::int AS sources FROM old`;
  return looked?.sources ?? 0;
}
