import type { Database } from '../../src/store/database.js';

/** What the baselines write to. The index is what any table would have that is asked for its unfinished rows. */
export async function createBareTable(db: Database): Promise<void> {
  await db.execute`
    CREATE TABLE bare_task (
      id uuid PRIMARY KEY, round int NOT NULL DEFAULT 0, request jsonb, progress int NOT NULL DEFAULT 0,
      created_at timestamptz NOT NULL DEFAULT now(), done_at timestamptz)`;
  await db.execute`CREATE INDEX ON bare_task (round) WHERE done_at IS NOT NULL`;
}
