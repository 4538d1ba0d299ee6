import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAnswer, encodeAnswer } from '../../../src/cache/answer-codec.js';
import { callKey } from '../../../src/cache/call-key.js';
import { ExactAnswers, withExactAnswers } from '../../../src/cache/exact-tier.js';
import type { GatewayEvent } from '../../../src/llm/observer.js';
import type { LanguageModel, ModelReply, ModelRequest } from '../../../src/llm/port.js';
import { answerOf, CountingModel, question } from './questions.js';

const SIGNAL = new AbortController().signal;
const IDENTITY = { provider: 'gemini', model: 'test-model' };

function tierOver(model: LanguageModel, memoryBytes = 1_000_000) {
  const events: GatewayEvent[] = [];
  const answers = new ExactAnswers(IDENTITY, undefined, { ttlMs: 60_000, memoryBytes });
  const tier = withExactAnswers(answers, (event) => events.push(event))(model);
  return { events, ask: (changes: Partial<ModelRequest> = {}) => tier.generate(question(changes), SIGNAL) };
}

describe('the exact tier', () => {
  it('answers a question that was asked before, for nothing, and says what that saved', async () => {
    const model = new CountingModel();
    const { ask, events } = tierOver(model);
    expect(await ask()).toMatchObject({ source: 'model', costUsd: 0.25, value: 1 });
    const again = await ask({ key: 't0009-decide-alice', scope: { clientId: 'ada', taskId: 'task-2' } });
    expect(again).toMatchObject({
      ok: true,
      value: 1,
      source: 'exact',
      costUsd: 0,
      savedUsd: 0.25,
      usage: { promptTokens: 0, outputTokens: 0 },
    });
    expect(model.calls).toBe(1);
    expect(events.map((event) => event.type === 'cache' && event.outcome)).toEqual(['miss', 'hit']);
  });

  it('keeps the answers of a task without a seed for that task', async () => {
    const model = new CountingModel();
    const { ask } = tierOver(model);
    const reuse = { cache: 'use', within: 'task' } as const;
    await ask({ reuse });
    expect(await ask({ reuse })).toMatchObject({ source: 'exact' });
    expect(await ask({ reuse, scope: { clientId: 'ada', taskId: 'task-2' } })).toMatchObject({
      source: 'model',
    });
    expect(await ask()).toMatchObject({ source: 'model' });
  });

  it('asks anew for `refresh`, and has the newer answer afterwards', async () => {
    const { ask } = tierOver(new CountingModel());
    await ask();
    expect(await ask({ reuse: { cache: 'refresh', within: 'client' } })).toMatchObject({
      value: 2,
      source: 'model',
    });
    expect(await ask()).toMatchObject({ value: 2, source: 'exact' });
  });

  it('neither reads nor writes for `off`, nor for a request that says nothing', async () => {
    const model = new CountingModel();
    const { ask } = tierOver(model);
    const { reuse: _reuse, ...silent } = question();
    await ask({ reuse: { cache: 'off', within: 'client' } });
    await ask();
    expect(await ask({ reuse: { cache: 'off', within: 'client' } })).toMatchObject({ value: 3 });
    const { events: _events, ...other } = tierOver(model);
    await other.ask();
    const tier = withExactAnswers(
      new ExactAnswers(IDENTITY, undefined, { ttlMs: 60_000, memoryBytes: 1_000 }),
      () => undefined,
    )(model);
    await tier.generate(silent, SIGNAL);
    expect(await tier.generate(silent, SIGNAL)).toMatchObject({ source: 'model' });
  });

  it.each<[string, ModelReply]>([
    ['refused', { ok: false, reason: 'refused' }],
    ['truncated', { ok: false, reason: 'truncated' }],
    ['invalid', { ok: false, reason: 'invalid' }],
    ['aborted', { ok: false, reason: 'aborted' }],
    ['a text cut off at its limit', answerOf('half', { truncated: true })],
    ['a stand-in’s', answerOf('offline', { source: 'fallback' })],
    ['only similar', answerOf('like', { source: 'semantic' })],
  ])('never keeps an answer that is %s', async (_name, reply) => {
    const model = new CountingModel(() => reply);
    const { ask } = tierOver(model);
    await ask();
    expect(await ask()).toEqual(reply);
    expect(model.calls).toBe(2);
  });

  it('passes on what can not be hashed', async () => {
    const model = new CountingModel();
    const { ask } = tierOver(model);
    await ask({ volatileTail: 'half a pair: \ud83d' });
    expect(await ask({ volatileTail: 'half a pair: \ud83d' })).toMatchObject({ source: 'model' });
  });

  it.each([
    ['short', 400, 10_000],
    ['long ones, that take little room compressed', 40_000, 1_000_000],
  ])('stays within its bytes with answers that are %s', async (_name, length, bytes) => {
    const model = new CountingModel(() => answerOf('x'.repeat(length)));
    const { ask } = tierOver(model, bytes);
    for (let n = 0; n < 100; n += 1) await ask({ volatileTail: `Question ${n}` });
    expect(await ask({ volatileTail: 'Question 99' })).toMatchObject({ source: 'exact' });
    expect(await ask({ volatileTail: 'Question 0' })).toMatchObject({ source: 'model' });
  });
});

/** Everything that must tell two questions apart. */
const asked = fc.record({
  clientId: fc.constantFrom('ada', 'ben'),
  purpose: fc.constantFrom(
    'decide',
    'direct',
    'chronicle',
    'scenario.analyze',
    'lore.place',
    'action' as const,
  ),
  model: fc.constantFrom('gemini-2.5-flash', 'gemini-2.5-pro'),
  version: fc.constantFrom(1, 2),
  language: fc.constantFrom(undefined, 'de', 'en'),
  lorebook: fc.constantFrom(undefined, 'a'.repeat(64), 'b'.repeat(64)),
  seed: fc.constantFrom(undefined, 1, 2),
  temperature: fc.constantFrom(0, 0.7),
  prefix: fc.constantFrom('', 'ab', 'a'),
  tail: fc.constantFrom('', 'b', 'ab'),
});
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;

function requestOf({
  clientId,
  purpose,
  version,
  language,
  lorebook,
  seed,
  temperature,
  prefix,
  tail,
}: Asked) {
  return question({
    purpose: purpose as ModelRequest['purpose'],
    scope: { clientId, taskId: 'any' },
    template: { name: 'template', version },
    stablePrefix: prefix,
    volatileTail: tail,
    temperature,
    ...(language !== undefined && { language }),
    ...(lorebook !== undefined && { versions: { lorebook } }),
    ...(seed !== undefined && { seed }),
  });
}

it('questions have the same key just when nothing tells them apart', () => {
  fc.assert(
    fc.property(asked, asked, (one, other) => {
      const keys = [one, other].map((each) =>
        callKey(requestOf(each), { provider: 'gemini', model: each.model }),
      );
      expect(keys[0] === keys[1]).toBe(JSON.stringify(one) === JSON.stringify(other));
    }),
    { numRuns: 2_000 },
  );
});

it('no answer is ever given across clients, purposes, models, template versions or languages', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(asked, { minLength: 2, maxLength: 40 }), async (questions) => {
      const limits = { ttlMs: 60_000, memoryBytes: 1_000_000 };
      const tiers = new Map(
        ['gemini-2.5-flash', 'gemini-2.5-pro'].map((model) => {
          const answers = new ExactAnswers({ provider: 'gemini', model }, undefined, limits);
          const echo = new CountingModel(({ data }) => answerOf(data));
          return [model, withExactAnswers(answers, () => undefined)(echo)];
        }),
      );
      for (const each of questions) {
        const reply = await tiers.get(each.model)?.generate({ ...requestOf(each), data: each }, SIGNAL);
        expect(reply).toMatchObject({ value: each });
      }
    }),
  );
});

describe('a kept answer', () => {
  it('comes back as it was, compressed or not', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.nat(3_000), (value, length) => {
        const answer = { value: { value, text: 'ä'.repeat(length) }, model: 'm', costUsd: 0.5 };
        expect(decodeAnswer('k', encodeAnswer('k', answer).answer)?.answer).toEqual(
          JSON.parse(JSON.stringify(answer)),
        );
      }),
    );
    const long = { value: 'the same words '.repeat(1_000), model: 'm', costUsd: 0 };
    expect(encodeAnswer('k', long).answer.length).toBeLessThan(1_000);
  });

  it('that is damaged, another key’s or not ours at all is none', () => {
    const { answer: bytes } = encodeAnswer('k', { value: 'x'.repeat(5_000), model: 'm', costUsd: 0 });
    expect(decodeAnswer('another', bytes)).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(bytes.length), (noise, cut) => {
        expect(decodeAnswer('k', Buffer.from(noise))).toBeUndefined();
        expect(decodeAnswer('k', bytes.subarray(0, Math.min(cut, bytes.length - 1)))).toBeUndefined();
      }),
    );
    const foreign = Buffer.concat([Buffer.of(0x11), Buffer.from('{"key":"k","answer":"x"}')]);
    expect(decodeAnswer('k', foreign)).toBeUndefined();
  });
});
