import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { getPriority, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type ModelServer, startModelServer } from '../../loadtest/model-server.js';
import { accepted, ended } from '../support/api.js';
import { database, type TestDatabase } from '../support/database.js';
import { freePort } from '../support/ports.js';
import { type Program, startProgram } from '../support/program.js';
import { startProxy } from '../support/proxy.js';
import { until } from '../support/until.js';

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

function program(...parameters: Parameters<typeof startProgram>): Program {
  const started = startProgram(...parameters);
  cleanups.push(() => started.end('SIGKILL'));
  return started;
}

async function model(latency: number): Promise<ModelServer> {
  const server = await startModelServer({ seed: 1, latency });
  cleanups.push(() => server.close());
  return server;
}

/** Settings of a program whose model takes its time, so that a fault finds it in the middle of things. */
async function slowSettings(test: TestDatabase, latency = 200): Promise<Record<string, string>> {
  const { url } = await model(latency);
  return {
    DATABASE_URL: test.url,
    QUEUE_PREFIX: 'test',
    GEMINI_API_KEY: 'test-key',
    GEMINI_BASE_URL: url,
    LEASE_SECONDS: '2',
  };
}

/** The process that runs a task which has committed a turn: its id holds host, pid and a random part. */
async function runnerOf(test: TestDatabase, id: string): Promise<number> {
  return until(async () => {
    const task = await test.db.prisma.task.findUnique({ where: { id } });
    const pid = task?.leaseOwner?.split('-').at(-2);
    return task?.status === 'running' && task.progress > 0 && pid !== undefined ? Number(pid) : undefined;
  });
}

describe('a story by Gemini', () => {
  it('is told through the real SDK, and its calls are counted', async () => {
    const test = await database();
    const url = await program('workers/supervisor', {
      ...(await slowSettings(test, 0)),
      WORKER_PROCESSES: '1',
    }).ready;
    const id = await accepted(url, { character_names: ['Alice', 'Bob'], turns: 2, seed: 7 });
    const task = await ended(url, id);
    expect(task).toMatchObject({ status: 'completed', result: { turns_executed: 2, degraded: false } });
    // Two decisions and one chapter a turn.
    expect(task.usage.model_calls).toBe(6);
    expect(task.usage.cost_usd).toBeGreaterThan(0);
  });
});

describe('a worker that is killed in the middle of a simulation', () => {
  it('leaves a story that reads as if it had not been interrupted', async () => {
    const test = await database();
    // A busy machine must not let a lease run out of a worker that lives: the runs are counted below.
    const settings = { ...(await slowSettings(test)), WORKER_PROCESSES: '1', LEASE_SECONDS: '6' };
    const url = await program('workers/supervisor', settings).ready;
    // Played twice: nothing of the first is given again.
    const request = { character_names: ['Alice', 'Bob'], turns: 4, seed: 77, cache: 'off' };
    const interrupted = await accepted(url, request);
    process.kill(await runnerOf(test, interrupted), 'SIGKILL');
    const first = await ended(url, interrupted);
    const second = await ended(url, await accepted(url, request));
    expect(first.attempt).toBe(2);
    expect(second.attempt).toBe(1);
    expect(first.result?.story).toBe(second.result?.story);
  });
});

describe('a worker that shares its machine', () => {
  it('gives way to what else wants the processor, by as much as it is told', async () => {
    const test = await database();
    const settings = { ...(await slowSettings(test)), WORKER_PROCESSES: '1', WORKER_NICE: '7' };
    const url = await program('workers/supervisor', settings).ready;
    const id = await accepted(url, { character_names: ['Alice', 'Bob'], turns: 3 });
    const pid = await runnerOf(test, id);
    // The runtime's own threads with it, which collect garbage, where each has its own.
    const threads = process.platform === 'linux' ? readdirSync(`/proc/${pid}/task`).map(Number) : [pid];
    expect(threads.length).toBeGreaterThan(0);
    expect(new Set(threads.map((thread) => getPriority(thread)))).toEqual(
      new Set([Math.max(7, getPriority())]),
    );
  });
});

describe('a database that goes away', () => {
  it('makes polls answer 503 and recovers by itself, with nothing lost', async () => {
    const test = await database();
    const proxy = await startProxy(test.url);
    cleanups.push(() => proxy.close());
    const settings = { ...(await slowSettings(test, 0)), DATABASE_URL: proxy.url, WORKER_PROCESSES: '1' };
    const url = await program('workers/supervisor', settings).ready;
    const id = await accepted(url, { character_names: ['Alice', 'Bob'], turns: 3 });
    await proxy.cut();
    const refused = await fetch(`${url}/api/tasks/${id}`);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).not.toBeNull();
    expect(await refused.json()).toMatchObject({ details: { error_code: 'STORE_UNAVAILABLE' } });
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    await proxy.mend();
    await until(async () => ((await fetch(`${url}/api/tasks/${id}`)).status === 200 ? true : undefined));
    expect(await ended(url, id)).toMatchObject({ status: 'completed' });
  });

  it('is waited for by a worker that dies meanwhile, and ends nothing', async () => {
    const test = await database();
    const proxy = await startProxy(test.url);
    cleanups.push(() => proxy.close());
    const supervisor = program('workers/supervisor', {
      DATABASE_URL: proxy.url,
      QUEUE_PREFIX: 'test',
      WORKER_PROCESSES: '1',
      LOG_LEVEL: 'warn',
    });
    const url = await supervisor.ready;
    const [first] = await test.db.prisma.workerHeartbeat.findMany();
    await proxy.cut();
    process.kill(first?.pid ?? 0, 'SIGKILL');
    await until(() => supervisor.output().split('"reason":75').length > 2);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    await proxy.mend();
    const id = await until(() =>
      accepted(url, { character_names: ['Alice', 'Bob'], turns: 2 }).catch(() => undefined),
    );
    expect(await ended(url, id)).toMatchObject({ status: 'completed' });
  });
});

describe('starting', () => {
  it('refuses a port that is in use with one line that says so', async () => {
    const test = await database();
    const port = await freePort();
    const settings = {
      DATABASE_URL: test.url,
      QUEUE_PREFIX: 'test',
      PORT: String(port),
      WORKER_PROCESSES: '1',
    };
    await program('workers/supervisor', settings).ready;
    const second = program('workers/supervisor', settings);
    expect(await second.exited).not.toBe(0);
    expect(second.errors().trim().split('\n')).toEqual([
      expect.stringContaining(`Port ${port} on 127.0.0.1 is in use`),
    ]);
  });

  it('refuses a port that is in use before it starts a database', async () => {
    const dataDir = join(mkdtempSync(join(tmpdir(), 'novel-engine-port-')), 'data');
    const taken = createServer().listen(0, '127.0.0.1');
    cleanups.push(() => taken.close());
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const start = program('workers/supervisor', { DATA_DIR: dataDir, PORT: String(port) });
    expect(await start.exited).not.toBe(0);
    expect(start.errors().trim().split('\n')).toEqual([expect.stringContaining(`Port ${port}`)]);
    expect(existsSync(dataDir)).toBe(false);
    rmSync(dirname(dataDir), { recursive: true });
  });

  it('refuses a data directory that it can not write to with one line that says so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'novel-engine-unwritable-'));
    cleanups.push(() => rmSync(folder, { recursive: true }));
    const dataDir = join(folder, 'file', 'data');
    writeFileSync(dirname(dataDir), '');
    const start = program('workers/supervisor', { DATA_DIR: dataDir });
    expect(await start.exited).toBe(78);
    expect(start.errors().trim().split('\n')).toEqual([
      expect.stringMatching(`${dataDir} can't be written .*Set DATA_DIR`),
    ]);
  });

  it('refuses a database that does not answer with one line that says so', async () => {
    const port = await freePort();
    const start = program('workers/supervisor', {
      DATABASE_URL: `postgresql://u:secret@127.0.0.1:${port}/x`,
    });
    // Whoever keeps it running may start it again.
    expect(await start.exited).toBe(75);
    expect(start.errors().trim().split('\n')).toEqual([expect.stringContaining(`127.0.0.1:${port}`)]);
    expect(start.errors()).not.toContain('secret');
  });

  it('refuses a database that takes it in and says nothing', async () => {
    const mute = createServer();
    mute.listen(0, '127.0.0.1');
    await once(mute, 'listening');
    cleanups.push(() => mute.close());
    const { port } = mute.address() as AddressInfo;
    const start = program('workers/supervisor', { DATABASE_URL: `postgresql://u:p@127.0.0.1:${port}/x` });
    expect(await start.exited).toBe(75);
    expect(start.errors().trim().split('\n')).toEqual([
      expect.stringMatching(`127.0.0.1:${port} .*no answer within 10 seconds`),
    ]);
  });

  it('refuses settings that do not fit, naming each', async () => {
    const start = program('workers/supervisor', { PORT: 'eighty', LEASE_SECONDS: '0' });
    expect(await start.exited).not.toBe(0);
    expect(start.errors()).toMatch(/PORT .*LEASE_SECONDS /);
  });

  it('ends everything when told to, and leaves no child behind', async () => {
    const test = await database();
    const supervisor = program('workers/supervisor', { DATABASE_URL: test.url, QUEUE_PREFIX: 'test' });
    const url = await supervisor.ready;
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const workers = await until(async () => {
      const found = await test.db.prisma.workerHeartbeat.findMany();
      return found.length === 2 ? found : undefined;
    });
    supervisor.process.kill('SIGTERM');
    supervisor.process.kill('SIGTERM');
    expect(await supervisor.end('SIGINT')).toBe(0);
    for (const { pid } of workers) {
      expect(() => process.kill(pid, 0)).toThrow();
    }
    await expect(fetch(url)).rejects.toThrow();
    expect(await test.db.prisma.workerHeartbeat.count()).toBe(0);
  });

  it.each(['workers/api', 'workers/worker'] as const)(
    'ends %s in order when the supervisor goes before it works',
    async (name) => {
      const { url } = await database();
      const { process: child } = startProgram(name, { DATABASE_URL: url, QUEUE_PREFIX: 'test' });
      cleanups.push(() => child.kill('SIGKILL'));
      const exited = once(child, 'exit');
      child.disconnect();
      expect(await exited).toEqual([0, null]);
    },
  );

  it('ends in order although its Redis was never there', async () => {
    const test = await database();
    const redisUrl = `redis://127.0.0.1:${await freePort()}`;
    const supervisor = program('workers/supervisor', { DATABASE_URL: test.url, REDIS_URL: redisUrl });
    const url = await supervisor.ready;
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'degraded' });
    expect(await supervisor.end('SIGTERM')).toBe(0);
    expect(supervisor.errors()).not.toContain('did not close');
  });

  it('replaces a worker that dies', async () => {
    const test = await database();
    const settings = { DATABASE_URL: test.url, QUEUE_PREFIX: 'test', WORKER_PROCESSES: '1' };
    await program('workers/supervisor', settings).ready;
    const [first] = await test.db.prisma.workerHeartbeat.findMany();
    process.kill(first?.pid ?? 0, 'SIGKILL');
    await until(async () => {
      const found = await test.db.prisma.workerHeartbeat.findMany();
      return found.some(({ pid }) => pid !== first?.pid) ? true : undefined;
    });
  });
});
