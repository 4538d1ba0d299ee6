import type { Config } from '../src/config.js';
import { migrateQueueTables, missingQueueTables } from '../src/queue/backend.js';
import { openEmbeddedPostgres } from '../src/store/embedded/open.js';
import { assertMigrated, migrate } from '../src/store/migrations.js';
import { DatabaseConnectionError } from '../src/store/single-connection.js';
import { storeStarterCast } from '../src/store/starter-content.js';
import { checkDatabase } from './database-checks.js';
import { isConnectionFailure, StartError } from './start-error.js';

/** The database that a process works with, up to date. */
export interface Store {
  readonly url: string;
  /** For connections that can't go through a pooler: listening, leases, migrations, the queue. */
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
 * @param isKnownFit whether another process with these settings has just seen that the program can work with the server
 * @throws StartError when it can't be reached or is not fit; SchemaBehindError when it is not up to date and may not be changed
 */
export async function openStore(config: Config, { isKnownFit = false } = {}): Promise<Store> {
  const { databaseUrl, dataDir, directDatabaseUrl, migrateOnStart } = config.store;
  const { redisUrl, prefix } = config.queue;
  const embedded = databaseUrl === undefined ? await openEmbeddedPostgres(dataDir) : undefined;
  const url = embedded?.url ?? databaseUrl ?? '';
  const directUrl = embedded?.url ?? directDatabaseUrl ?? url;
  const close = async () => embedded?.close();
  let applied: readonly string[] = [];
  try {
    if (databaseUrl !== undefined && !isKnownFit) {
      await checkDatabase(url, directUrl);
    }
    if (migrateOnStart) {
      applied = await migrateAll(directUrl, prefix);
    } else {
      await assertMigrated(directUrl, async (client) =>
        redisUrl === undefined ? missingQueueTables(client, prefix) : [],
      );
    }
  } catch (error) {
    await close();
    throw databaseUrl !== undefined && isConnectionFailure(error) ? unusable(error, url, directUrl) : error;
  }
  const where =
    embedded === undefined ? `Postgres at ${new URL(url).host}` : `embedded Postgres in ${dataDir}`;
  return { url, directUrl, description: embedded?.note ?? where, applied, close };
}

function unusable(error: Error, url: string, directUrl: string): StartError {
  const host = error instanceof DatabaseConnectionError ? error.host : new URL(directUrl).host;
  const [setting, otherwise] =
    host === new URL(url).host
      ? ['DATABASE_URL', 'or unset it to use the embedded one']
      : ['DIRECT_DATABASE_URL', 'or unset it where no pooler is in between'];
  const what =
    error instanceof DatabaseConnectionError
      ? error.message
      : `The database at ${host} can't be used (${error.message})`;
  return new StartError(`${what}: check ${setting} and that it runs, ${otherwise}`, { cause: error });
}

/** Our tables, the queue's tables and the starter cast: everything that a fresh database lacks. */
export function migrateAll(url: string, queuePrefix: string): Promise<readonly string[]> {
  return migrate(url, async (client) => {
    await migrateQueueTables(client, queuePrefix);
    await storeStarterCast(client);
  });
}
