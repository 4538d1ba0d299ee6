import { afterEach, describe, expect, it } from 'vitest';
import { type ModelPool, openModelPool } from '../../support/model-pool.js';
import { freePort } from '../../support/ports.js';
import { submitted } from '../../support/simulations.js';
import { until } from '../../support/until.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

async function openPool(): Promise<ModelPool> {
  const pool = await openModelPool({ latency: 60 });
  cleanups.push(() => pool.close());
  return pool;
}

const row = (pool: ModelPool, id: string) => pool.test.db.prisma.task.findUniqueOrThrow({ where: { id } });

const ended = (pool: ModelPool, id: string) =>
  until(async () => {
    const task = await row(pool, id);
    return ['completed', 'failed'].includes(task.status) ? task : undefined;
  });

/** A task whose last two runs died with their workers. */
async function suspect(pool: ModelPool, turns: number): Promise<string> {
  const id = await submitted(pool.test.db, { turns });
  await pool.test.db.prisma.task.update({ where: { id }, data: { uncleanEnds: 2 } });
  return id;
}

async function turnsOf(pool: ModelPool, simulationId: string): Promise<number[]> {
  const { turn } = pool.test.db.prisma;
  const turns = await turn.findMany({ where: { simulationId }, orderBy: { turn: 'asc' } });
  return turns.map((each) => each.turn);
}

/** So long that nothing here is brought on by a lease that ends. */
const LONG_LEASE = { LEASE_SECONDS: '3600' };

describe('a task whose runs die with their worker', () => {
  it('does so twice, then in a process of its own, and is failed; others are played to their end', async () => {
    const pool = await openPool();
    const poison = await submitted(pool.test.db, { turns: 3 });
    const others = [await submitted(pool.test.db, { turns: 3 }), await submitted(pool.test.db, { turns: 3 })];
    await pool.start('workers/supervisor', {
      WORKER_PROCESSES: '1',
      FAULT_POINTS: `before-turn-commit@${poison}:exit`,
    });
    expect(await ended(pool, poison)).toMatchObject({
      status: 'failed',
      attempt: 3,
      uncleanEnds: 3,
      error: { error_code: 'POISONED' },
    });
    for (const id of others) {
      expect(await ended(pool, id)).toMatchObject({ status: 'completed' });
      expect(await turnsOf(pool, id)).toEqual([1, 2, 3]);
    }
  });

  for (const action of ['exit', 'kill', 'memory']) {
    it(`takes no neighbour along from a process of its own (${action}), and is failed at once`, async () => {
      const pool = await openPool();
      const poison = await suspect(pool, 3);
      const others = [
        await submitted(pool.test.db, { turns: 4 }),
        await submitted(pool.test.db, { turns: 4 }),
      ];
      await pool.start('workers/worker', {
        ...LONG_LEASE,
        NODE_OPTIONS: '--max-old-space-size=160',
        FAULT_POINTS: `before-turn-commit@${poison}:${action}`,
      });
      expect(await ended(pool, poison)).toMatchObject({
        status: 'failed',
        attempt: 1,
        error: { error_code: 'POISONED' },
      });
      for (const id of others) {
        expect(await ended(pool, id)).toMatchObject({ status: 'completed', attempt: 1 });
      }
    });
  }
});

describe('a run in a process of its own', () => {
  it('that freezes for good is ended, and its slot is free for another task', async () => {
    const pool = await openPool();
    const frozen = await suspect(pool, 3);
    const worker = await pool.start('workers/worker', {
      MAX_CONCURRENT_SIMULATIONS: '1',
      FAULT_POINTS: `before-turn-commit@${frozen}:freeze`,
    });
    expect(await ended(pool, frozen)).toMatchObject({ status: 'failed', error: { error_code: 'POISONED' } });
    const other = await submitted(pool.test.db, { turns: 1 });
    expect(await ended(pool, other)).toMatchObject({ status: 'completed' });
    expect(await worker.end('SIGTERM')).toBe(0);
  });

  it('that commits a turn is cleared: its task goes on among the others', async () => {
    const pool = await openPool();
    const id = await suspect(pool, 3);
    const worker = await pool.start('workers/worker', LONG_LEASE);
    expect(await ended(pool, id)).toMatchObject({ status: 'completed', attempt: 2, uncleanEnds: 0 });
    expect(await turnsOf(pool, id)).toEqual([1, 2, 3]);
    expect(worker.output().match(/run in a process of its own/g)).toHaveLength(1);
  });

  it('is put off while there are two of them, and each has its turn', async () => {
    const pool = await openPool();
    const ids = await Promise.all([1, 2, 3, 4].map(() => suspect(pool, 1)));
    const worker = await pool.start('workers/worker', { ...LONG_LEASE, LOG_LEVEL: 'info' });
    for (const id of ids) expect(await ended(pool, id)).toMatchObject({ status: 'completed' });
    const told = worker.output().match(/run in a process of its own|the process of a run ended/g) ?? [];
    const atOnce = told.map((_, last) =>
      told.slice(0, last + 1).reduce((live, line) => live + (line.startsWith('run') ? 1 : -1), 0),
    );
    expect(told.filter((line) => line.startsWith('run'))).toHaveLength(ids.length);
    expect(Math.max(...atOnce)).toBe(2);
  });

  it('has its model calls among the figures of its worker', async () => {
    const pool = await openPool();
    const id = await suspect(pool, 1);
    const port = await freePort();
    await pool.start('workers/worker', { ...LONG_LEASE, METRICS_PORT: String(port) });
    expect(await ended(pool, id)).toMatchObject({ status: 'completed' });
    const calls = await until(async () => {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      const counts = [
        ...text.matchAll(/^novel_engine_llm_calls_total\{.*outcome="ok",source="model".*\} (\d+)$/gm),
      ];
      const sum = counts.reduce((total, [, count]) => total + Number(count), 0);
      return sum === pool.server.calls() ? sum : undefined;
    });
    // Two decisions and a chapter.
    expect(calls).toBe(3);
  });

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    it(`hands its task back at the turn boundary when its worker gets ${signal}`, async () => {
      const pool = await openPool();
      const id = await suspect(pool, 8);
      const first = await pool.start('workers/worker', LONG_LEASE);
      await until(() => pool.server.calls() > 0);
      expect(await first.end(signal)).toBe(signal === 'SIGTERM' ? 0 : signal);
      await pool.start('workers/worker', LONG_LEASE);
      expect(await ended(pool, id)).toMatchObject({
        status: 'completed',
        failures: 0,
        // All that was sent, once each.
        usage: { model_calls: pool.server.stats().calls, unconfirmed_calls: 0 },
      });
      expect(await turnsOf(pool, id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    });
  }
});
