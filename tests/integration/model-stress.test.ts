import { afterEach, expect, it } from 'vitest';
import type { ModelServerOptions } from '../../loadtest/model-server.js';
import { accepted, ended, getTask } from '../support/api.js';
import { type ModelPool, openModelPool } from '../support/model-pool.js';
import { freePort } from '../support/ports.js';
import { until } from '../support/until.js';

/** A worker in bad weather. `npm run bench -- llm-storm` is the long form of the first. */

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

const KEY = 'test-key';

interface Bad {
  readonly pool: ModelPool;
  readonly url: string;
  /** What the worker answers on its metrics port. */
  shown(path: '/metrics' | '/health'): Promise<string>;
  /** All that the processes have logged. */
  logged(): string;
  submit(simulations: number, body?: object): Promise<string[]>;
}

async function weather(model: ModelServerOptions, settings: Record<string, string> = {}): Promise<Bad> {
  const pool = await openModelPool(model);
  cleanups.push(() => pool.close());
  const port = await freePort();
  const worker = await pool.start('workers/worker', {
    METRICS_PORT: String(port),
    LOG_LEVEL: 'debug',
    // Not about leases: a busy machine must not cost one.
    LEASE_SECONDS: '60',
    ...settings,
  });
  const api = await pool.start('workers/api');
  const url = await api.ready;
  let seed = 0;
  return {
    pool,
    url,
    shown: async (path) => (await fetch(`http://127.0.0.1:${port}${path}`)).text(),
    logged: () => [worker, api].map((program) => program.output() + program.errors()).join('\n'),
    submit: (simulations, body = {}) =>
      Promise.all(
        Array.from({ length: simulations }, () => {
          seed += 1;
          return accepted(url, { character_names: ['Alice', 'Bob'], turns: 2, seed, ...body });
        }),
      ),
  };
}

const allEnded = ({ url }: Bad, ids: readonly string[]) => Promise.all(ids.map((id) => ended(url, id)));

it('a storm of 429s delays every story and spoils none', async () => {
  let firstCallAt: number | undefined;
  const bad = await weather({
    latency: 20,
    script: () => {
      firstCallAt ??= Date.now();
      return Date.now() - firstCallAt < 6_000 ? { kind: 'rate-limit', retryDelay: '0.4s' } : undefined;
    },
  });
  const ids = await bad.submit(6);
  const tasks = await allEnded(bad, ids);
  expect(tasks.map(({ status, error, result }) => [status, error, result?.degraded])).toEqual(
    ids.map(() => ['completed', null, false]),
  );
  const rows = await bad.pool.test.db.prisma.task.findMany();
  expect(rows.map(({ failures }) => failures)).toEqual(ids.map(() => 0));
  expect(await bad.shown('/metrics')).toMatch(
    /novel_engine_llm_retries_total\{purpose="decide",reason="rate-limited"\} [1-9]/,
  );
});

it('half of all calls answered with 500: every story ends, and the breaker shows what it does', async () => {
  const bad = await weather(
    { latency: 5, rates: { error: 0.5 }, misfortune: { errorStatus: 500 } },
    { OUTAGE_PATIENCE_SECONDS: '3' },
  );
  const ids = await bad.submit(8);
  await until(async () => (await bad.shown('/metrics')).includes('breaker_state{state="open"} 1'));
  expect(JSON.parse(await bad.shown('/health'))).toMatchObject({
    status: 'degraded',
    model: { breaker: expect.stringMatching(/open/) },
  });
  const tasks = await allEnded(bad, ids);
  expect(tasks.map(({ status }) => status)).toEqual(ids.map(() => 'completed'));
  expect(await bad.shown('/metrics')).not.toContain(KEY);
  expect(bad.logged()).toContain('model breaker is open');
  expect(bad.logged()).not.toContain(KEY);
});

it('hangs cost their timeout and no story', async () => {
  const bad = await weather(
    { latency: 5, rates: { hang: 0.25 } },
    { GEMINI_TIMEOUT: '0.5', OUTAGE_PATIENCE_SECONDS: '3' },
  );
  const ids = await bad.submit(4);
  const tasks = await allEnded(bad, ids);
  expect(tasks.map(({ status }) => status)).toEqual(ids.map(() => 'completed'));
  expect(bad.pool.server.stats().inFlight).toBe(0);
});

it('tasks that the model turns away for long leave their slots to others', async () => {
  const bad = await weather(
    {
      script: ({ body }) =>
        JSON.stringify(body).includes('a stormy night')
          ? { kind: 'rate-limit', retryDelay: '600s' }
          : undefined,
    },
    { MAX_CONCURRENT_SIMULATIONS: '2' },
  );
  const stuck = await bad.submit(5, { setting: 'a stormy night' });
  const [lucky = ''] = await bad.submit(1);
  expect(await ended(bad.url, lucky)).toMatchObject({ status: 'completed', result: { degraded: false } });
  await until(async () => {
    const tasks = await Promise.all(stuck.map((id) => getTask(bad.url, id)));
    return tasks.every(({ status, attempt }) => status === 'queued' && attempt === 1);
  });
});
