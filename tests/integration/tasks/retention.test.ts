import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_USAGE_TOTALS } from '../../../src/simulation/usage.js';
import { cancelTask } from '../../../src/store/control-statements.js';
import type { Database } from '../../../src/store/database.js';
import { noteCalls } from '../../../src/store/journal-statements.js';
import { deleteEndedTasks, deleteSimulation } from '../../../src/store/retention-statements.js';
import { claimTask } from '../../../src/store/task-statements.js';
import { usageByDay } from '../../../src/store/usage-reads.js';
import { createHousekeeping } from '../../../src/tasks/housekeeping.js';
import { commitTurn, finishTask } from '../../support/commits.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { insertTask } from '../../support/tasks.js';
import { until } from '../../support/until.js';

let test: TestDatabase;
let db: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  db = test.db;
});
afterAll(() => test.drop());

const USAGE = { ...NO_USAGE_TOTALS, modelCalls: 2, costUsd: 0.5 };

/** A finished simulation of one turn that ended so many days ago. */
async function finished(clientId: string, days: number): Promise<string> {
  const taskId = await insertTask(db, { clientId });
  const holding = await claimTask(db, { taskId, fence: 0 }, { id: 'worker', leaseMs: 60_000 });
  if (holding === null) throw new Error('a fresh task could not be claimed');
  const turn = { turn: 1, record: {}, state: '{}', progress: 50, currentStep: 'x', usage: USAGE, told: {} };
  await commitTurn(db, holding, turn);
  await finishTask(db, holding, {}, USAGE);
  await db.execute`
    UPDATE task SET completed_at = now() - ${days}::int * interval '1 day',
                    created_at = now() - ${days}::int * interval '1 day'
    WHERE id = ${taskId}::uuid`;
  return taskId;
}

const tasksOf = async (clientId: string) =>
  (await db.prisma.task.findMany({ where: { clientId }, orderBy: { id: 'asc' } })).map(({ id }) => id);

describe('retention', () => {
  it('deletes what ended too long ago, with all that hangs on it, and nothing else', async () => {
    const old = await finished('keep', 31);
    const young = await finished('keep', 29);
    const waiting = await insertTask(db, { clientId: 'keep' });
    await db.execute`
      UPDATE task SET created_at = now() - interval '90 days' WHERE id = ${waiting}::uuid`;
    expect(await deleteEndedTasks(db, 30, 100)).toBe(1);
    expect(await tasksOf('keep')).toEqual([young, waiting].sort());
    const left = await Promise.all([
      db.prisma.turn.count({ where: { simulationId: old } }),
      db.prisma.taskEvent.count({ where: { taskId: old } }),
      db.prisma.simulation.count({ where: { id: old } }),
    ]);
    expect(left).toEqual([0, 0, 0]);
  });

  it('takes the oldest first, so many at a time, and shares the work with another sweep', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 9; index += 1) ids.push(await finished('batches', 50 - index));
    expect(await deleteEndedTasks(db, 30, 4)).toBe(4);
    expect(await tasksOf('batches')).toEqual(ids.slice(4));
    const both = await Promise.all([deleteEndedTasks(db, 30, 100), deleteEndedTasks(db, 30, 100)]);
    expect(both[0] + both[1]).toBe(5);
  });

  it('forgets no usage', async () => {
    for (const days of [40, 40, 41]) await finished('counted', days);
    const since = new Date(Date.now() - 50 * 86_400_000);
    const before = await usageByDay(db, 'counted', since);
    expect(before.map(({ tasks, usage }) => [tasks, usage.modelCalls, usage.costUsd])).toEqual([
      [2, 4, 1],
      [1, 2, 0.5],
    ]);
    await deleteEndedTasks(db, 30, 2);
    expect(await usageByDay(db, 'counted', since)).toEqual(before);
    await deleteEndedTasks(db, 30, 100);
    expect(await tasksOf('counted')).toEqual([]);
    expect(await usageByDay(db, 'counted', since)).toEqual(before);
  });

  it('forgets no call that was never answered, of a simulation that is deleted as soon as it is cancelled', async () => {
    const viewer = { clientId: 'hasty', role: 'client' } as const;
    const taskId = await insertTask(db, viewer);
    const holding = await claimTask(db, { taskId, fence: 0 }, { id: 'worker', leaseMs: 60_000 });
    if (holding === null) throw new Error('a fresh task could not be claimed');
    await noteCalls(db, holding, ['a']);
    await cancelTask(db, viewer, taskId);
    expect(await deleteSimulation(db, viewer, taskId)).toBe(true);
    const days = await usageByDay(db, 'hasty', new Date(Date.now() - 86_400_000));
    expect(days.map(({ tasks, usage }) => [tasks, usage.unconfirmedCalls])).toEqual([[1, 1]]);
  });

  it('is seen to by the housekeeping, batch after batch, once a minute', async () => {
    for (let index = 0; index < 120; index += 1) await finished('house', 40);
    const errors: unknown[] = [];
    const housekeeping = createHousekeeping({
      db,
      retention: { days: 30, cacheEntries: 100 },
      onError: (error) => errors.push(error),
    });
    housekeeping.begin();
    housekeeping.begin();
    await until(async () => (await tasksOf('house')).length === 0 || undefined);
    const id = await finished('house', 40);
    housekeeping.begin();
    await housekeeping.close();
    expect(await tasksOf('house')).toEqual([id]);
    expect(errors).toEqual([]);
  });
});
