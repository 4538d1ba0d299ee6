import { BlockReason, FinishReason } from '@google/generative-ai';
import { describe, expect, it } from 'vitest';
import { readGeminiReply } from '../../../src/llm/gemini/reply.js';

/** What each way to end means; the compiler sees to it that none of the SDK's is left out. */
const MEANING: Readonly<Record<FinishReason, 'answer' | 'refused' | 'truncated' | 'invalid'>> = {
  [FinishReason.FINISH_REASON_UNSPECIFIED]: 'answer',
  [FinishReason.STOP]: 'answer',
  [FinishReason.MAX_TOKENS]: 'truncated',
  [FinishReason.SAFETY]: 'refused',
  [FinishReason.RECITATION]: 'refused',
  [FinishReason.LANGUAGE]: 'refused',
  [FinishReason.BLOCKLIST]: 'refused',
  [FinishReason.PROHIBITED_CONTENT]: 'refused',
  [FinishReason.SPII]: 'refused',
  [FinishReason.MALFORMED_FUNCTION_CALL]: 'invalid',
  [FinishReason.OTHER]: 'invalid',
};

const JSON_EXPECTED = { json: true, promptCharacters: 40 };

const TEXT = '{"action": "wait"}';
const endedWith = (finishReason?: string) => ({
  candidates: [{ content: { parts: [{ text: TEXT }] }, ...(finishReason !== undefined && { finishReason }) }],
});

describe('an answer that ends with', () => {
  it.each(Object.entries(MEANING))('%s is %s', (reason, meaning) => {
    const reply = readGeminiReply(endedWith(reason), JSON_EXPECTED);
    expect(reply).toMatchObject(
      meaning === 'answer' ? { ok: true, text: TEXT } : { ok: false, failure: { reason: meaning } },
    );
    if (meaning === 'refused') expect(reply).toMatchObject({ failure: { code: reason } });
  });

  it.each(['UNEXPECTED_TOOL_CALL', 'A_REASON_OF_TOMORROW'])(
    '%s, which the SDK doesn’t know, is invalid',
    (reason) => {
      expect(readGeminiReply(endedWith(reason), JSON_EXPECTED)).toMatchObject({
        ok: false,
        failure: { reason: 'invalid' },
      });
    },
  );

  it('nothing is an answer', () => {
    expect(readGeminiReply(endedWith(), JSON_EXPECTED)).toMatchObject({ ok: true, text: TEXT });
  });

  it('MAX_TOKENS is a shorter answer where text was wanted', () => {
    expect(readGeminiReply(endedWith('MAX_TOKENS'), { ...JSON_EXPECTED, json: false })).toMatchObject({
      ok: true,
      text: TEXT,
    });
  });
});

it.each([...Object.values(BlockReason), 'BLOCKLIST', 'PROHIBITED_CONTENT', 'A_REASON_OF_TOMORROW'])(
  'a prompt blocked for %s is refused under that name',
  (blockReason) => {
    expect(readGeminiReply({ promptFeedback: { blockReason } }, JSON_EXPECTED)).toMatchObject({
      ok: false,
      failure: { reason: 'refused', code: blockReason },
    });
  },
);
