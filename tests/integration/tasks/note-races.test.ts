import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_USAGE_TOTALS } from '../../../src/simulation/usage.js';
import { cancelTask } from '../../../src/store/control-statements.js';
import type { Database } from '../../../src/store/database.js';
import { noteCalls } from '../../../src/store/journal-statements.js';
import { expireLeases, expireRun } from '../../../src/store/relay-statements.js';
import { deleteSession } from '../../../src/store/session-statements.js';
import { type ClaimedTask, claimTask } from '../../../src/store/task-statements.js';
import { POISON_LIMIT } from '../../../src/tasks/state.js';
import { commitTurn } from '../../support/commits.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { acted, insertSession } from '../../support/games.js';
import { age, insertTask } from '../../support/tasks.js';
import { until } from '../../support/until.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const LOCAL = { clientId: 'local', role: 'client' } as const;

async function claimed(taskId: string): Promise<ClaimedTask> {
  const task = await claimTask(test.db, { taskId, fence: 0 }, { id: 'worker', leaseMs: 60_000 });
  if (task === null) throw new Error('the task could not be claimed');
  return task;
}

const simulation = async () => claimed(await insertTask(test.db));

interface Taker {
  /** A running task of the kind that it takes. */
  readonly prepare: () => Promise<ClaimedTask>;
  readonly take: (db: Database, task: ClaimedTask) => Promise<unknown>;
}

/** Whatever takes a running task from its runner, without the runner's knowledge. */
const takers: Readonly<Record<string, Taker>> = {
  'a cancel': { prepare: simulation, take: (db, { taskId }) => cancelTask(db, LOCAL, taskId) },
  "a dead runner's end": { prepare: simulation, take: (db, task) => expireRun(db, task, POISON_LIMIT) },
  'the end of its lease': {
    prepare: async () => {
      const task = await simulation();
      await age(test.db, task.taskId, 'lease_expires_at');
      return task;
    },
    take: (db) => expireLeases(db, POISON_LIMIT),
  },
  "its session's deletion": {
    prepare: async () => claimed(await acted(test.db, await insertSession(test.db), 'wait')),
    take: (db, { serialKey }) => deleteSession(db, LOCAL, serialKey ?? ''),
  },
};

const CALL = 'a';
const TURN = {
  turn: 1,
  record: {},
  state: '{}',
  progress: 1,
  currentStep: 'x',
  usage: NO_USAGE_TOTALS,
  told: {},
};
const noted = (taskId: string) => test.db.prisma.modelCall.count({ where: { taskId } });

/** Until a statement waits for a lock, or `over`. */
async function untilWaiting(over: () => boolean): Promise<void> {
  await until(async () => {
    const waiting = await test.db.query`
      SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return over() || waiting.length > 0;
  });
}

describe.each(Object.entries(takers))(
  'a call that is noted while %s takes the task',
  (_, { prepare, take }) => {
    it('waits for it, and is refused', async () => {
      const task = await prepare();
      let isOver = false;
      const { noting } = await test.db.transaction(async (transaction) => {
        await take({ ...test.db, ...transaction }, task);
        const noting = noteCalls(test.db, task, [CALL]).finally(() => (isOver = true));
        await untilWaiting(() => isOver);
        return { noting };
      });
      expect(await noting).toBe(false);
      expect(await noted(task.taskId)).toBe(0);
    });

    it('is seen by it when the note came first', async () => {
      const task = await prepare();
      let isTaken = false;
      const { taking } = await test.db.transaction(async (transaction) => {
        expect(await noteCalls({ ...test.db, ...transaction }, task, [CALL])).toBe(true);
        const taking = take(test.db, task).finally(() => (isTaken = true));
        await untilWaiting(() => isTaken);
        expect(isTaken, 'taken before the note was stored').toBe(false);
        return { taking };
      });
      await taking;
      expect(await noted(task.taskId)).toBe(1);
    });

    it('does not come through because it began before', async () => {
      const task = await prepare();
      const noting = test.db.transaction(async (transaction) => {
        // What it sees is of this moment, as is what a statement sees that began now and has not come to its lock.
        await transaction.execute`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`;
        await transaction.query`SELECT id FROM task WHERE id = ${task.taskId}::uuid`;
        // A commit in between, which the note would have gone past.
        await test.db.prisma.task.update({ where: { id: task.taskId }, data: { progress: 1 } });
        await take(test.db, task);
        await noteCalls({ ...test.db, ...transaction }, task, [CALL]);
      });
      await expect(noting).rejects.toMatchObject({ message: expect.stringContaining('serialize') });
      expect(await noted(task.taskId)).toBe(0);
    });
  },
);

describe('a call that is noted while a turn is committed', () => {
  it('does not wait for the commit', async () => {
    const task = await simulation();
    await test.db.transaction(async (transaction) => {
      await commitTurn({ ...test.db, ...transaction }, task, TURN);
      expect(await noteCalls(test.db, task, [CALL])).toBe(true);
    });
    expect(await noted(task.taskId)).toBe(1);
  });
});
