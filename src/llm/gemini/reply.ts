import { z } from 'zod';
import { BACKOFF, type CallFailure, NEVER } from '../outcome.js';
import { readUsage, type Usage } from './usage.js';

/**
 * The parts of a `generateContent` reply that are read; the API adds others freely. What says the same as a field that is
 * left out may also be null: what stands between us and the API may have written the reply anew.
 */
const replySchema = z.object({
  candidates: z
    .array(
      z.object({
        finishReason: z.string().nullish(),
        content: z
          .object({
            parts: z
              .array(z.object({ text: z.string().nullish(), thought: z.boolean().nullish() }))
              .nullish(),
          })
          .nullish(),
      }),
    )
    .nullish(),
  promptFeedback: z.object({ blockReason: z.string().nullish() }).nullish(),
});

/** The provider won't write this; asked again, it would refuse again, and bill again. */
const REFUSALS = new Set([
  'SAFETY',
  'RECITATION',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'LANGUAGE',
  'IMAGE_SAFETY',
]);
/** The API leaves the reason out, or says the first, for some complete answers. */
const COMPLETE = new Set(['FINISH_REASON_UNSPECIFIED', 'STOP', undefined]);

/** How a reply is to be read. */
export interface Expected {
  /** Half of a JSON answer is nothing, half of a text is a shorter text. */
  readonly json: boolean;
  /** Length of the prompt: the measure of its tokens where the reply doesn't tell them. */
  readonly promptCharacters: number;
}

/** What a reply says. `usage` is also there when the answer is of no use: it is billed all the same. */
export type GeminiReply =
  | {
      readonly ok: true;
      readonly text: string;
      readonly truncated?: boolean;
      readonly usage: Usage;
    }
  | { readonly ok: false; readonly failure: CallFailure; readonly usage: Usage };

/**
 * Reads a reply with HTTP status 200. The SDK's own `text()` is of no use here: it throws on some finish reasons and
 * returns half an answer for `MAX_TOKENS`.
 */
export function readGeminiReply(body: unknown, { json, promptCharacters }: Expected): GeminiReply {
  const parsed = replySchema.safeParse(body);
  if (!parsed.success) {
    return {
      ok: false,
      failure: {
        ok: false,
        reason: 'unavailable',
        detail: 'the reply is not one of generateContent',
        retry: BACKOFF,
      },
      usage: readUsage(body, 0, 0),
    };
  }
  const { candidates, promptFeedback } = parsed.data;
  const candidate = candidates?.[0];
  const finish = candidate?.finishReason ?? undefined;
  const text = (candidate?.content?.parts ?? [])
    .filter((part) => part.thought !== true)
    .map((part) => part.text ?? '')
    .join('');
  const usage = readUsage(body, text === '' ? 0 : promptCharacters, text.length);
  const fail = (reason: CallFailure['reason'], detail: string): GeminiReply => ({
    ok: false,
    failure: { ok: false, reason, detail, retry: NEVER },
    usage,
  });
  const refuse = (what: string, code: string): GeminiReply => ({
    ok: false,
    failure: { ok: false, reason: 'refused', detail: `${what} was blocked: ${code}`, code, retry: NEVER },
    usage,
  });
  const blocked = promptFeedback?.blockReason ?? undefined;
  if (blocked !== undefined) return refuse('the prompt', blocked);
  if (finish !== undefined && REFUSALS.has(finish)) return refuse('the answer', finish);
  if (finish === 'MAX_TOKENS') {
    return json || text.trim() === ''
      ? fail('truncated', 'the answer reached the output limit')
      : { ok: true, text, truncated: true, usage };
  }
  if (!COMPLETE.has(finish)) return fail('invalid', `the answer ended with ${finish}`);
  if (text.trim() === '') return fail('invalid', 'the answer was empty');
  return { ok: true, text, usage };
}
