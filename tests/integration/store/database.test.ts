import { afterEach, describe, expect, it } from 'vitest';
import { StoreUnavailableError } from '../../../src/errors.js';
import { Prisma } from '../../../src/generated/prisma/client.js';
import { type Database, openDatabase } from '../../../src/store/database.js';
import type { Statements } from '../../../src/store/statements.js';
import { createTestDatabase } from '../../support/database.js';
import { startProxy } from '../../support/proxy.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

async function proxied() {
  const test = await createTestDatabase();
  const proxy = await startProxy(test.url);
  const db = openDatabase({ url: proxy.url, poolSize: 2, name: 'novel-engine test' });
  cleanups.push(
    () => test.drop(),
    () => proxy.close(),
    () => db.close(),
  );
  return { db, proxy };
}

describe('a database that cannot be reached', () => {
  const operations = {
    'a raw statement': (db: Database) => db.query`SELECT 1`,
    'a transaction': (db: Database) => db.transaction((statements) => statements.query`SELECT 1`),
    'an operation of a model': (db: Database) => db.prisma.task.count(),
  };
  for (const [what, operation] of Object.entries(operations)) {
    it(`makes ${what} fail as unavailable, on used and on new connections, and recovers`, async () => {
      const { db, proxy } = await proxied();
      await operation(db);
      await proxy.cut();
      await expect(operation(db)).rejects.toBeInstanceOf(StoreUnavailableError);
      await expect(operation(db)).rejects.toBeInstanceOf(StoreUnavailableError);
      await proxy.mend();
      await operation(db);
    });
  }

  it('makes a statement that was under way fail as unavailable', async () => {
    const { db, proxy } = await proxied();
    await db.query`SELECT 1`;
    const failing = expect(db.query`SELECT pg_sleep(20)::text`).rejects.toBeInstanceOf(StoreUnavailableError);
    await proxy.cut();
    await failing;
  });

  it('is told from one whose server ends the session', async () => {
    const { db } = await proxied();
    await expect(db.query`SELECT pg_terminate_backend(pg_backend_pid())`).rejects.toBeInstanceOf(
      StoreUnavailableError,
    );
  });
});

it('leaves a mistake in a statement what it is', async () => {
  const { db } = await proxied();
  await expect(db.query`SELECT nothing`).rejects.not.toBeInstanceOf(StoreUnavailableError);
});

describe('a raw statement', () => {
  it('gives each value to the server as a parameter, also those of the fragments in it', async () => {
    const { db } = await proxied();
    const texts = ["it's", '$1', 'a "b", {c}\\', null];
    const [row] = await db.query<Record<string, unknown>>`
      SELECT ${'one'}::text AS one, ${Prisma.sql`${2}::int + ${3}::int`} AS five,
             ${texts}::text[] AS texts, ${JSON.stringify({ a: [1, null] })}::jsonb AS json,
             ${new Date(86_400_000)}::timestamptz AS day, ${null}::int AS nothing, ${true}::boolean AS yes,
             ${2 ** 53 - 1}::int8 AS most, ${0.1}::float8 AS tenth,
             '019a0000-0000-7000-8000-000000000000'::uuid AS id`;
    expect(row).toEqual({
      one: 'one',
      five: 5,
      texts,
      json: { a: [1, null] },
      day: new Date(86_400_000),
      nothing: null,
      yes: true,
      most: 9_007_199_254_740_991n,
      tenth: 0.1,
      id: '019a0000-0000-7000-8000-000000000000',
    });
  });

  it('says how many rows it wrote', async () => {
    const { db } = await proxied();
    const write = () => db.execute`
      INSERT INTO rate_limit (client_id, full_at) VALUES ('a', now()), ('b', now()) ON CONFLICT DO NOTHING`;
    expect([await write(), await write()]).toEqual([2, 0]);
  });
});

describe('a transaction', () => {
  const insert = (client: string) => (statements: Statements) =>
    statements.execute`INSERT INTO rate_limit (client_id, full_at) VALUES (${client}, now())`;

  it('keeps what its work wrote, and nothing of work that failed', async () => {
    const { db } = await proxied();
    await db.transaction(insert('kept'));
    const failing = db.transaction(async (statements) => {
      await insert('gone')(statements);
      await insert('kept')(statements);
    });
    await expect(failing).rejects.toMatchObject({ code: '23505' });
    expect(await db.query`SELECT client_id FROM rate_limit`).toEqual([{ client_id: 'kept' }]);
  });

  it('fails as unavailable when its connection is lost in the middle', async () => {
    const { db, proxy } = await proxied();
    const failing = db.transaction(async (statements) => {
      await insert('gone')(statements);
      await proxy.cut();
      await insert('late')(statements);
    });
    await expect(failing).rejects.toBeInstanceOf(StoreUnavailableError);
    await proxy.mend();
    expect(await db.query`SELECT client_id FROM rate_limit`).toEqual([]);
  });
});
