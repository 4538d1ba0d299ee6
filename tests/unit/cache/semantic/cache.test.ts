import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SemanticCache, type SemanticCacheOptions } from '../../../../src/cache/semantic/cache.js';
import { MemorySemanticStore, type SemanticStore } from '../../../../src/cache/semantic/entries.js';
import { HashedEmbedder } from '../../../../src/cache/semantic/hashed-embedder.js';
import type { Json } from '../../../../src/json.js';
import { semanticTier } from '../../../../src/llm/layers/semantic-cache.js';
import type { GatewayEvent } from '../../../../src/llm/observer.js';
import {
  type LanguageModel,
  type ModelReply,
  type ModelRequest,
  NO_USAGE,
} from '../../../../src/llm/port.js';
import { usageOf } from '../../../../src/simulation/usage.js';

const { signal } = new AbortController();

function requestOf(changes: Partial<ModelRequest> = {}): ModelRequest {
  const { question = 'I open the old gate' } = changes;
  return {
    purpose: 'generate-response',
    key: 'k',
    scope: { clientId: 'ann', taskId: 'task-1' },
    stablePrefix: 'Rules.',
    volatileTail: `At the mill.\nAction: ${question}\n`,
    temperature: 0.7,
    maxOutputTokens: 100,
    template: { name: 'respond', version: 1 },
    language: 'en',
    reuse: { cache: 'use', within: 'client' },
    ...changes,
    question,
  };
}

interface World {
  ask(changes?: Partial<ModelRequest>, modelName?: string): Promise<ModelReply>;
  /** How often the model was called. */
  calls(): number;
  readonly events: GatewayEvent[];
  readonly errors: object[];
  advance(milliseconds: number): void;
}

function worldOf(
  options: Partial<SemanticCacheOptions> = {},
  answer: (calls: number) => ModelReply = answered,
  purposes: readonly string[] = ['generate-response', 'validate-action', 'scenario.analyze'],
): World {
  const events: GatewayEvent[] = [];
  const errors: object[] = [];
  let now = 1_000_000;
  let calls = 0;
  const cache = new SemanticCache({
    embedder: new HashedEmbedder(),
    store: new MemorySemanticStore(),
    verifyRate: 0,
    maxError: 0.01,
    ttlMs: 60_000,
    observe: (event) => void events.push(event),
    log: { debug() {}, warn() {}, error: (fields) => void errors.push(fields) },
    now: () => now,
    random: () => 0.5,
    ...options,
  });
  const tier = semanticTier({ cache, purposes, observe: (event) => void events.push(event) });
  const modelOf = (name: string): LanguageModel =>
    tier({
      name,
      generate: async () => {
        calls += 1;
        return answer(calls);
      },
    });
  const models = new Map<string, LanguageModel>();
  return {
    ask: (changes, name = 'gemini') => {
      const model = models.get(name) ?? modelOf(name);
      models.set(name, model);
      return model.generate(requestOf(changes), signal);
    },
    calls: () => calls,
    events,
    errors,
    advance: (milliseconds) => {
      now += milliseconds;
    },
  };
}

function answered(call: number, value: Json = { response_text: `answer ${call}` }): ModelReply {
  return {
    ok: true,
    value,
    usage: { ...NO_USAGE, promptTokens: 10 },
    model: 'gemini',
    source: 'model',
    costUsd: 0.002,
    savedUsd: 0,
    latencyMs: 5,
  };
}

describe('the semantic tier', () => {
  test('gives the answer again to the same question in other words, at no cost', async () => {
    const { ask, calls } = worldOf();
    await ask();
    const again = await ask({ question: 'Please, I open the old gate!' });
    expect(again).toMatchObject({
      ok: true,
      value: { response_text: 'answer 1' },
      source: 'semantic',
      costUsd: 0,
      savedUsd: 0.002,
      usage: NO_USAGE,
      similarity: expect.any(Number),
    });
    expect(calls()).toBe(1);
  });

  test('asks the model about what only looks alike, and tells which guard was against it', async () => {
    const { ask, calls, events } = worldOf();
    await ask();
    expect(await ask({ question: "I don't open the old gate" })).toMatchObject({ source: 'model' });
    expect(calls()).toBe(2);
    expect(events).toContainEqual({
      type: 'guard-rejection',
      purpose: 'generate-response',
      guard: 'polarity',
    });
  });

  test('never gives an answer across tenants, purposes, models, templates, languages, versions or contexts', async () => {
    const choices = fc.record({
      clientId: fc.constantFrom('ann', 'bo'),
      purpose: fc.constantFrom('generate-response' as const, 'validate-action' as const),
      model: fc.constantFrom('gemini-a', 'gemini-b'),
      version: fc.constantFrom(1, 2),
      language: fc.constantFrom('en', 'de'),
      lorebook: fc.constantFrom('a1', 'b2'),
      stablePrefix: fc.constantFrom('Rules.', 'Other rules.'),
      place: fc.constantFrom('the mill', 'the inn'),
      temperature: fc.constantFrom(0, 0.7),
      seed: fc.constantFrom(1, 2),
      type: fc.constantFrom('object' as const, 'string' as const),
    });
    const question = 'I open the old gate';
    await fc.assert(
      fc.asyncProperty(fc.array(choices, { minLength: 2, maxLength: 12 }), async (list) => {
        const { ask } = worldOf();
        const seen = new Set<string>();
        for (const choice of list) {
          const { clientId, purpose, version, language, lorebook, stablePrefix, temperature, seed } = choice;
          const reply = await ask(
            {
              scope: { clientId, taskId: 'task' },
              purpose,
              language,
              stablePrefix,
              temperature,
              seed,
              question,
              template: { name: 'respond', version },
              versions: { lorebook },
              schema: { type: choice.type },
              volatileTail: `At ${choice.place}.\nAction: ${question}\n`,
            },
            choice.model,
          );
          const identity = JSON.stringify(choice);
          expect(reply).toMatchObject({ source: seen.has(identity) ? 'semantic' : 'model' });
          seen.add(identity);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('leaves alone what is not on the list, what may not be reused, and other tasks that want something new', async () => {
    const { ask, calls } = worldOf();
    for (const changes of [
      { purpose: 'decide' as const },
      { reuse: { cache: 'off' as const, within: 'client' as const } },
    ]) {
      await ask(changes);
      expect(await ask(changes)).toMatchObject({ source: 'model' });
    }
    const within = { reuse: { cache: 'use' as const, within: 'task' as const } };
    await ask(within);
    const other = { ...within, scope: { clientId: 'ann', taskId: 'task-2' } };
    expect(await ask(other)).toMatchObject({ source: 'model' });
    expect(await ask(within)).toMatchObject({ source: 'semantic' });
    expect(calls()).toBe(6);
  });

  test('asks anew when told to refresh, and gives the newer answer from then on', async () => {
    const { ask } = worldOf();
    await ask();
    await ask({ reuse: { cache: 'refresh', within: 'client' } });
    expect(await ask()).toMatchObject({ source: 'semantic', value: { response_text: 'answer 2' } });
  });

  test('keeps nothing that failed, was cut off or was filled in', async () => {
    const failed: ModelReply = { ok: false, reason: 'truncated' };
    const cutOff = { ...answered(1), truncated: true } as ModelReply;
    for (const reply of [failed, cutOff, { ...answered(1), source: 'fallback' } as ModelReply]) {
      const { ask, calls } = worldOf({}, () => reply);
      await ask();
      await ask();
      expect(calls()).toBe(2);
    }
  });

  test('forgets an answer when its time is over', async () => {
    const { ask, advance } = worldOf();
    await ask();
    advance(60_000);
    expect(await ask()).toMatchObject({ source: 'model' });
  });

  test('asks the model when the store or the embedder fails', async () => {
    const broken = async () => {
      throw new Error('away');
    };
    const store: SemanticStore = {
      load: broken,
      save: broken,
      remove: broken,
      checks: broken,
      record: broken,
    };
    const { ask } = worldOf({ store });
    expect(await ask()).toMatchObject({ source: 'model' });
    const dumb = { name: 'dumb', threshold: 0, embed: async () => ({ ok: false, detail: 'no' }) as const };
    const world = worldOf({ embedder: dumb });
    expect(await world.ask()).toMatchObject({ source: 'model' });
    expect(world.events).toContainEqual(expect.objectContaining({ type: 'cache', outcome: 'unavailable' }));
  });
});

describe('a checked hit', () => {
  const texts =
    (...told: string[]) =>
    (call: number) =>
      answered(call, { response_text: told[call - 1] ?? '' });

  test('is answered by the real call, and reported', async () => {
    const { ask, calls, events } = worldOf(
      { verifyRate: 1 },
      texts('The gate creaks open on the dark yard.', 'The gate opens, creaking, on a dark yard.'),
    );
    await ask();
    expect(await ask()).toMatchObject({ source: 'model', costUsd: 0.002 });
    expect(calls()).toBe(2);
    expect(events).toContainEqual(expect.objectContaining({ type: 'verification', wrong: false }));
  });

  test('that was wrong gives way to the real answer', async () => {
    let rate = 1;
    const { ask, events } = worldOf(
      { verifyRate: 0.9, random: () => rate },
      texts('The gate creaks open.', 'Fish leap in the harbour.'),
    );
    rate = 0;
    await ask();
    await ask();
    rate = 1;
    expect(await ask()).toMatchObject({
      source: 'semantic',
      value: { response_text: 'Fish leap in the harbour.' },
    });
    expect(events).toContainEqual(expect.objectContaining({ type: 'verification', wrong: true }));
  });

  test('is not compared with an answer that was cut off', async () => {
    const { ask, events } = worldOf({ verifyRate: 1 }, (call) =>
      call === 1 ? answered(1) : ({ ...answered(2, 'Fish'), truncated: true } as ModelReply),
    );
    await ask();
    expect(await ask()).toMatchObject({ source: 'model', truncated: true });
    expect(events.filter(({ type }) => type === 'verification')).toEqual([]);
  });

  test('is given after all when the real call fails', async () => {
    const { ask } = worldOf({ verifyRate: 1 }, (call) =>
      call === 1 ? answered(1) : { ok: false, reason: 'unavailable' },
    );
    await ask();
    expect(await ask()).toMatchObject({ source: 'semantic', value: { response_text: 'answer 1' } });
  });

  test('that is given after all costs what the call that failed has cost', async () => {
    const usage = { promptTokens: 90, cachedTokens: 0, outputTokens: 9, thoughtTokens: 0 };
    const spent = { usage, costUsd: 0.004, calls: 2, unanswered: 1 };
    const { ask } = worldOf({ verifyRate: 1 }, (call) =>
      call === 1 ? answered(1) : { ok: false, reason: 'invalid', ...spent },
    );
    await ask();
    const hit = await ask();
    expect(hit).toMatchObject({ source: 'semantic', savedUsd: 0.002, ...spent });
    expect(usageOf(hit)).toEqual({
      modelCalls: 2,
      cachedCalls: 1,
      unconfirmedCalls: 1,
      promptTokens: 90,
      outputTokens: 9,
      costUsd: 0.004,
      savedUsd: 0.002,
    });
  });

  test('switches its namespace off, for other processes too, when too many were wrong, and says so', async () => {
    const store = new MemorySemanticStore();
    const words = ['iron', 'harbour', 'candle', 'meadow', 'thunder'];
    const { ask, errors } = worldOf({ verifyRate: 1, store }, (call) =>
      answered(call, { response_text: words[call % words.length] ?? '' }),
    );
    for (let time = 0; time < 4; time += 1) await ask();
    expect(errors).toEqual([expect.objectContaining({ purpose: 'generate-response', disagreements: 2 })]);
    const elsewhere = worldOf({ store });
    await elsewhere.ask();
    expect(await elsewhere.ask()).toMatchObject({ source: 'model' });
    // Other purposes go on.
    await elsewhere.ask({ purpose: 'validate-action' });
    expect(await elsewhere.ask({ purpose: 'validate-action' })).toMatchObject({ source: 'semantic' });
  });
});
