import { expect, it } from 'vitest';
import { withFallback } from '../../../src/llm/fallback.js';
import type { ModelReply } from '../../../src/llm/port.js';
import { usageOf } from '../../../src/simulation/usage.js';
import { answerOf, CountingModel, question } from '../cache/questions.js';

const { signal } = new AbortController();

it('an answer that is filled in costs what the model had used up before it went away, lost tries included', async () => {
  const usage = { promptTokens: 70, cachedTokens: 0, outputTokens: 7, thoughtTokens: 0 };
  const away: ModelReply = { ok: false, reason: 'unavailable', usage, costUsd: 0.1, calls: 1, unanswered: 2 };
  const standIn = new CountingModel(() => answerOf('filled in'));
  const model = withFallback(new CountingModel(() => away), standIn);
  const reply = await model.generate(question(), signal);
  expect(reply).toMatchObject({ ok: true, value: 'filled in', source: 'fallback' });
  expect(usageOf(reply)).toEqual(usageOf(away));
});
