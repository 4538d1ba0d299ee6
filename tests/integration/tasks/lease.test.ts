import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expireLeases } from '../../../src/store/relay-statements.js';
import { claimTask, handBackTask } from '../../../src/store/task-statements.js';
import {
  LeaseGivenUpError,
  type LeaseKeeper,
  LeaseLostError,
  openLeaseKeeper,
} from '../../../src/tasks/lease.js';
import { POISON_LIMIT } from '../../../src/tasks/state.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { startProxy } from '../../support/proxy.js';
import { age, insertTask } from '../../support/tasks.js';
import { until } from '../../support/until.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

const row = (id: string) => test.db.prisma.task.findUniqueOrThrow({ where: { id } });

function keeper(leaseMs: number, url = test.url) {
  const errors: Error[] = [];
  const leases: LeaseKeeper = openLeaseKeeper({ url, leaseMs, onError: (error) => errors.push(error) });
  cleanups.push(() => leases.close());
  return { leases, errors };
}

/** A task that was just claimed, and a keeper of its lease that says when it was lost. */
async function kept(leases: LeaseKeeper, leaseMs: number) {
  const taskId = await insertTask(test.db);
  const task = await claimTask(test.db, { taskId, fence: 0 }, { id: 'worker-a', leaseMs });
  if (task === null) {
    throw new Error('a fresh task could not be claimed');
  }
  const losses: { readonly error: LeaseLostError; readonly at: number }[] = [];
  const { release } = leases.keep(task, (error) => losses.push({ error, at: Date.now() }));
  return { task, losses, release };
}

describe('a lease that is kept', () => {
  it('is extended again and again, together with all others of the worker', async () => {
    const { leases, errors } = keeper(1_500);
    const runs = [await kept(leases, 1_500), await kept(leases, 1_500), await kept(leases, 1_500)];
    for (const { task } of runs) {
      const first = (await row(task.taskId)).leaseExpiresAt;
      const second = await until(async () => {
        const { leaseExpiresAt } = await row(task.taskId);
        return (leaseExpiresAt ?? 0) > (first ?? 0) ? leaseExpiresAt : undefined;
      });
      await until(async () => ((await row(task.taskId)).leaseExpiresAt ?? 0) > (second ?? 0));
    }
    expect(await expireLeases(test.db, POISON_LIMIT)).toEqual([]);
    expect(runs.flatMap(({ losses }) => losses)).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('is renewed every third of its length, and not more often', async () => {
    const leaseMs = 1_500;
    const { leases } = keeper(leaseMs);
    const { task } = await kept(leases, leaseMs);
    const endOf = async () => (await row(task.taskId)).leaseExpiresAt?.getTime() ?? 0;
    const ends = new Set([await endOf()]);
    await until(async () => {
      ends.add(await endOf());
      return Math.max(...ends) - Math.min(...ends) >= 3 * leaseMs;
    });
    // Each renewal moves the end on by the time since the one before: their number follows from how far it came.
    const thirds = (Math.max(...ends) - Math.min(...ends)) / (leaseMs / 3);
    expect(ends.size - 1).toBeLessThanOrEqual(thirds + 1);
  });

  it('is left alone once it is released', async () => {
    const { leases } = keeper(900);
    const released = await kept(leases, 900);
    released.release();
    const before = (await row(released.task.taskId)).leaseExpiresAt;
    const other = await kept(leases, 900);
    const first = (await row(other.task.taskId)).leaseExpiresAt;
    await until(async () => ((await row(other.task.taskId)).leaseExpiresAt ?? 0) > (first ?? 0));
    expect((await row(released.task.taskId)).leaseExpiresAt).toEqual(before);
    expect(released.losses).toEqual([]);
  });
});

describe('a lease that is lost', () => {
  it('because it was found expired is told of once, by name, and the others stay', async () => {
    const { leases } = keeper(1_500);
    const [victim, other] = [await kept(leases, 1_500), await kept(leases, 1_500)];
    await until(async () => {
      await age(test.db, victim.task.taskId, 'lease_expires_at');
      const expired = await expireLeases(test.db, POISON_LIMIT);
      return expired.some(({ taskId }) => taskId === victim.task.taskId);
    });
    await until(() => victim.losses.length > 0);
    const { leaseExpiresAt } = await row(other.task.taskId);
    await until(async () => ((await row(other.task.taskId)).leaseExpiresAt ?? 0) > (leaseExpiresAt ?? 0));
    expect(victim.losses).toHaveLength(1);
    expect(victim.losses[0]?.error).toBeInstanceOf(LeaseLostError);
    expect(victim.losses[0]?.error.taskId).toBe(victim.task.taskId);
    expect(other.losses).toEqual([]);
  });

  it('because its worker stood still is not one that the database’s absence cost', async () => {
    const leaseMs = 900;
    const { leases } = keeper(leaseMs);
    const { losses } = await kept(leases, leaseMs);
    const startedAt = performance.now();
    while (performance.now() - startedAt < leaseMs) {
      // Nothing else is done in this process meanwhile.
    }
    await until(() => losses.length > 0);
    expect(losses[0]?.error).not.toBeInstanceOf(LeaseGivenUpError);
  });

  it('because another worker has the task by now is not taken back', async () => {
    const { leases } = keeper(1_500);
    const { task, losses } = await kept(leases, 1_500);
    await handBackTask(test.db, task, { delayMs: 0, currentStep: 'x' });
    const other = await until(
      async () =>
        (await claimTask(
          test.db,
          { taskId: task.taskId, fence: task.fence + 1 },
          { id: 'b', leaseMs: 60_000 },
        )) ?? undefined,
    );
    const { leaseExpiresAt } = await row(task.taskId);
    await until(() => losses.length > 0);
    expect(await row(task.taskId)).toMatchObject({ leaseOwner: 'b', leaseExpiresAt, fence: other.fence });
  });
});

describe('a database that goes away', () => {
  it('makes the worker give up every lease before it ends, and keep new ones when it is back', async () => {
    const leaseMs = 3_000;
    const proxy = await startProxy(test.url);
    cleanups.push(() => proxy.close());
    const { leases, errors } = keeper(leaseMs, proxy.url);
    const renewed = await kept(leases, leaseMs);
    const first = (await row(renewed.task.taskId)).leaseExpiresAt;
    await until(async () => ((await row(renewed.task.taskId)).leaseExpiresAt ?? 0) > (first ?? 0));
    await proxy.cut();
    // Claimed one after the other over a sixth of a lease, so that their ends fall everywhere between two looks at them.
    const runs = [renewed];
    const startedAt = Date.now();
    for (let index = 0; index < 10; index += 1) {
      await until(() => Date.now() - startedAt >= (index * leaseMs) / 60);
      runs.push(await kept(leases, leaseMs));
    }
    const ends = new Map<string, number>();
    for (const { task } of runs) {
      ends.set(task.taskId, (await row(task.taskId)).leaseExpiresAt?.getTime() ?? 0);
    }
    await until(() => runs.every(({ losses }) => losses.length > 0));
    for (const { task, losses } of runs) {
      expect(losses).toHaveLength(1);
      expect(losses[0]?.at).toBeLessThan(ends.get(task.taskId) ?? 0);
      expect(losses[0]?.error).toBeInstanceOf(LeaseGivenUpError);
    }
    expect(errors.length).toBeGreaterThan(0);

    await proxy.mend();
    const fresh = await kept(leases, leaseMs);
    const { leaseExpiresAt } = await row(fresh.task.taskId);
    await until(async () => ((await row(fresh.task.taskId)).leaseExpiresAt ?? 0) > (leaseExpiresAt ?? 0));
    expect(fresh.losses).toEqual([]);
  });

  it('for less than a lease costs nothing', async () => {
    const leaseMs = 6_000;
    const proxy = await startProxy(test.url);
    cleanups.push(() => proxy.close());
    const { leases, errors } = keeper(leaseMs, proxy.url);
    const { task, losses } = await kept(leases, leaseMs);
    const first = (await row(task.taskId)).leaseExpiresAt;
    await until(async () => ((await row(task.taskId)).leaseExpiresAt ?? 0) > (first ?? 0));
    await proxy.cut();
    await until(() => errors.length > 0);
    await proxy.mend();
    const { leaseExpiresAt } = await row(task.taskId);
    await until(async () => ((await row(task.taskId)).leaseExpiresAt ?? 0) > (leaseExpiresAt ?? 0));
    expect(losses).toEqual([]);
  });

  it('lets a keeper be closed while it is away', async () => {
    const proxy = await startProxy(test.url);
    const { leases, errors } = keeper(900, proxy.url);
    await kept(leases, 900);
    await proxy.cut();
    await until(() => errors.length > 0);
    await leases.close();
  });
});

describe('a lease that is taken over from another process', () => {
  it('is extended at once, however long the next renewal is away', async () => {
    const leaseMs = 3_600_000;
    const { leases: former } = keeper(leaseMs);
    const { task } = await kept(former, leaseMs);
    await age(test.db, task.taskId, 'lease_expires_at');
    const { leases } = keeper(leaseMs);
    expect(await leases.takeOver(task)).not.toBeNull();
    expect((await row(task.taskId)).leaseExpiresAt?.getTime()).toBeGreaterThan(Date.now() + 1_800_000);
  });

  it('is not got when the task is no longer the one who hands it over', async () => {
    const { leases: former } = keeper(30_000);
    const { task } = await kept(former, 30_000);
    await handBackTask(test.db, task, { delayMs: 0, currentStep: 'Waiting for another worker' });
    const { leases } = keeper(30_000);
    expect(await leases.takeOver(task)).toBeNull();
  });
});
