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

it("what a simulation stores isn't compressed by Postgres's slow method", async () => {
  const url = await emptyDatabase();
  await migrateAll(url, 'test');
  await onServer(async (client) => {
    await client.query(`
      INSERT INTO task (id, kind, client_id, request, request_hash, engine_version, result)
      SELECT gen_random_uuid(), 'simulation', 'large', '{}', '', '', to_jsonb(repeat('story ', 2000))`);
    await client.query(`
      INSERT INTO task_event (task_id, seq, type, data) SELECT id, 1, 'prose', result FROM task`);
    await client.query(`
      INSERT INTO simulation (id, client_id, title, turns, seed) SELECT id, 'large', '', 1, 1 FROM task`);
    await client.query(`
      INSERT INTO turn (simulation_id, turn, fence, record, state) SELECT id, 1, 1, result, result FROM task`);
    await client.query(`
      INSERT INTO chapter (simulation_id, turn, fence, prose, state) SELECT id, 1, 1, result #>> '{}', result FROM task`);
    const { rows } = await client.query(`
      SELECT pg_column_compression(result) AS result, pg_column_compression(task_event.data) AS event,
             pg_column_compression(record) AS record, pg_column_compression(turn.state) AS state,
             pg_column_compression(prose) AS prose, pg_column_compression(chapter.state) AS told
      FROM task, task_event, turn, chapter`);
    expect(rows).toHaveLength(1);
    expect(Object.values(rows[0])).not.toContain('pglz');
  }, url);
});
