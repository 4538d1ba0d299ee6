import { afterEach, describe, expect, it } from 'vitest';
import { cancelTask } from '../../../src/store/control-statements.js';
import { accepted, ended, getTask } from '../../support/api.js';
import { type ModelPool, openModelPool } from '../../support/model-pool.js';
import { until } from '../../support/until.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

const REQUEST = { character_names: ['Alice', 'Bob'], turns: 2 };
/** So long that only a notification can stop a run in time. */
const LONG_LEASE = { LEASE_SECONDS: '3600' };

/** A pool whose model leaves the first round without an answer, and the id of the task that waits for it. */
async function hanging(
  settings: Readonly<Record<string, string>>,
  prepare: (pool: ModelPool, id: string) => Promise<unknown> = async () => undefined,
): Promise<{ readonly pool: ModelPool; readonly url: string; readonly id: string }> {
  const pool = await openModelPool({
    script: ({ ordinal }) => (ordinal <= 2 ? { kind: 'hang' } : undefined),
  });
  cleanups.push(() => pool.close());
  const url = await pool.api();
  const id = await accepted(url, REQUEST);
  await prepare(pool, id);
  await pool.start('workers/worker', { MAX_CONCURRENT_SIMULATIONS: '1', ...settings });
  await until(() => pool.server.stats().inFlight === 2 || undefined);
  return { pool, url, id };
}

/** That the server saw the calls go, the task is final and its slot is free for another. */
async function expectStopped(pool: ModelPool, url: string, id: string): Promise<void> {
  await until(() => pool.server.stats().disconnects === 2 || undefined);
  const next = await ended(url, await accepted(url, REQUEST));
  expect(next).toMatchObject({ status: 'completed', attempt: 1 });
  // What was asked and not answered may have cost something.
  const task = await until(async () => {
    const found = await getTask(url, id);
    return found.usage.unconfirmed_calls > 0 ? found : undefined;
  });
  expect(task).toMatchObject({
    status: 'cancelled',
    attempt: 1,
    progress: 0,
    usage: { model_calls: 0, unconfirmed_calls: 2 },
  });
  expect(await pool.test.db.prisma.modelCall.count()).toBe(0);
}

describe('cancelling a task that runs', () => {
  it('aborts its model calls in flight and frees its slot, without waiting for its lease', async () => {
    const { pool, url, id } = await hanging(LONG_LEASE);
    const answer = await fetch(`${url}/api/tasks/${id}`, { method: 'DELETE' });
    expect(answer.ok).toBe(true);
    await expectStopped(pool, url, id);
  });

  it('whose notification was lost is noticed when its lease is renewed', async () => {
    const { pool, url, id } = await hanging({ LEASE_SECONDS: '2' });
    await cancelTask(pool.test.db, { clientId: 'local', role: 'admin' }, id);
    await expectStopped(pool, url, id);
  });

  it('counts what tries before the one in flight were paid', async () => {
    // Both decisions are answered with nothing of use, and asked for once more.
    const pool = await openModelPool({
      script: ({ ordinal }) => (ordinal <= 2 ? { kind: 'malformed' } : { kind: 'hang' }),
    });
    cleanups.push(() => pool.close());
    const url = await pool.api();
    const id = await accepted(url, REQUEST);
    await pool.start('workers/worker', LONG_LEASE);
    await until(() => pool.server.stats().calls === 4);
    expect((await fetch(`${url}/api/tasks/${id}`, { method: 'DELETE' })).ok).toBe(true);
    const { usage } = await until(async () => {
      const task = await getTask(url, id);
      return task.usage.unconfirmed_calls === 2 && task;
    });
    expect(usage.model_calls).toBe(2);
    expect(usage.cost_usd).toBeGreaterThan(0);
  });

  it('reaches a run in a process of its own', async () => {
    const { pool, url, id } = await hanging(LONG_LEASE, ({ test }, taskId) =>
      test.db.prisma.task.update({ where: { id: taskId }, data: { uncleanEnds: 2 } }),
    );
    const answer = await fetch(`${url}/api/tasks/${id}`, { method: 'DELETE' });
    expect(answer.ok).toBe(true);
    await expectStopped(pool, url, id);
  });
});
