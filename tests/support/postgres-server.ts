import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openDatabase } from '../../src/store/database.js';
import { ensureCluster, ensureDatabase, startServer } from '../../src/store/embedded/cluster.js';
import { locate } from '../../src/store/embedded/location.js';
import { migrateAll } from '../../workers/store.js';
import type { TestDatabase } from './database.js';

/** A Postgres server of the caller's own, with a migrated database on it; `drop` ends it. */
export interface PostgresServer extends TestDatabase {
  /** Shuts it down in fast mode, which breaks every connection, and starts it on the same port. */
  restart(): Promise<void>;
}

export async function startPostgresServer(): Promise<PostgresServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'novel-engine-server-'));
  chmodSync(dataDir, 0o755);
  const location = locate(dataDir);
  await ensureCluster(location);
  const url = await ensureDatabase((await startServer(location)).url);
  await migrateAll(url, 'test');
  const db = openDatabase({ url, poolSize: 5, name: 'novel-engine test' });
  const data = join(location.home, 'postgres');
  return {
    url,
    db,
    restart: async () => {
      await promisify(execFile)(
        join(location.native, 'bin', 'pg_ctl'),
        ['restart', '-m', 'fast', '-w', '-D', data, '-l', join(data, 'restarted.log')],
        { ...location.user, env: { LC_ALL: 'C', TZ: 'UTC' }, cwd: '/' },
      );
    },
    drop: async () => {
      await db.close();
      // Takes over the one that runs.
      await (await startServer(location)).stop();
      rmSync(dataDir, { recursive: true, force: true });
      rmSync(location.home, { recursive: true, force: true });
    },
  };
}
