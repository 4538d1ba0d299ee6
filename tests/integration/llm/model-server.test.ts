import { GoogleGenerativeAI } from '@google/generative-ai';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SlidingWindow } from '../../../loadtest/model-server/traffic.js';
import { type ModelServerOptions, startModelServer } from '../../../loadtest/model-server.js';
import type { JsonSchema } from '../../../src/llm/port.js';
import { startGateway } from './gateway-fixture.js';

async function serverFor(options: ModelServerOptions = {}) {
  const server = await startModelServer(options);
  onTestFinished(() => server.close());
  const post = (method: string, body: unknown, headers: Record<string, string> = { 'x-goog-api-key': 'k' }) =>
    fetch(`${server.url}/v1beta/models/gemini-2.5-flash:${method}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
  return { server, post };
}

const prompt = (text: string) => ({ contents: [{ role: 'user', parts: [{ text }] }] });

describe('answers of its own', () => {
  test('a decision takes one of the listed actions, with a target that it lists, and says something', async () => {
    const { ask } = await startGateway();
    const schema: JsonSchema = {
      type: 'object',
      properties: {
        action: { type: 'string' },
        target: { type: 'string', nullable: true },
        dialogue: { type: 'string', nullable: true },
      },
    };
    const reply = await ask({
      schema,
      volatileTail: 'Actions open to you\n- search (inclination 0.6, towards hatch); targets: crate-1, hatch',
    });
    expect(reply).toMatchObject({
      ok: true,
      value: {
        action: 'search',
        target: expect.stringMatching(/^(crate-1|hatch)$/),
        dialogue: expect.any(String),
      },
    });
  });

  test('a chronicle mentions every event of the prompt and names who takes part', async () => {
    const { ask } = await startGateway();
    const schema: JsonSchema = {
      type: 'object',
      properties: {
        prose: { type: 'string' },
        mentioned_event_ids: { type: 'array', items: { type: 'string' } },
      },
    };
    const volatileTail = 't0003-e001: Alice opens the hatch\nt0003-e002: Bob Marsh warns Alice';
    expect(await ask({ purpose: 'chronicle', schema, volatileTail })).toMatchObject({
      value: {
        prose: expect.stringMatching(/Alice.*Bob Marsh/s),
        mentioned_event_ids: ['t0003-e001', 't0003-e002'],
      },
    });
  });
});

test('the same seed gives the same misfortunes, in whatever order the calls come', async () => {
  const rates = { error: 0.3, 'rate-limit': 0.2, malformed: 0.2 };
  const texts = Array.from({ length: 20 }, (_, index) => `Call ${index}`);
  const fates = async (seed: number, order: readonly string[]) => {
    const { post } = await serverFor({ seed, rates });
    const statuses = await Promise.all(
      order.map(async (text) => [text, (await post('generateContent', prompt(text))).status] as const),
    );
    return new Map(statuses);
  };
  const first = await fates(7, texts);
  expect(await fates(7, [...texts].reverse())).toEqual(first);
  expect(await fates(8, texts)).not.toEqual(first);
  expect(new Set(first.values())).toEqual(new Set([200, 429, 503]));
});

test('a caller without a key is told so in the form that Google uses', async () => {
  const { post } = await serverFor();
  const response = await post('generateContent', prompt('Hello'), {});
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({ error: { code: 403, status: 'PERMISSION_DENIED' } });
});

test('it streams and counts tokens for the SDK', async () => {
  const text = 'Streamed, a piece after the other. '.repeat(10);
  const { server } = await serverFor({
    script: [
      { kind: 'answer', text },
      { kind: 'blocked', by: 'prompt', reason: 'SAFETY' },
    ],
  });
  const model = new GoogleGenerativeAI('k').getGenerativeModel({ model: 'm' }, { baseUrl: server.url });
  const { stream, response } = await model.generateContentStream('Hello');
  const pieces: string[] = [];
  for await (const piece of stream) pieces.push(piece.text());
  expect(pieces.length).toBeGreaterThan(2);
  expect(pieces.join('')).toBe(text);
  const whole = await response;
  expect(whole.text()).toBe(text);
  expect(whole.usageMetadata?.totalTokenCount).toBeGreaterThan(0);
  const refused = await (await model.generateContentStream('Hello')).response;
  expect(refused.promptFeedback?.blockReason).toBe('SAFETY');
  expect(await model.countTokens('12345678')).toMatchObject({ totalTokens: expect.any(Number) });
  expect(server.calls()).toBe(2);
});

test('what it has counted can be asked for from another process', async () => {
  const { server, post } = await serverFor();
  await post('generateContent', prompt('Hello'));
  expect(await (await fetch(`${server.url}/stats`)).json()).toMatchObject({ calls: 1, peakInFlight: 1 });
});

test('the fullest window is found wherever it lies, and what slides out of it no longer counts', () => {
  const window = new SlidingWindow(60_000);
  for (const second of [0, 1, 2, 59, 60, 61, 125, 190, 190.5]) window.add(second * 1_000);
  expect(window.fullest).toBe(4);
});
