import { expect, test } from 'vitest';
import { createGateway } from '../../../src/llm/gateway.js';
import type { LanguageModel } from '../../../src/llm/port.js';
import { DECIDE_SCHEMA, DECISION, requestOf, startGateway } from './gateway-fixture.js';

const USAGE = {
  promptTokenCount: 1_000,
  cachedContentTokenCount: 400,
  candidatesTokenCount: 50,
  thoughtsTokenCount: 150,
  totalTokenCount: 1_200,
};

test('a text answer comes with its usage, cached and thinking tokens included, and its cost', async () => {
  const { ask } = await startGateway({
    script: [{ kind: 'answer', text: 'The hatch creaks.', usage: USAGE }],
  });
  const reply = await ask();
  expect(reply).toMatchObject({
    ok: true,
    value: 'The hatch creaks.',
    usage: { promptTokens: 1_000, cachedTokens: 400, outputTokens: 50, thoughtTokens: 150 },
    model: 'gemini-2.5-flash',
    source: 'model',
    savedUsd: 0,
  });
  if (!reply.ok) return;
  expect(reply.costUsd).toBeCloseTo((600 * 0.3 + 400 * 0.03 + 200 * 2.5) / 1e6, 12);
  expect(reply.latencyMs).toBeGreaterThan(0);
});

test('a request reaches the API in its own form', async () => {
  const { ask, server } = await startGateway();
  await ask({ schema: DECIDE_SCHEMA, seed: 2 ** 40 + 7 });
  const [call] = server.received();
  expect(call?.model).toBe('gemini-2.5-flash');
  expect(call?.body.systemInstruction?.parts).toEqual([{ text: 'You are Alice.' }]);
  expect(call?.body.contents[0]?.parts[0]?.text).toContain('The hatch stands open.');
  expect(call?.body.generationConfig).toMatchObject({
    temperature: 0.7,
    maxOutputTokens: 400,
    seed: 7,
    responseMimeType: 'application/json',
    responseSchema: {
      type: 'object',
      required: ['thought', 'action', 'target'],
      properties: {
        action: { type: 'string', enum: ['observe', 'investigate'] },
        target: { nullable: true },
      },
    },
  });
});

test('thinking is kept short, and what can not be switched off does not eat into the answer', async () => {
  const flash = await startGateway();
  await flash.ask();
  expect(flash.server.received()[0]?.body.generationConfig).toMatchObject({
    maxOutputTokens: 400,
    thinkingConfig: { thinkingBudget: 0 },
  });
  const pro = await startGateway({}, { geminiModel: 'gemini-3.1-pro-preview' });
  await pro.ask();
  expect(pro.server.received()[0]?.body.generationConfig).toMatchObject({
    maxOutputTokens: 4_496,
    thinkingConfig: { thinkingLevel: 'low' },
  });
});

test('an answer that does not tell its tokens is counted by its length, and the log says so once', async () => {
  const body = JSON.stringify({ candidates: [{ content: { parts: [{ text: 'x'.repeat(400) }] } }] });
  const { ask, lines } = await startGateway({ script: () => ({ kind: 'verbatim', status: 200, body }) });
  for (let call = 0; call < 2; call += 1) {
    const reply = await ask({ stablePrefix: 'p'.repeat(1_000), volatileTail: 't'.repeat(3_000) });
    expect(reply).toMatchObject({ ok: true, usage: { promptTokens: 1_000, outputTokens: 100 } });
    expect(reply.costUsd).toBeCloseTo((1_000 * 0.3 + 100 * 2.5) / 1e6, 12);
    expect(reply.ok && reply.usage).not.toHaveProperty('isEstimated');
  }
  expect(lines).toMatchObject([{ level: 'warn', message: expect.stringContaining('tokens') }]);
});

test('fields that say nothing may be null', async () => {
  const text = JSON.stringify(DECISION);
  const body = JSON.stringify({
    candidates: [{ finishReason: null, content: { parts: [{ text, thought: null }] } }],
    promptFeedback: { blockReason: null },
    usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5, cachedContentTokenCount: null },
  });
  const { ask, server } = await startGateway({ script: [{ kind: 'verbatim', status: 200, body }] });
  expect(await ask({ schema: DECIDE_SCHEMA })).toMatchObject({ ok: true, value: DECISION });
  expect(server.calls()).toBe(1);
});

test('an answer with a schema is parsed', async () => {
  const { ask, server } = await startGateway({
    script: [{ kind: 'answer', text: JSON.stringify(DECISION) }],
  });
  expect(await ask({ schema: DECIDE_SCHEMA })).toMatchObject({ ok: true, value: DECISION });
  expect(server.calls()).toBe(1);
});

test.each([
  ['NUL in a text', { ...DECISION, thought: 'The\0hatch.' }],
  ['half a surrogate pair in a text that nobody asked for', { ...DECISION, aside: ['\ud83d'] }],
  ['NUL in a name', { ...DECISION, 'a\0': 1 }],
])('an answer with %s can not be stored, and is asked for once more', async (_what, given) => {
  const { ask, server } = await startGateway({
    script: [
      { kind: 'answer', text: JSON.stringify(given) },
      { kind: 'answer', text: JSON.stringify(DECISION) },
    ],
  });
  expect(await ask({ schema: DECIDE_SCHEMA })).toMatchObject({ ok: true, value: DECISION, calls: 2 });
  expect(server.received()[1]?.body.contents[0]?.parts[0]?.text).toContain('must not hold NUL');
});

test('a text answer comes without what can not be stored', async () => {
  const { ask } = await startGateway({ script: [{ kind: 'answer', text: 'The\0 hatch \ud83d creaks 🙂.' }] });
  expect(await ask()).toMatchObject({ ok: true, value: 'The hatch \ufffd creaks 🙂.' });
});

test('what is told of an answer that can not be read can be stored, wherever it is cut off', async () => {
  const { ask } = await startGateway({ script: () => ({ kind: 'answer', text: '🙂 Of course!' }) });
  const reply = await ask({ schema: DECIDE_SCHEMA });
  expect(reply).toMatchObject({ ok: false, reason: 'invalid' });
  expect(JSON.stringify(reply)).not.toMatch(/\\u(0000|d[89a-f])/);
});

test('an answer that is not JSON is asked for once more, with what was wrong, and both are paid for', async () => {
  const { ask, server } = await startGateway({
    script: [
      { kind: 'answer', text: '{"thought": "The ha', usage: USAGE },
      { kind: 'answer', text: JSON.stringify(DECISION), usage: USAGE },
    ],
  });
  const reply = await ask({ schema: DECIDE_SCHEMA });
  expect(reply).toMatchObject({
    ok: true,
    value: DECISION,
    calls: 2,
    usage: { promptTokens: 2_000, cachedTokens: 800, outputTokens: 100, thoughtTokens: 300 },
  });
  const repair = server.received()[1]?.body.contents[0]?.parts[0]?.text;
  expect(repair).toContain('The hatch stands open.');
  expect(repair).toContain('{"thought": "The ha');
  expect(repair).toContain('not JSON');
});

test('an answer that does not fit its schema is asked for once more, and no more than once', async () => {
  const wrong = JSON.stringify({ thought: 'Hm.', action: 'dance' });
  const { ask, server, lines } = await startGateway({
    script: [
      { kind: 'answer', text: wrong, usage: USAGE },
      { kind: 'answer', text: wrong, usage: USAGE },
    ],
  });
  const reply = await ask({ schema: DECIDE_SCHEMA });
  expect(reply).toMatchObject({
    ok: false,
    reason: 'invalid',
    calls: 2,
    usage: { promptTokens: 2_000, outputTokens: 100 },
  });
  expect(reply.costUsd).toBeCloseTo((2 * (600 * 0.3 + 400 * 0.03 + 200 * 2.5)) / 1e6, 12);
  expect(server.calls()).toBe(2);
  const repair = server.received()[1]?.body.contents[0]?.parts[0]?.text;
  expect(repair).toContain('- the answer must have the property target');
  expect(repair).toContain('- the answer.action must be one of: observe, investigate');
  expect(lines.at(-1)).toMatchObject({
    level: 'warn',
    fields: { reason: 'invalid', usage: { promptTokens: 2_000 } },
  });
});

test('an answer that is read in parts needs to fit no more than its own check', async () => {
  const part = { thought: 'Hm.', action: 'dance' };
  const check = (value: unknown) => (Object.hasOwn(Object(value), 'thought') ? [] : ['thought: is missing']);
  const { ask, server } = await startGateway({
    script: [
      { kind: 'answer', text: JSON.stringify(part) },
      { kind: 'answer', text: '{"action": "observe"}' },
    ],
  });
  const request = { schema: DECIDE_SCHEMA, check, readsParts: true };
  expect(await ask(request)).toMatchObject({ ok: true, value: part });
  expect(server.calls()).toBe(1);
  expect(await ask(request)).toMatchObject({ ok: true, calls: 2 });
  expect(server.received()[2]?.body.contents[0]?.parts[0]?.text).toContain('- thought: is missing');
});

test('an empty answer is invalid, and asked for once more when it had to be JSON', async () => {
  const text = await startGateway({ script: [{ kind: 'empty' }] });
  expect(await text.ask()).toMatchObject({ ok: false, reason: 'invalid' });
  const json = await startGateway({ script: [{ kind: 'empty' }] });
  expect(await json.ask({ schema: DECIDE_SCHEMA })).toMatchObject({ ok: true });
  expect(json.server.calls()).toBe(2);
});

test('without a key the offline model answers', async () => {
  const offline: LanguageModel = {
    name: 'offline',
    generate: async () => ({ ok: false, reason: 'invalid', detail: 'asked offline' }),
  };
  const log = { debug: () => undefined, warn: () => undefined, error: () => undefined };
  const config = {
    geminiApiKey: undefined,
    geminiModel: 'gemini-2.5-flash',
    geminiBaseUrl: undefined,
    timeoutMs: 1,
    callDeadlineMs: 1,
    maxConcurrency: 1,
  };
  const { model } = createGateway({ config, offline, log });
  expect(model).toMatchObject({ name: 'offline' });
  const reply = await model.generate(requestOf(), new AbortController().signal);
  expect(reply).toMatchObject({ detail: 'asked offline' });
});

test('a model without a listed price is told of at start and counted at the dearest', async () => {
  const { lines, ask } = await startGateway(
    { script: [{ kind: 'answer', text: 'Yes.', usage: USAGE }] },
    { geminiModel: 'gemma-4' },
  );
  expect(lines).toMatchObject([{ level: 'warn', fields: { model: 'gemma-4' } }]);
  const reply = await ask(requestOf());
  expect(reply.ok && reply.costUsd).toBeCloseTo((600 * 4 + 400 * 0.4 + 200 * 18) / 1e6, 12);
});
