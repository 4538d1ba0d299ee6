import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type ModelServerOptions, startModelServer } from '../../../loadtest/model-server.js';
import { createTestDatabase } from '../../support/database.js';
import { hasRedis, startRedis } from '../../support/redis.js';
import { until } from '../../support/until.js';

const PROGRAM = join(import.meta.dirname, '..', '..', '..', 'dist', 'loadtest', 'gateway-caller.js');
const PROCESSES = 4;
const CALLS = 250;
/** Four in a hundred. */
const MOST_ASKED = 40;

/** Processes that each wait for the word to make so many equal calls, and the model that they ask. */
async function processesOn(
  store: Readonly<Record<string, string>>,
  { processes, calls, model }: { processes: number; calls: number; model: ModelServerOptions },
) {
  const test = await createTestDatabase();
  onTestFinished(() => test.drop());
  const server = await startModelServer(model);
  onTestFinished(() => server.close());
  const children: ChildProcess[] = Array.from({ length: processes }, () =>
    fork(PROGRAM, [String(calls)], {
      env: {
        PATH: process.env.PATH,
        LOG_LEVEL: 'silent',
        DATABASE_URL: test.url,
        GEMINI_API_KEY: 'test-key',
        GEMINI_BASE_URL: server.url,
        ...store,
      },
    }),
  );
  onTestFinished(() => void children.forEach((child) => void child.kill('SIGKILL')));
  await Promise.all(children.map(messageOf));
  return { server, children };
}

async function crowdOn(store: Readonly<Record<string, string>>) {
  const { server, children } = await processesOn(store, {
    processes: PROCESSES,
    calls: CALLS,
    model: { latency: 300 },
  });
  const answers = children.map(messageOf);
  for (const child of children) child.send('go');
  const counts = (await Promise.all(answers)) as Record<string, number>[];
  await Promise.all(children.map((child) => child.exitCode ?? once(child, 'exit')));
  const total: Record<string, number> = {};
  for (const [who, count] of counts.flatMap((each) => Object.entries(each))) {
    total[who] = (total[who] ?? 0) + count;
  }
  return { asked: server.calls(), sources: total };
}

/** What a child says next; rejects when it ends instead. */
async function messageOf(child: ChildProcess): Promise<unknown> {
  const [message] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`a process ended with ${code}`))),
  ]);
  return message;
}

it('of a thousand equal calls over four processes at most forty reach the provider, with a store in Postgres', async () => {
  const { asked, sources } = await crowdOn({});
  expect(asked).toBeLessThanOrEqual(MOST_ASKED);
  expect(sources).toMatchObject({ model: asked });
  expect(Object.values(sources).reduce((sum, count) => sum + count, 0)).toBe(PROCESSES * CALLS);
  expect(Object.keys(sources).filter((who) => !['model', 'coalesced', 'exact'].includes(who))).toEqual([]);
});

it.skipIf(!hasRedis)('and with a store in Redis', async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  const { asked, sources } = await crowdOn({ CACHE_REDIS_URL: redis.url });
  expect(asked).toBeLessThanOrEqual(MOST_ASKED);
  expect(sources).toMatchObject({ model: asked });
  expect(Object.values(sources).reduce((sum, count) => sum + count, 0)).toBe(PROCESSES * CALLS);
});

/** The first process gets no answer and is killed while the second waits for it. */
async function leaderKilledOn(store: Readonly<Record<string, string>>): Promise<void> {
  const { server, children } = await processesOn(store, {
    processes: 2,
    calls: 3,
    model: { script: [{ kind: 'hang' }] },
  });
  const [leader, waiter] = children;
  leader?.send('go');
  await until(() => server.calls() === 1);
  const answered = waiter === undefined ? undefined : messageOf(waiter);
  waiter?.send('go');
  leader?.kill('SIGKILL');
  expect(await answered).toEqual({ model: 1, coalesced: 2 });
  expect(server.calls()).toBe(2);
}

it('the call of a process that is killed is made by one that waited for it, with a store in Postgres', () =>
  leaderKilledOn({}));

it.skipIf(!hasRedis)('and with one in Redis', async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  await leaderKilledOn({ CACHE_REDIS_URL: redis.url });
});
