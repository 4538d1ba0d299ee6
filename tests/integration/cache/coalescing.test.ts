import { describe, expect, it } from 'vitest';
import { encodeAnswer } from '../../../src/cache/answer-codec.js';
import { callKey } from '../../../src/cache/call-key.js';
import { withCoalescing } from '../../../src/cache/coalescing.js';
import { ExactAnswers, withExactAnswers } from '../../../src/cache/exact-tier.js';
import type { CacheStore } from '../../../src/cache/store.js';
import { withClearance } from '../../../src/llm/layers/clearance.js';
import { wrapped } from '../../../src/llm/model-layer.js';
import type { GatewayObserver } from '../../../src/llm/observer.js';
import type { LanguageModel, ModelReply } from '../../../src/llm/port.js';
import { until } from '../../support/until.js';
import { answerOf, CountingModel, PatientModel, question } from '../../unit/cache/questions.js';
import { STORES } from './stores.js';

const NEVER = new AbortController().signal;
const IDENTITY = { provider: 'gemini', model: 'test-model' };

/** The exact and the coalescing tier of one process. */
function processWith(
  model: LanguageModel,
  store?: CacheStore,
  {
    leaseMs,
    patienceMs = 600_000,
    observe = () => undefined,
  }: {
    readonly leaseMs?: number;
    readonly patienceMs?: number;
    readonly observe?: GatewayObserver;
  } = {},
): LanguageModel {
  const answers = new ExactAnswers(IDENTITY, store, { ttlMs: 60_000, memoryBytes: 1_000_000 });
  return wrapped(
    model,
    withCoalescing({ answers, store, observe, patienceMs, ...(leaseMs !== undefined && { leaseMs }) }),
    withExactAnswers(answers, observe),
  );
}

const sourcesOf = (replies: readonly ModelReply[]) =>
  replies.map((reply) => (reply.ok ? reply.source : reply.reason)).sort();

describe('equal calls at once in one process', () => {
  it('make one, which one of them pays for', async () => {
    const model = new PatientModel();
    const calls = processWith(model);
    const asked = Array.from({ length: 5 }, (_, n) =>
      calls.generate(question({ scope: { clientId: 'ada', taskId: `task-${n}` } }), NEVER),
    );
    await until(() => model.open.length === 1);
    model.open[0]?.answer(answerOf('yes'));
    const replies = await Promise.all(asked);
    expect(sourcesOf(replies)).toEqual(['coalesced', 'coalesced', 'coalesced', 'coalesced', 'model']);
    const paid = replies.map((reply) => reply.costUsd ?? 0);
    expect(paid.reduce((sum, cost) => sum + cost, 0)).toBe(0.25);
    expect(replies.filter((reply) => reply.ok && reply.savedUsd === 0.25)).toHaveLength(4);
    expect(model.open).toHaveLength(1);
  });

  it('are not one when one of them wants no cache, or a newer answer', async () => {
    const model = new PatientModel();
    const calls = processWith(model);
    for (const cache of ['use', 'off', 'off', 'refresh'] as const) {
      void calls.generate(question({ reuse: { cache, within: 'client' } }), NEVER);
    }
    await until(() => model.open.length === 4);
  });

  it('are not one for different clients, nor for tasks that want something new', async () => {
    const model = new PatientModel();
    const calls = processWith(model);
    void calls.generate(question(), NEVER);
    void calls.generate(question({ scope: { clientId: 'ben', taskId: 'task-1' } }), NEVER);
    for (const taskId of ['a', 'b']) {
      const reuse = { cache: 'use', within: 'task' } as const;
      void calls.generate(question({ reuse, scope: { clientId: 'ada', taskId } }), NEVER);
    }
    await until(() => model.open.length === 4);
  });

  it('let one leave, even the first, without harm to the others', async () => {
    const model = new PatientModel();
    const calls = processWith(model);
    const first = new AbortController();
    const left = calls.generate(question(), first.signal);
    const stayed = calls.generate(question(), NEVER);
    await until(() => model.open.length === 1);
    first.abort();
    expect(await left).toEqual({ ok: false, reason: 'aborted' });
    expect(model.open[0]?.signal.aborted).toBe(false);
    model.open[0]?.answer(answerOf('yes'));
    expect(await stayed).toMatchObject({ value: 'yes', source: 'model', costUsd: 0.25 });
  });

  it('are broken off when all have left, and the next call is a new one', async () => {
    const model = new PatientModel();
    const calls = processWith(model);
    const [one, other] = [new AbortController(), new AbortController()];
    const replies = [calls.generate(question(), one.signal), calls.generate(question(), other.signal)];
    await until(() => model.open.length === 1);
    one.abort();
    other.abort();
    expect(sourcesOf(await Promise.all(replies))).toEqual(['aborted', 'aborted']);
    expect(model.open[0]?.signal.aborted).toBe(true);
    const next = calls.generate(question(), NEVER);
    await until(() => model.open.length === 2);
    model.open[1]?.answer(answerOf('yes'));
    expect(await next).toMatchObject({ source: 'model' });
  });

  it('go on with the request of another when the first one is refused before it is sent', async () => {
    const model = new PatientModel();
    const calls = processWith(wrapped(model, withClearance));
    let refuse: (error: Error) => void = () => undefined;
    const cleared = new Promise<void>((_, reject) => {
      refuse = reject;
    });
    const refused = calls.generate(question({ cleared }), NEVER);
    const others = [
      calls.generate(question({ cleared: Promise.resolve() }), NEVER),
      calls.generate(question(), NEVER),
    ];
    expect(model.open).toEqual([]);
    refuse(new Error('the task is another’s'));
    expect(await refused).toEqual({ ok: false, reason: 'aborted' });
    await until(() => model.open.length === 1);
    model.open[0]?.answer(answerOf('yes'));
    expect(sourcesOf(await Promise.all(others))).toEqual(['coalesced', 'model']);
    expect(model.open).toHaveLength(1);
  });

  it('share a failure, whose cost is counted once', async () => {
    const model = new PatientModel();
    const calls = processWith(model);
    const replies = [calls.generate(question(), NEVER), calls.generate(question(), NEVER)];
    await until(() => model.open.length === 1);
    model.open[0]?.answer({ ok: false, reason: 'refused', code: 'SAFETY', costUsd: 0.1, calls: 1 });
    const failures = await Promise.all(replies);
    expect(failures).toMatchObject([{ code: 'SAFETY' }, { code: 'SAFETY' }]);
    expect(failures.map(({ ok, costUsd }) => [ok, costUsd ?? 0]).sort()).toEqual([
      [false, 0],
      [false, 0.1],
    ]);
    void calls.generate(question(), NEVER);
    await until(() => model.open.length === 2);
  });
});

describe.each(STORES)('equal calls at once in several processes that share a store in $name', ({ open }) => {
  it('make one', async () => {
    const { one, other } = await open();
    const model = new PatientModel();
    let missed = 0;
    const observe: GatewayObserver = (event) => {
      if (event.type === 'cache' && event.tier === 'exact' && event.outcome === 'miss') missed += 1;
    };
    const processes = [processWith(model, one, { observe }), processWith(model, other, { observe })];
    const asked = processes.flatMap((calls) => [
      calls.generate(question(), NEVER),
      calls.generate(question(), NEVER),
    ]);
    // All have looked before there is an answer to find.
    await until(() => model.open.length === 1 && missed === asked.length);
    model.open[0]?.answer(answerOf({ thought: 'yes'.repeat(1_000) }));
    const replies = await Promise.all(asked);
    expect(sourcesOf(replies)).toEqual(['coalesced', 'coalesced', 'coalesced', 'model']);
    expect(new Set(replies.map((reply) => reply.ok && JSON.stringify(reply.value))).size).toBe(1);
    expect(replies.reduce((sum, reply) => sum + (reply.ok ? reply.savedUsd : 0), 0)).toBe(0.75);
    expect(model.open).toHaveLength(1);
    const late = processWith(new CountingModel(), other);
    expect(await late.generate(question(), NEVER)).toMatchObject({ source: 'exact', savedUsd: 0.25 });
  });

  it('go over to another process when the one that asked is gone', async () => {
    const { one, other } = await open();
    const key = 'renewals stop';
    const dead: CacheStore = { ...one, renew: async () => false, release: async () => undefined };
    const lost = new PatientModel();
    void processWith(lost, dead, { leaseMs: 200 }).generate(question({ volatileTail: key }), NEVER);
    await until(() => lost.open.length === 1);
    const model = new CountingModel();
    const reply = await processWith(model, other, { leaseMs: 200 }).generate(
      question({ volatileTail: key }),
      NEVER,
    );
    expect(reply).toMatchObject({ ok: true, source: 'model' });
    expect(model.calls).toBe(1);
  });

  it('go over to another process when the one that asked leaves or fails', async () => {
    const { one, other } = await open();
    const [first, second] = [new PatientModel(), new PatientModel()];
    const leaving = new AbortController();
    const left = processWith(first, one).generate(question(), leaving.signal);
    await until(() => first.open.length === 1);
    const stayed = processWith(second, other).generate(question(), NEVER);
    leaving.abort();
    expect(await left).toMatchObject({ reason: 'aborted' });
    await until(() => second.open.length === 1);
    const third = new CountingModel();
    const last = processWith(third, one).generate(question(), NEVER);
    second.open[0]?.answer({ ok: false, reason: 'unavailable' });
    expect(await stayed).toMatchObject({ reason: 'unavailable' });
    expect(await last).toMatchObject({ ok: true, source: 'model' });
  });

  it('are waited for no longer than a call may take', async () => {
    const { one, other } = await open();
    const stuck = new PatientModel();
    void processWith(stuck, one).generate(question(), NEVER);
    await until(() => stuck.open.length === 1);
    const asking = processWith(new CountingModel(), other, { patienceMs: 100 });
    expect(await asking.generate(question(), NEVER)).toMatchObject({ source: 'model' });
  });

  it('let a waiting process leave at once', async () => {
    const { one, other } = await open();
    const model = new PatientModel();
    void processWith(model, one).generate(question(), NEVER);
    await until(() => model.open.length === 1);
    const leaving = new AbortController();
    const waiting = processWith(model, other).generate(question(), leaving.signal);
    leaving.abort();
    expect(await waiting).toEqual({ ok: false, reason: 'aborted' });
    expect(model.open[0]?.signal.aborted).toBe(false);
  });
});

it('a store that fails costs no answer: each process asks for itself', async () => {
  const fail = async () => Promise.reject(new Error('away'));
  const broken: CacheStore = {
    kind: 'redis',
    get: fail,
    set: fail,
    claim: fail,
    renew: fail,
    release: fail,
    size: fail,
    close: async () => undefined,
  };
  const model = new CountingModel();
  const calls = processWith(model, broken);
  expect(await calls.generate(question(), NEVER)).toMatchObject({ value: 1, source: 'model' });
  expect(await calls.generate(question(), NEVER)).toMatchObject({ value: 1, source: 'exact' });
});

/** What may lie in a store under a key of ours without being an answer to it. */
const NO_ANSWERS: readonly (readonly [string, (key: string) => Buffer])[] = [
  ['junk', () => Buffer.from('junk')],
  ['nothing', () => Buffer.alloc(0)],
  [
    'an answer to another question',
    () => encodeAnswer('another', { value: 1, model: 'm', costUsd: 0 }).answer,
  ],
  [
    'half an answer',
    (key) => encodeAnswer(key, { value: 'x', model: 'm', costUsd: 0 }).answer.subarray(0, 20),
  ],
  ['an answer of another form', (key) => Buffer.from(`\u0011${JSON.stringify({ key, answer: 'x' })}`)],
  [
    'what is far too long',
    (key) => encodeAnswer(key, { value: 'x'.repeat(17 * 1_048_576), model: 'm', costUsd: 0 }).answer,
  ],
];

describe.each(STORES)('in $name', ({ open }) => {
  it.each(NO_ANSWERS)(
    '%s is no answer: the model is asked, and its answer takes the place',
    async (_, bytesOf) => {
      const { one, other } = await open();
      const key = callKey(question(), IDENTITY) ?? '';
      await one.set(key, bytesOf(key), 60_000);
      expect(await processWith(new CountingModel(), one).generate(question(), NEVER)).toMatchObject({
        source: 'model',
      });
      expect(await processWith(new CountingModel(), other).generate(question(), NEVER)).toMatchObject({
        source: 'exact',
      });
    },
  );
});
