import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, onTestFailed } from 'vitest';
import type { Behaviour } from '../../loadtest/model-server/behaviour.js';
import { type ModelServer, startModelServer } from '../../loadtest/model-server.js';
import { Prisma } from '../../src/generated/prisma/client.js';
import { parseUsage } from '../../src/store/usage.js';
import { accepted, getTask, type TaskBody } from '../support/api.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type Program, type ProgramName, startProgram } from '../support/program.js';
import { type ServerProxy, startProxy } from '../support/proxy.js';
import { startRedis, type TestRedis } from '../support/redis.js';
import { until } from '../support/until.js';
import { type Refused, refusedIn, startAudit, type Written, writtenIn } from './audit.js';

/**
 * What a fault happens to: an API and workers as processes of their own, a Postgres and a Redis behind proxies, a model
 * that takes its time, and simulations in flight. When it is over, `checkHistory` says whether every promise was kept.
 */
export interface World {
  readonly database: TestDatabase;
  readonly postgres: ServerProxy;
  /** Only with the queue on Redis. */
  readonly redis?: { readonly server: TestRedis; readonly proxy: ServerProxy };
  readonly api: { readonly url: string; readonly program: Program };
  readonly workers: readonly Program[];
  /** All of them, by the names of their connections to the database. */
  readonly programs: ReadonlyMap<string, Program>;
  readonly ids: readonly string[];
  startWorker(environment?: Readonly<Record<string, string>>): Promise<Program>;
  /** Starts another API process, on a port of its own, without fault points. */
  startApi(): Promise<string>;
  readonly queuePrefix: string;
  readonly model: ModelServer;
  /** Calls of the model so far that it answered or may have, by what they asked. */
  readonly asked: ReadonlyMap<string, number>;
  /** How many calls of the model have come so far, by what it did with them. */
  readonly calls: ReadonlyMap<Behaviour['kind'], number>;
  /** Writes of a program that found no row. */
  refusals(program: Program | undefined, what: Refused['what']): Promise<readonly Refused[]>;
  /** Process id of the worker that runs a task which has committed a turn. */
  runnerOf(id: string): Promise<number>;
  submit(turns?: number): Promise<string>;
  aTurnIsCommitted(): Promise<void>;
  /** Waits until every task has ended. */
  allEnded(): Promise<readonly TaskBody[]>;
}

export interface WorldOptions {
  readonly queue?: 'postgres' | 'redis';
  /** The world's to drop; one on the server of all tests unless given. */
  readonly database?: TestDatabase;
  readonly workers?: number;
  readonly simulations?: number;
  readonly turns?: number;
  readonly latencyMs?: number;
  /** Of every simulation. */
  readonly limits?: Readonly<Record<string, number>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Of the first worker only, as one that a fault point is armed in. */
  readonly firstWorker?: Readonly<Record<string, string>>;
  readonly misbehave?: (call: number) => Behaviour | undefined;
}

export const TURNS = 4;

/**
 * When each fault strikes, and how long the model takes: as written, unless FAULT_SEED asks for other moments. A test
 * draws from the seed and its own name, so that the order of the tests doesn't matter.
 */
const FAULT_SEED = process.env.FAULT_SEED;

function drawMoment(subject: string, usual: number, least: number, most: number): number {
  if (FAULT_SEED === undefined) {
    return usual;
  }
  const test = expect.getState().currentTestName ?? '';
  const digest = createHash('sha256').update(`${FAULT_SEED} ${test} ${subject}`).digest();
  return least + Math.floor((digest.readUInt32BE() / 2 ** 32) * (most - least + 1));
}

/** Shorter in a round, where a file has two processors to itself: beside others, leases so short run out without a fault. */
const LEASE_SECONDS = FAULT_SEED === undefined ? 4 : 2;

const cleanups: (() => Promise<unknown>)[] = [];

/** Ends everything that worlds of the last test started, newest first. */
export function tearDownAfterEach(): void {
  afterEach(async () => {
    for (const clean of cleanups.splice(0).reverse()) {
      await clean();
    }
  });
}

export async function buildWorld(options: WorldOptions = {}): Promise<World> {
  const onRedis = options.queue === 'redis';
  const database = options.database ?? (await createTestDatabase());
  cleanups.push(() => database.drop());
  await startAudit(database.db);
  const postgres = await startProxy(database.url);
  cleanups.push(() => postgres.close());
  const redis = onRedis ? await startRedis() : undefined;
  const redisProxy = redis === undefined ? undefined : await startProxy(redis.url);
  if (redis !== undefined) {
    cleanups.push(() => redis.stop());
  }
  if (redisProxy !== undefined) {
    cleanups.push(() => redisProxy.close());
  }
  const asked = new Map<string, number>();
  const calls = new Map<Behaviour['kind'], number>();
  let arrived = 0;
  const model = await startModelServer({
    seed: 1,
    latency: options.latencyMs ?? drawMoment('latency', 250, 200, 400),
    script: (call) => {
      arrived += 1;
      const misbehaviour = options.misbehave?.(arrived);
      const kind = misbehaviour?.kind ?? 'answer';
      calls.set(kind, (calls.get(kind) ?? 0) + 1);
      if (kind === 'answer' || kind === 'drop') {
        const identity = createHash('sha256').update(JSON.stringify(call.body)).digest('hex');
        asked.set(identity, (asked.get(identity) ?? 0) + 1);
      }
      return misbehaviour;
    },
  });
  cleanups.push(() => model.close());

  const environment = {
    DATABASE_URL: postgres.url,
    REDIS_URL: redisProxy?.url ?? '',
    // The migrated template's queue tables stand under this name.
    QUEUE_PREFIX: onRedis ? `f${randomBytes(4).toString('hex')}` : 'test',
    GEMINI_API_KEY: 'test-key',
    GEMINI_BASE_URL: model.url,
    LEASE_SECONDS: String(LEASE_SECONDS),
    DISPATCH_TIMEOUT: '2',
    ...options.environment,
  };
  const programs = new Map<string, Program>();
  const start = (kind: ProgramName, settings: Readonly<Record<string, string>>) => {
    const name = `program-${programs.size}`;
    const program = startProgram(kind, { ...settings, DATABASE_URL: named(postgres.url, name) });
    programs.set(name, program);
    cleanups.push(() => {
      // One that a test has frozen would not even notice its end.
      program.process.kill('SIGCONT');
      return program.end('SIGKILL');
    });
    return program;
  };
  // What happened is only told by those whom it happened to.
  onTestFailed(() => {
    for (const program of programs.values()) process.stderr.write(program.output() + program.errors());
  });
  const apiProgram = start('workers/api', environment);
  const startWorker = async (extra: Readonly<Record<string, string>> = {}) => {
    const worker = start('workers/worker', { ...environment, ...extra });
    await worker.ready;
    return worker;
  };
  const starting = Array.from({ length: options.workers ?? 2 }, (_, index) =>
    startWorker(index === 0 ? options.firstWorker : {}),
  );
  const [url, ...workers] = await Promise.all([apiProgram.ready, ...starting]);

  const ids: string[] = [];
  // Each simulation has a seed of its own, so that no two of them ask the model the same.
  let seed = drawMoment('story', randomBytes(4).readUInt32BE(), 0, 2 ** 31);
  const submit = async (turns = options.turns ?? TURNS) => {
    seed += 1;
    const id = await accepted(url, {
      character_names: ['Alice', 'Bob'],
      turns,
      seed,
      ...(options.limits && { limits: options.limits }),
    });
    ids.push(id);
    return id;
  };
  for (let index = 0; index < (options.simulations ?? 4); index += 1) {
    await submit();
  }
  return {
    database,
    postgres,
    programs,
    ...(redis === undefined || redisProxy === undefined
      ? {}
      : { redis: { server: redis, proxy: redisProxy } }),
    api: { url, program: apiProgram },
    workers,
    ids,
    startWorker,
    startApi: () => start('workers/api', { ...environment, FAULT_POINTS: '' }).ready,
    queuePrefix: environment.QUEUE_PREFIX,
    model,
    asked,
    calls,
    refusals: async (program, what) =>
      (await refusedIn(database.db)).filter(
        (refused) => refused.what === what && programs.get(refused.writer) === program,
      ),
    submit,
    runnerOf: async (id) => {
      const turns = drawMoment('turns before the fault', 1, 1, TURNS - 2);
      const runner = await until(async () => {
        const task = await database.db.prisma.task.findUnique({ where: { id } });
        const pid = task?.leaseOwner?.split('-').at(-2);
        const far = (task?.progress ?? 0) >= Math.floor((100 * turns) / TURNS);
        return task?.status === 'running' && far && pid !== undefined && Number(pid);
      });
      await delay(drawMoment('delay of the fault', 0, 0, 80));
      return runner;
    },
    aTurnIsCommitted: async () => {
      await until(async () => (await database.db.prisma.turn.count()) > 0);
    },
    allEnded: async () => {
      // Read from the database itself: the way to it through the API may be what is broken.
      await until(async () => {
        const open = await database.db.prisma.task.count({
          where: { status: { in: ['queued', 'running'] } },
        });
        return open === 0;
      });
      return Promise.all(ids.map((id) => getTask(url, id)));
    },
  };
}

/** An address whose connections have a name that the database knows them by. */
function named(url: string, name: string): string {
  const address = new URL(url);
  address.searchParams.set('application_name', name);
  return address.href;
}

const TERMINAL_EVENTS = ['completed', 'failed', 'cancelled'];

/**
 * Holds what happened against the promises: one final state each; turns 1..n committed once each, chapters too, under
 * fences that only grow, each by the process that had the task at that moment; events numbered without a gap with one
 * last word; the story made of the stored chapters in their order; every call that the model was paid for is counted,
 * none twice, and none whose answer was kept is asked a second time.
 */
export async function checkHistory(world: World, tasks: readonly TaskBody[]): Promise<void> {
  const { prisma } = world.database.db;
  expect(tasks.map(({ task_id }) => task_id).sort()).toEqual([...world.ids].sort());
  const written = await checkWriters(world);
  for (const task of tasks) {
    const where = { simulationId: task.task_id };
    const turns = await prisma.turn.findMany({ where, orderBy: { turn: 'asc' } });
    const chapters = await prisma.chapter.findMany({ where, orderBy: { turn: 'asc' } });
    const events = await prisma.taskEvent.findMany({
      where: { taskId: task.task_id },
      orderBy: { seq: 'asc' },
    });
    const row = await prisma.task.findUniqueOrThrow({ where: { id: task.task_id } });

    expect(TERMINAL_EVENTS).toContain(row.status);
    const own = written.filter(({ taskId }) => taskId === task.task_id);
    const claims = own.filter(({ what }) => what === 'claim').map(({ fence }) => fence);
    expect(claims, 'fences of the claims').toEqual(ascending([...new Set(claims)]));
    expect(claims, 'claims').toHaveLength(row.attempt);
    expect(own.filter(({ what }) => what === 'result')).toHaveLength(row.status === 'completed' ? 1 : 0);
    for (const steps of [turns, chapters]) {
      expect(steps.map(({ turn }) => turn)).toEqual(
        turns.slice(0, steps.length).map((_, index) => index + 1),
      );
      const fences = steps.map(({ fence }) => fence);
      expect(fences).toEqual(ascending(fences));
      expect(claims, 'fences of claims').toEqual(expect.arrayContaining(fences));
    }
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.filter(({ type }) => TERMINAL_EVENTS.includes(type)).map(({ type }) => type)).toEqual([
      row.status,
    ]);
    expect(events.at(-1)?.type).toBe(row.status);
    expect(events.filter(({ type }) => type === 'turn')).toHaveLength(turns.length);
    expect(events.filter(({ type }) => type === 'prose')).toHaveLength(chapters.length);
    if (row.status === 'completed') {
      expect(task.result?.turns_executed).toBe(turns.length);
      expect(chapters).toHaveLength(turns.length);
      let told = 0;
      for (const { turn, prose } of chapters) {
        const place = task.result?.story.indexOf(prose.trim(), told) ?? -1;
        expect(place, `where chapter ${turn} stands in the story`).toBeGreaterThanOrEqual(told);
        told = place + prose.trim().length;
      }
    }
  }
  await checkUsage(world);
}

const ascending = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);

/** Every write of a run came from the process that had the task at that moment. */
async function checkWriters(world: World): Promise<readonly Written[]> {
  const written = (await writtenIn(world.database.db)).filter(({ what }) => what !== 'dispatch');
  for (const { taskId, what, fence, owner, writer } of written) {
    const pid = Number(owner?.split('-').at(-2));
    expect(pid, `${writer} wrote a ${what} of ${taskId} under ${fence}, which ${owner} had`).toBe(
      world.programs.get(writer)?.pid,
    );
  }
  return written;
}

/** What was paid for is counted once: as a call that was answered, or as one of which that isn't known. */
async function checkUsage(world: World): Promise<void> {
  const { prisma } = world.database.db;
  // Those left without an answer are counted by a sweep after the end.
  await until(
    async () => (await prisma.modelCall.count({ where: { reply: { equals: Prisma.DbNull } } })) === 0,
  );
  const rows = await prisma.task.findMany({ select: { usage: true } });
  const usage = rows.map((row) => parseUsage(row.usage));
  const counted = usage.reduce((sum, { modelCalls }) => sum + modelCalls, 0);
  const unconfirmed = usage.reduce((sum, { unconfirmedCalls }) => sum + unconfirmedCalls, 0);
  const came = (...kinds: Behaviour['kind'][]) =>
    kinds.reduce((sum, kind) => sum + (world.calls.get(kind) ?? 0), 0);
  const answered = came('answer', 'malformed', 'blocked', 'truncated', 'empty');
  expect(counted, 'calls that are counted, of those that were answered').toBeLessThanOrEqual(answered);
  expect(answered + came('drop'), 'calls that may cost, of those that are counted').toBeLessThanOrEqual(
    counted + unconfirmed,
  );
  const repeated = [...world.asked.values()].reduce((sum, times) => sum + times - 1, 0);
  expect(repeated, 'calls that were asked again although their answer was kept').toBeLessThanOrEqual(
    unconfirmed,
  );
}

/** Everything completed with all its turns. */
export function expectAllCompleted(tasks: readonly TaskBody[], turns = TURNS): void {
  expect(tasks.map(({ status, error }) => ({ status, error }))).toEqual(
    tasks.map(() => ({ status: 'completed', error: null })),
  );
  expect(tasks.map(({ result }) => result?.turns_executed)).toEqual(tasks.map(() => turns));
}
