import { afterEach, describe, expect, it } from 'vitest';
import { StoreUnavailableError } from '../../../src/errors.js';
import { openDatabase } from '../../../src/store/database.js';
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
    'a raw statement': (db: Awaited<ReturnType<typeof proxied>>['db']) => db.prisma.$queryRaw`SELECT 1`,
    'an operation of a model': (db: Awaited<ReturnType<typeof proxied>>['db']) => db.prisma.task.count(),
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
    await db.prisma.$queryRaw`SELECT 1`;
    const failing =
      expect(db.prisma.$queryRaw`SELECT pg_sleep(20)::text`).rejects.toBeInstanceOf(StoreUnavailableError);
    await proxy.cut();
    await failing;
  });

  it('is told from one whose server ends the session', async () => {
    const { db } = await proxied();
    await expect(db.prisma.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`).rejects.toBeInstanceOf(
      StoreUnavailableError,
    );
  });
});

it('leaves a mistake in a statement what it is', async () => {
  const { db } = await proxied();
  await expect(db.prisma.$queryRaw`SELECT nothing`).rejects.not.toBeInstanceOf(StoreUnavailableError);
});
