import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyseGrownTasks } from '../../../src/store/planner-statistics.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

async function insertTasks(amount: number): Promise<void> {
  const ids = Array.from({ length: amount }, () => uuidv7());
  await test.db.execute`
    INSERT INTO task (id, kind, client_id, request, request_hash, engine_version)
    SELECT id, 'simulation', 'many', jsonb_build_object('words', repeat('a', 400)), '', ''
    FROM unnest(${ids}::uuid[]) AS new(id)`;
}

/** How many tasks the planner believes that there are. */
async function believed(): Promise<number> {
  const [found] = await test.db.query<{ tasks: number }>`
    SELECT reltuples::int AS tasks FROM pg_class WHERE oid = 'task'::regclass`;
  return found?.tasks ?? 0;
}

describe('what the planner knows of the tasks', () => {
  it('is looked up when they have become many, and again only when they are many more', async () => {
    await insertTasks(10);
    expect(await analyseGrownTasks(test.db)).toBe(false);
    await insertTasks(1_000);
    expect(await analyseGrownTasks(test.db)).toBe(true);
    expect(await believed()).toBe(1_010);
    await insertTasks(500);
    expect(await analyseGrownTasks(test.db)).toBe(false);
    await insertTasks(5_000);
    expect(await analyseGrownTasks(test.db)).toBe(true);
    expect(await believed()).toBe(6_510);
  });
});
