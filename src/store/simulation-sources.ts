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
 * Deletes sources of no simulation, at most `limit`; returns how many. Whoever submits has noted a source's use within the
 * hour, so that none goes between a post's look and its commit.
 */
export async function deleteUnusedSources(db: Database, limit: number): Promise<number> {
  return db.execute`
    DELETE FROM simulation_source WHERE key IN (
      SELECT key FROM simulation_source
      WHERE used_at < now() - ${UNUSED_DAYS}::int * interval '1 day'
        AND NOT EXISTS (SELECT FROM simulation WHERE source_key = simulation_source.key)
      LIMIT ${limit}::int)`;
}
