import { afterEach, describe, expect, it } from 'vitest';
import { userText } from '../../../loadtest/model-server/wire.js';
import type { Behaviour, ModelServerOptions, ReceivedCall } from '../../../loadtest/model-server.js';
import { accepted, ended, getTask } from '../../support/api.js';
import { type ModelPool, openModelPool } from '../../support/model-pool.js';
import type { Program } from '../../support/program.js';
import { type ServerProxy, startProxy } from '../../support/proxy.js';
import { hasRedis, startRedis } from '../../support/redis.js';
import { until } from '../../support/until.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

interface Pool extends ModelPool {
  readonly url: string;
  /** What the provider was asked, by the words of the request. */
  readonly asked: readonly string[];
  worker(settings?: Readonly<Record<string, string>>): Promise<Program>;
}

async function pool(
  script: (call: ReceivedCall) => Behaviour | undefined = () => undefined,
  model: Omit<ModelServerOptions, 'script'> = {},
  databaseUrl?: (url: string) => Promise<string>,
): Promise<Pool> {
  const asked: string[] = [];
  const opened = await openModelPool(
    {
      ...model,
      script: (call) => {
        asked.push(wordsOf(call));
        return script(call);
      },
    },
    databaseUrl,
  );
  cleanups.push(() => opened.close());
  return {
    ...opened,
    asked,
    url: await opened.api(),
    worker: (settings) => opened.start('workers/worker', settings),
  };
}

function wordsOf({ body }: ReceivedCall): string {
  return JSON.stringify(body);
}

const CHAPTER = 'Place in the arc';
const isDecision = (call: ReceivedCall) => !userText(call.body).includes(CHAPTER);

/** How often each thing was asked. */
function timesAsked(asked: readonly string[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const words of asked) {
    times.set(words, (times.get(words) ?? 0) + 1);
  }
  return times;
}

async function turnsOf({ test }: Pool, simulationId: string): Promise<number[]> {
  const turns = await test.db.prisma.turn.findMany({ where: { simulationId }, orderBy: { turn: 'asc' } });
  return turns.map(({ turn }) => turn);
}

const REQUEST = { character_names: ['Alice', 'Bob', 'pilot'], turns: 2, seed: 3 };
/** Three decisions and one chapter a turn. */
const CALLS = 8;
/** While its turn is committed the call of its chapter is on its way, and nothing else that a kill would leave unanswered. */
const ONE_TURN = { ...REQUEST, turns: 1 };
const CALLS_OF_ONE_TURN = 4;

/** A model that answers decisions alone until it is told to answer everything. */
function holdingChapters() {
  let holds = true;
  return {
    script: (call: ReceivedCall): Behaviour | undefined =>
      holds && !isDecision(call) ? { kind: 'hang' } : undefined,
    letGo: () => {
      holds = false;
    },
  };
}

/** How often each decision was asked, and how many chapters were asked for. */
function askedFor(asked: readonly string[]) {
  const decisions = asked.filter((words) => !words.includes(CHAPTER));
  return { decisions: [...timesAsked(decisions).values()], chapters: asked.length - decisions.length };
}

describe('a worker that is killed in the middle of a round of model calls', () => {
  it('leaves its answers to the next, which asks only for what was not answered', async () => {
    // Of the first round two are answered and the third never is, until the worker is gone.
    let decisions = 0;
    const pooled = await pool((call) => {
      decisions += isDecision(call) ? 1 : 0;
      return decisions === 3 && isDecision(call) ? { kind: 'hang' } : undefined;
    });
    const first = await pooled.worker();
    const id = await accepted(pooled.url, REQUEST);
    await until(async () => {
      const answered = await pooled.test.db.prisma.modelCall.findMany({ where: { taskId: id } });
      return answered.length === 3 && answered.filter(({ reply }) => reply !== null).length === 2
        ? true
        : undefined;
    });
    await first.end('SIGKILL');
    const before = await getTask(pooled.url, id);
    expect(before.usage).toMatchObject({ model_calls: 2, unconfirmed_calls: 0 });
    await pooled.worker();
    const task = await ended(pooled.url, id);

    expect(task).toMatchObject({ status: 'completed', attempt: 2, result: { degraded: false } });
    expect(task.usage).toMatchObject({ model_calls: CALLS, cached_calls: 0, unconfirmed_calls: 1 });
    const times = [...timesAsked(pooled.asked).values()].sort();
    expect(times).toEqual([...Array.from({ length: CALLS - 1 }, () => 1), 2]);
    expect(await pooled.test.db.prisma.modelCall.count()).toBe(0);
    expect(await turnsOf(pooled, id)).toEqual([1, 2]);
  });

  it('between an answer and its use costs nothing twice, and the story is that of a run without a fault', async () => {
    const { script, letGo } = holdingChapters();
    const pooled = await pool(script);
    const crash = await pooled.worker({
      FAULT_POINTS: 'before-turn-commit:kill',
    });
    const id = await accepted(pooled.url, ONE_TURN);
    expect(await crash.exited).toBe('SIGKILL');
    letGo();
    const { chapters: lost } = askedFor(pooled.asked);
    const late = await pooled.worker({ FAULT_POINTS: 'before-chapter-commit:kill' });
    expect(await late.exited).toBe('SIGKILL');
    await pooled.worker();
    const task = await ended(pooled.url, id);
    const asked = [...pooled.asked];
    // One that asks for everything itself.
    const other = await ended(pooled.url, await accepted(pooled.url, { ...ONE_TURN, cache: 'off' }));

    expect(task.attempt).toBe(3);
    expect(askedFor(asked)).toEqual({ decisions: [1, 1, 1], chapters: lost + 1 });
    expect(task.result?.story).toBe(other.result?.story);
    // The chapter's call that the kill has cut off, whether or not it had come to the model.
    expect(task.usage).toEqual({ ...other.usage, unconfirmed_calls: 1 });
    expect(task.usage).toMatchObject({ model_calls: CALLS_OF_ONE_TURN });
  });

  it.skipIf(!hasRedis).each([
    ['that wants no cache', { cache: 'off' }],
    ['whose cache is wiped meanwhile', { cache: 'use' }],
  ])('costs nothing twice for a task %s', async (_name, cache) => {
    const redis = await startRedis();
    cleanups.push(() => redis.stop());
    const { script, letGo } = holdingChapters();
    const pooled = await pool(script);
    const settings = { CACHE_REDIS_URL: redis.url };
    const id = await accepted(pooled.url, { ...ONE_TURN, ...cache });
    for (const point of ['before-turn-commit:kill', 'before-chapter-commit:kill']) {
      const crash = await pooled.worker({ ...settings, FAULT_POINTS: point });
      expect(await crash.exited).toBe('SIGKILL');
      redis.command('FLUSHALL');
      letGo();
    }
    await pooled.worker(settings);
    const task = await ended(pooled.url, id);
    expect(task.status).toBe('completed');
    expect(askedFor(pooled.asked).decisions).toEqual([1, 1, 1]);
    expect(task.usage).toMatchObject({
      model_calls: CALLS_OF_ONE_TURN,
      cached_calls: 0,
      unconfirmed_calls: 1,
    });
  });

  it('before anything was sent costs nothing, and what can not be known is counted', async () => {
    const pooled = await pool();
    const crash = await pooled.worker({ FAULT_POINTS: 'after-journal-note:exit' });
    const id = await accepted(pooled.url, REQUEST);
    expect(await crash.exited).toBe(86);
    expect(pooled.asked).toEqual([]);
    // One statement has noted the whole round.
    expect(await pooled.test.db.prisma.modelCall.count({ where: { taskId: id } })).toBe(3);
    await pooled.worker();
    const { usage } = await ended(pooled.url, id);
    expect(usage).toMatchObject({ model_calls: CALLS, unconfirmed_calls: 3 });
    expect(pooled.asked).toHaveLength(CALLS);
  });
});

describe('an answer that was of no use', () => {
  it('is counted with its cost, kept, and not asked for again', async () => {
    const isRepair = (call: ReceivedCall) => userText(call.body).includes("That can't be used");
    const pooled = await pool((call) =>
      isDecision(call) && !isRepair(call) ? { kind: 'malformed' } : undefined,
    );
    const id = await accepted(pooled.url, { character_names: ['Alice', 'Bob'], turns: 1, seed: 3 });
    await pooled.worker();
    const task = await ended(pooled.url, id);
    // Both decisions were repaired: two answers each. And one chapter.
    expect(task.usage).toMatchObject({ model_calls: 5, unconfirmed_calls: 0 });
    expect(task.result?.degraded).toBe(false);
  });

  it('and that no repair helps ends as a fallback, with both answers counted', async () => {
    const { script, letGo } = holdingChapters();
    const pooled = await pool((call) => (isDecision(call) ? { kind: 'malformed' } : script(call)));
    const id = await accepted(pooled.url, { character_names: ['Alice', 'Bob'], turns: 1, seed: 3 });
    const crash = await pooled.worker({ FAULT_POINTS: 'before-turn-commit:kill' });
    expect(await crash.exited).toBe('SIGKILL');
    letGo();
    await pooled.worker();
    const task = await ended(pooled.url, id);
    expect(task.usage).toMatchObject({ model_calls: 5, unconfirmed_calls: 1 });
    expect(askedFor(pooled.asked).decisions).toEqual([1, 1, 1, 1]);
    expect(task.result).toMatchObject({
      degraded: true,
      degraded_reasons: ['decisions made without the model: 2 (invalid)'],
    });
  });
});

describe('an answer that holds what no database can', () => {
  it('is of no use where it is no JSON and begins with a picture, and is counted', async () => {
    const pooled = await pool((call) =>
      isDecision(call) ? { kind: 'answer', text: '🙂 Of course!' } : undefined,
    );
    const id = await accepted(pooled.url, { character_names: ['Alice', 'Bob'], turns: 1, seed: 3 });
    await pooled.worker();
    const task = await ended(pooled.url, id);
    expect(task).toMatchObject({ status: 'completed', attempt: 1 });
    // Both decisions were repaired, to no avail: two answers each. And one chapter.
    expect(task.usage).toMatchObject({ model_calls: 5, unconfirmed_calls: 0 });
    expect(task.result?.degraded_reasons).toEqual(['decisions made without the model: 2 (invalid)']);
  });
});

describe('a commit that fails while the calls of the next turn are on their way', () => {
  it('loses none of their answers', async () => {
    const pooled = await pool(undefined, { latency: 100 });
    await pooled.worker({ FAULT_POINTS: 'before-turn-commit:throw' });
    const id = await accepted(pooled.url, REQUEST);
    const task = await ended(pooled.url, id);
    expect(task).toMatchObject({ status: 'completed', attempt: 2 });
    expect(task.usage).toMatchObject({ model_calls: CALLS, unconfirmed_calls: 0 });
    expect([...timesAsked(pooled.asked).values()].every((times) => times === 1)).toBe(true);
    expect(await turnsOf(pooled, id)).toEqual([1, 2]);
  });
});

describe('a database that goes away in the middle of a run', () => {
  it('has each turn once when it is back, and nothing that was answered is asked again', async () => {
    const proxies: ServerProxy[] = [];
    const pooled = await pool(undefined, { latency: 150 }, async (url) => {
      const proxy = await startProxy(url);
      cleanups.push(() => proxy.close());
      proxies.push(proxy);
      return proxy.url;
    });
    const [proxy] = proxies;
    await pooled.worker({ LEASE_SECONDS: '4' });
    const id = await accepted(pooled.url, { ...REQUEST, turns: 4 });
    for (let cut = 0, seen = 0; cut < 3; cut += 1) {
      // Calls are on their way: their answers come while nobody can store them.
      await until(() => pooled.asked.length > seen || undefined);
      await proxy?.cut();
      await until(() => pooled.server.stats().inFlight === 0 || undefined);
      seen = pooled.asked.length;
      await proxy?.mend();
    }
    const task = await until(async () => {
      const response = await fetch(`${pooled.url}/api/tasks/${id}`);
      return response.ok ? ended(pooled.url, id) : undefined;
    });
    expect(task).toMatchObject({ status: 'completed', result: { turns_executed: 4, degraded: false } });
    expect(await turnsOf(pooled, id)).toEqual([1, 2, 3, 4]);
    expect([...timesAsked(pooled.asked).values()].every((times) => times === 1)).toBe(true);
    expect(task.usage).toMatchObject({ model_calls: pooled.asked.length, unconfirmed_calls: 0 });
  });
});
