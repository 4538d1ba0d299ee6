import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { retryFailedTasks } from '../../../src/store/control-statements.js';
import type { Database } from '../../../src/store/database.js';
import { missDeadlines, undispatch } from '../../../src/store/relay-statements.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { age, insertTask } from '../../support/tasks.js';
import { until } from '../../support/until.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

interface Writer {
  /** Makes a task one that it writes to. */
  readonly prepare: (taskId: string) => Promise<unknown>;
  readonly write: (db: Database, taskIds: readonly string[]) => Promise<unknown>;
}

const writers: Readonly<Record<string, Writer>> = {
  'The sweep for lost jobs': {
    prepare: (taskId) => age(test.db, taskId, 'dispatched_at'),
    write: (db, taskIds) =>
      undispatch(
        db,
        taskIds.map((taskId) => ({ taskId, fence: 0 })),
      ),
  },
  'The sweep for missed deadlines': {
    prepare: (taskId) => age(test.db, taskId, 'deadline_at'),
    write: (db) => missDeadlines(db),
  },
  'A retry in bulk': {
    prepare: (id) =>
      test.db.prisma.task.update({ where: { id }, data: { status: 'failed', completedAt: new Date() } }),
    write: (db, ids) => retryFailedTasks(db, { clientId: 'admin', role: 'admin' }, { ids }, 10),
  },
};

describe.each(Object.entries(writers))('%s', (_, { prepare, write }) => {
  it('locks tasks in the order of their ids, however they lie in the table', async () => {
    const first = await insertTask(test.db);
    const second = await insertTask(test.db);
    // Written last, the first comes last.
    for (const id of [second, first]) await prepare(id);
    const { writing } = await test.db.transaction(async (transaction) => {
      await transaction.query`SELECT FROM task WHERE id = ${first}::uuid FOR UPDATE`;
      const writing = write(test.db, [second, first]);
      await until(async () => {
        const waiting = await test.db.query`
          SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        return waiting.length === 1;
      });
      const free = await test.db.query`SELECT id FROM task WHERE id = ${second}::uuid FOR UPDATE SKIP LOCKED`;
      expect(free, 'the second, while it waits for the first').toEqual([{ id: second }]);
      return { writing };
    });
    await writing;
  });
});
