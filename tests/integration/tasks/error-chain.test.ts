import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_USAGE_TOTALS } from '../../../src/simulation/usage.js';
import { retryFailedTask } from '../../../src/store/control-statements.js';
import type { ErrorChainEntry } from '../../../src/store/error-chain.js';
import { expireLeases, missDeadlines } from '../../../src/store/relay-statements.js';
import { type ClaimedTask, claimTask, failTask, retryTask } from '../../../src/store/task-statements.js';
import { finishTask } from '../../support/commits.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { age, insertTask } from '../../support/tasks.js';

const ADMIN = { clientId: 'root', role: 'admin' } as const;
const BACKOFF = { maxAttempts: 1_000, baseMs: 0, maxMs: 0 };

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const error = (code: string) => ({ error: 'Broken', message: `it was ${code}`, error_code: code });

async function claim(taskId: string): Promise<ClaimedTask> {
  const { fence } = await test.db.prisma.task.findUniqueOrThrow({ where: { id: taskId } });
  const claimed = await claimTask(test.db, { taskId, fence }, { id: 'worker-a', leaseMs: 60_000 });
  if (claimed === null) throw new Error('the task could not be claimed');
  return claimed;
}

async function chainOf(taskId: string): Promise<readonly ErrorChainEntry[]> {
  const { errorChain } = await test.db.prisma.task.findUniqueOrThrow({ where: { id: taskId } });
  return errorChain as unknown as ErrorChainEntry[];
}

describe('the error chain', () => {
  it('tells failures, a failure for good, a retry and a lost lease, with the attempt of each', async () => {
    const id = await insertTask(test.db);
    await retryTask(test.db, await claim(id), error('FIRST'), BACKOFF);
    await failTask(test.db, await claim(id), error('LAST'));
    await retryFailedTask(test.db, ADMIN, id);
    await claim(id);
    await age(test.db, id, 'lease_expires_at');
    await expireLeases(test.db, 3);
    expect(await chainOf(id)).toEqual([
      { at: expect.any(String), attempt: 1, error_code: 'FIRST', message: 'it was FIRST' },
      { at: expect.any(String), attempt: 2, error_code: 'LAST', message: 'it was LAST' },
      { at: expect.any(String), attempt: 2, error_code: 'RETRIED', message: 'Put back on the queue by root' },
      {
        at: expect.any(String),
        attempt: 3,
        error_code: 'LEASE_EXPIRED',
        message: 'The worker worker-a died or froze',
      },
    ]);
  });

  it('tells which workers died of a poisoned task', async () => {
    const id = await insertTask(test.db);
    for (let end = 1; end <= 3; end += 1) {
      await claim(id);
      await age(test.db, id, 'lease_expires_at');
      await expireLeases(test.db, 3);
    }
    expect((await chainOf(id)).map(({ error_code, message }) => [error_code, message])).toEqual([
      ['LEASE_EXPIRED', 'The worker worker-a died or froze'],
      ['LEASE_EXPIRED', 'The worker worker-a died or froze, the 2. in a row'],
      ['POISONED', 'The worker worker-a died or froze, the 3. in a row'],
    ]);
  });

  it('tells of a missed deadline before any attempt', async () => {
    const id = await insertTask(test.db, { deadlineSeconds: 60 });
    await age(test.db, id, 'deadline_at');
    await missDeadlines(test.db);
    expect(await chainOf(id)).toMatchObject([{ attempt: 0, error_code: 'DEADLINE_EXCEEDED' }]);
  });

  it('stays when the task succeeds in the end, and holds the newest twenty', async () => {
    const id = await insertTask(test.db);
    for (let failure = 1; failure <= 25; failure += 1) {
      await retryTask(test.db, await claim(id), error(`E${failure}`), BACKOFF);
    }
    await finishTask(test.db, await claim(id), {}, NO_USAGE_TOTALS);
    expect((await test.db.prisma.task.findUniqueOrThrow({ where: { id } })).error).toBeNull();
    expect((await chainOf(id)).map(({ error_code }) => error_code)).toEqual(
      Array.from({ length: 20 }, (_, index) => `E${index + 6}`),
    );
  });
});
