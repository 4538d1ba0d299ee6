import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoreUnavailableError } from '../../../src/errors.js';
import { claimTask } from '../../../src/store/task-statements.js';
import { settle } from '../../../src/tasks/settle.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { age, insertTask } from '../../support/tasks.js';

const BACKOFF = { maxAttempts: 2, baseMs: 0, maxMs: 0 };
const OPTIONS = {
  backoff: BACKOFF,
  outage: { ...BACKOFF, patienceMs: 0, failsAfter: true },
  now: Date.now(),
};

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const row = (id: string) => test.db.prisma.task.findUniqueOrThrow({ where: { id } });

/** At whatever moment it may run. */
async function claim(taskId: string) {
  await age(test.db, taskId, 'run_after');
  const { fence } = await row(taskId);
  const claimed = await claimTask(test.db, { taskId, fence }, { id: 'worker-a', leaseMs: 60_000 });
  if (claimed === null) throw new Error('the task could not be claimed');
  return claimed;
}

const away = () => new StoreUnavailableError('The database cannot be reached at the moment');

describe('a run whose own statement finds the database away', () => {
  it('is handed back however often, with nothing counted against its task', async () => {
    const id = await insertTask(test.db);
    for (let end = 1; end <= BACKOFF.maxAttempts + 1; end += 1) {
      expect(await settle(test.db, await claim(id), away(), OPTIONS)).toBe('handed-back');
      expect(await row(id)).toMatchObject({ status: 'queued', failures: 0, uncleanEnds: 0, errorChain: [] });
    }
  });

  it('changes nothing of a task that is another’s by now', async () => {
    const id = await insertTask(test.db);
    const former = await claim(id);
    await settle(test.db, former, away(), OPTIONS);
    const now = await claim(id);
    expect(await settle(test.db, former, away(), OPTIONS)).toBe('lost');
    expect(await row(id)).toMatchObject({ status: 'running', fence: now.fence });
  });
});
