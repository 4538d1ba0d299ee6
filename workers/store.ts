import type { Config } from '../src/config.js';
import { migrateQueueTables, missingQueueTables } from '../src/queue/backend.js';
import { openEmbeddedPostgres } from '../src/store/embedded/open.js';
import { assertMigrated, migrate } from '../src/store/migrations.js';
import { storeStarterCast } from '../src/store/starter-content.js';
import { isConnectionFailure, StartError } from './start-error.js';

/** The database that a process works with, up to date. */
export interface Store {
  readonly url: string;
  /** For connections that can't go through a pooler: listening, leases. */
  readonly directUrl: string;
  /** Which database it is, in a line for the one who started the program. */
  readonly description: string;
  /** Migrations that this process applied. */
  readonly applied: readonly string[];
  /** Lets go of it; the embedded one stops when nobody holds it any more. */
  close(): Promise<void>;
}

/**
 * Joins or starts the database and sees to its schema.
 * @throws StartError when it can't be reached; SchemaBehindError when it is not up to date and may not be changed
 */
export async function openStore(config: Config): Promise<Store> {
  const { databaseUrl, dataDir, directDatabaseUrl, migrateOnStart } = config.store;
  const { redisUrl, prefix } = config.queue;
  const embedded = databaseUrl === undefined ? await openEmbeddedPostgres(dataDir) : undefined;
  const url = embedded?.url ?? databaseUrl ?? '';
  const directUrl = embedded?.url ?? directDatabaseUrl ?? url;
  const close = async () => embedded?.close();
  let applied: readonly string[] = [];
  try {
    if (migrateOnStart) {
      applied = await migrateAll(directUrl, prefix);
    } else {
      await assertMigrated(directUrl, async (client) =>
        redisUrl === undefined ? missingQueueTables(client, prefix) : [],
      );
    }
  } catch (error) {
    await close();
    throw databaseUrl !== undefined && isConnectionFailure(error)
      ? new StartError(
          `The database at ${new URL(url).host} can't be used (${error.message}): check DATABASE_URL and that it runs, ` +
            'or unset it to use the embedded one',
          { cause: error },
        )
      : error;
  }
  const where =
    embedded === undefined ? `Postgres at ${new URL(url).host}` : `embedded Postgres in ${dataDir}`;
  return { url, directUrl, description: embedded?.note ?? where, applied, close };
}

/** Our tables, the queue's tables and the starter cast: everything that a fresh database lacks. */
export function migrateAll(url: string, queuePrefix: string): Promise<readonly string[]> {
  return migrate(url, async (client) => {
    await migrateQueueTables(client, queuePrefix);
    await storeStarterCast(client);
  });
}
