import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A Postgres server for this run; its database `template_migrated` is what test databases are copied from. */
    postgresUrl: string;
  }
}

/** The embedded Postgres is started from the build: its keeper is a program of its own. */
const BUILT = join(import.meta.dirname, '..', '..', 'dist');

/** Projects set up side by side in one process, each with modules of its own: what they share hangs on the process. */
const shared = globalThis as { testServer?: Promise<TestServer> };

interface TestServer {
  readonly url: string;
  /** Of the projects that use it. */
  users: number;
  close(): Promise<void>;
}

/** One Postgres server for the whole run, in a folder that is thrown away. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.testServer ??= startServer();
  const server = await shared.testServer;
  server.users += 1;
  project.provide('postgresUrl', server.url);
  return async () => {
    server.users -= 1;
    if (server.users === 0) await server.close();
  };
}

async function startServer(): Promise<TestServer> {
  if (!existsSync(BUILT)) {
    throw new Error('The tests run against the build: use `npm test`, which makes it.');
  }
  const built = async (file: string) => import(pathToFileURL(join(BUILT, file)).href);
  const dataDir = mkdtempSync(join(tmpdir(), 'novel-engine-test-'));
  chmodSync(dataDir, 0o755);
  const { openEmbeddedPostgres } = await built('src/store/embedded/open.js');
  const postgres = await openEmbeddedPostgres(dataDir);
  const template = new URL(postgres.url);
  template.pathname = '/template_migrated';
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query('CREATE DATABASE template_migrated');
  // No test cuts the machine's power. Removing a test's database would wait seconds for the disk.
  await client.query('ALTER SYSTEM SET fsync = off');
  await client.query('SELECT pg_reload_conf()');
  await client.end();
  const { migrateAll } = await built('workers/store.js');
  await migrateAll(template.href, 'test');
  return {
    url: postgres.url,
    users: 0,
    close: async () => {
      await postgres.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
