import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_USAGE_TOTALS } from '../../../src/simulation/usage.js';
import { openDatabase } from '../../../src/store/database.js';
import { answerCalls, noteCalls } from '../../../src/store/journal-statements.js';
import { analyseGrownTables } from '../../../src/store/planner-statistics.js';
import { claimTask } from '../../../src/store/task-statements.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { readsOf } from '../../support/reads.js';
import { insertTask } from '../../support/tasks.js';

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

describe('what the planner knows of the tasks and calls', () => {
  it('is looked up when they have become many, and again only when they are many more', async () => {
    await insertTasks(10);
    expect(await analyseGrownTables(test.db)).toEqual([]);
    await insertTasks(1_000);
    expect(await analyseGrownTables(test.db)).toEqual(['task']);
    expect(await believed()).toBe(1_010);
    await insertTasks(500);
    expect(await analyseGrownTables(test.db)).toEqual([]);
    await insertTasks(5_000);
    expect(await analyseGrownTables(test.db)).toEqual(['task']);
    expect(await believed()).toBe(6_510);
  });

  it('lets an answer be stored without a look at the calls of others, however many have come since', async () => {
    const db = openDatabase({ url: test.url, poolSize: 1, name: 'planner statistics' });
    try {
      const taskId = await insertTask(db);
      const holding = await claimTask(db, { taskId, fence: 0 }, { id: 'worker', leaseMs: 60_000 });
      if (holding === null) throw new Error('the task could not be claimed');
      await noteCalls(db, holding, ['a', 'b']);
      await db.execute`ANALYZE model_call`;
      const answers = ['a', 'b'].map((key) => ({ key, requestHash: 'hash', reply: {} }));
      // As often as it takes for the statement to have the plan that it keeps.
      const often = async () => {
        for (let time = 0; time < 7; time += 1) await answerCalls(db, holding, answers, NO_USAGE_TOTALS);
      };
      await often();
      await insertTasks(1);
      await db.execute`
        INSERT INTO model_call (task_id, call_key, request_hash, fence, reply)
        SELECT id, 'call ' || n, '', 1, jsonb_build_object('words', repeat('a', 400))
        FROM (SELECT id FROM task WHERE client_id = 'many' LIMIT 1) AS other, generate_series(1, 3000) AS n`;
      expect(await analyseGrownTables(db)).toEqual(['model_call']);
      expect((await readsOf(db, 'model_call', often)) / 7).toBeLessThan(10);
    } finally {
      await db.close();
    }
  });
});
