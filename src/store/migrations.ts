import type pg from 'pg';
import { applyMigrations, migrationNames } from './schema-engine.js';
import { connectOnce } from './single-connection.js';

/** The database's schema isn't the one that this program was built with. */
export class SchemaBehindError extends Error {
  constructor(readonly missing: readonly string[]) {
    super(
      `The database lacks the migrations ${missing.join(', ')}: run \`npm run migrate\`, or set MIGRATE_ON_START=true`,
    );
    this.name = 'SchemaBehindError';
  }
}

/** Any fixed number that nothing else in this database locks. */
const MIGRATION_LOCK = 0x6d696772;

/**
 * Brings the database up to date: our migrations, then `after` (the queue's own tables). Processes that start at once
 * take turns on an advisory lock, which the database gives back by itself when its holder dies.
 * @returns the names of the migrations that were missing
 */
export async function migrate(
  url: string,
  after: (client: pg.Client) => Promise<void>,
): Promise<readonly string[]> {
  const client = await connectOnce(url, 'migrate');
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    // Reading what is there takes a millisecond, loading the engine a hundred: the usual start finds nothing to do.
    const applied = (await missingMigrations(client)).length === 0 ? [] : await applyMigrations(url);
    await after(client);
    return applied;
  } finally {
    await client.end();
  }
}

/**
 * @param missingBesides names what else the database lacks, as far as `migrate` would bring it
 * @throws SchemaBehindError when migrations, or anything else, are missing
 */
export async function assertMigrated(
  url: string,
  missingBesides: (client: pg.Client) => Promise<readonly string[]> = async () => [],
): Promise<void> {
  const client = await connectOnce(url, 'start');
  try {
    const missing = [...(await missingMigrations(client)), ...(await missingBesides(client))];
    if (missing.length > 0) {
      throw new SchemaBehindError(missing);
    }
  } finally {
    await client.end();
  }
}

/** Migrations of this program that the database hasn't finished. */
export async function missingMigrations(client: {
  query(text: string): Promise<{ rows: unknown[] }>;
}): Promise<readonly string[]> {
  const known = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there");
  const names = migrationNames();
  if (!(known.rows[0] as { there: boolean }).there) {
    return names;
  }
  const done = await client.query(
    'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  const applied = new Set((done.rows as { migration_name: string }[]).map((row) => row.migration_name));
  return names.filter((name) => !applied.has(name));
}
