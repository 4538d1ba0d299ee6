import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterEach, expect, inject, it } from 'vitest';
import { assertMigrated, SchemaBehindError } from '../../../src/store/migrations.js';
import { migrationNames } from '../../../src/store/schema-engine.js';
import { migrateAll } from '../../../workers/store.js';

const made: string[] = [];
afterEach(async () => {
  for (const name of made.splice(0)) {
    await onServer((client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
  }
});

async function onServer(
  use: (client: pg.Client) => Promise<unknown>,
  url = inject('postgresUrl'),
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await use(client).finally(() => client.end());
}

async function emptyDatabase(): Promise<string> {
  const name = `empty_${randomBytes(6).toString('hex')}`;
  made.push(name);
  await onServer((client) => client.query(`CREATE DATABASE ${name}`));
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  return url.href;
}

it('several processes that start at once migrate an empty database once', async () => {
  const url = await emptyDatabase();
  const applied = await Promise.all(Array.from({ length: 5 }, () => migrateAll(url, 'test')));
  expect(applied.flat()).toEqual(migrationNames());
  await assertMigrated(url);
  await onServer(async (client) => {
    const { rows } = await client.query("SELECT id FROM character WHERE client_id = 'starter' ORDER BY id");
    expect(rows.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['alice', 'bob', 'engineer', 'pilot', 'scientist']),
    );
  }, url);
});

it('a database that lacks migrations is refused, naming them and what to do', async () => {
  const refusal = expect(assertMigrated(await emptyDatabase())).rejects;
  await refusal.toBeInstanceOf(SchemaBehindError);
  await refusal.toThrow(/npm run migrate/);
});
