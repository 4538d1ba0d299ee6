import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { type Database, openDatabase } from '../../src/store/database.js';

/** A database that lives as long as the test that uses it. */
export interface OwnDatabase {
  readonly url: string;
  readonly db: Database;
  /** Closes the pool and removes the database, whoever is still connected. */
  drop(): Promise<void>;
}

/**
 * Copies a database of a server under a name of its own.
 * @param serverUrl of any database on the server, by somebody who may create databases
 * @param template the database to copy; nobody may be connected to it
 */
export async function copyDatabase(
  serverUrl: string,
  template: string,
  use: { readonly prefix: string; readonly poolSize: number },
): Promise<OwnDatabase> {
  const name = `${use.prefix}_${randomBytes(6).toString('hex')}`;
  await onServer(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const db = openDatabase({ url: url.href, poolSize: use.poolSize, name: `novel-engine ${use.prefix}` });
  return {
    url: url.href,
    db,
    drop: async () => {
      await db.close();
      await onServer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

/** Runs one statement that stands outside of any transaction. */
export async function onServer(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
