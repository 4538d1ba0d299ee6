import { z } from 'zod';
import { BACKOFF, type CallFailure, NEVER } from '../outcome.js';
import { type ModelUsage, NO_USAGE } from '../port.js';

/** The parts of a `generateContent` reply that are read; the API adds others freely. */
const replySchema = z.object({
  candidates: z
    .array(
      z.object({
        finishReason: z.string().optional(),
        content: z
          .object({
            parts: z
              .array(z.object({ text: z.string().optional(), thought: z.boolean().optional() }))
              .optional(),
          })
          .optional(),
      }),
    )
    .optional(),
  promptFeedback: z.object({ blockReason: z.string().optional() }).optional(),
  usageMetadata: z
    .object({
      promptTokenCount: z.number().optional(),
      cachedContentTokenCount: z.number().optional(),
      candidatesTokenCount: z.number().optional(),
      thoughtsTokenCount: z.number().optional(),
    })
    .optional(),
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

/** What a reply says. `usage` is also there when the answer is of no use: it is billed all the same. */
export type GeminiReply =
  | {
      readonly ok: true;
      readonly text: string;
      readonly truncated?: boolean;
      readonly usage: ModelUsage;
    }
  | { readonly ok: false; readonly failure: CallFailure; readonly usage: ModelUsage };

/**
 * Reads a reply with HTTP status 200. The SDK's own `text()` is of no use here: it throws on some finish reasons and
 * returns half an answer for `MAX_TOKENS`.
 * @param wantsJson half of a JSON answer is nothing, half of a text is a shorter text
 */
export function readGeminiReply(body: unknown, wantsJson: boolean): GeminiReply {
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
      usage: NO_USAGE,
    };
  }
  const { candidates, promptFeedback } = parsed.data;
  const usage = usageOf(parsed.data.usageMetadata);
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
  if (promptFeedback?.blockReason !== undefined) {
    return refuse('the prompt', promptFeedback.blockReason);
  }
  const candidate = candidates?.[0];
  const finish = candidate?.finishReason;
  const text = (candidate?.content?.parts ?? [])
    .filter((part) => part.thought !== true)
    .map((part) => part.text ?? '')
    .join('');

  if (finish !== undefined && REFUSALS.has(finish)) return refuse('the answer', finish);
  if (finish === 'MAX_TOKENS') {
    return wantsJson || text.trim() === ''
      ? fail('truncated', 'the answer reached the output limit')
      : { ok: true, text, truncated: true, usage };
  }
  if (!COMPLETE.has(finish)) return fail('invalid', `the answer ended with ${finish}`);
  if (text.trim() === '') return fail('invalid', 'the answer was empty');
  return { ok: true, text, usage };
}

function usageOf(metadata: z.infer<typeof replySchema>['usageMetadata']): ModelUsage {
  if (metadata === undefined) return NO_USAGE;
  return {
    promptTokens: metadata.promptTokenCount ?? 0,
    cachedTokens: metadata.cachedContentTokenCount ?? 0,
    outputTokens: metadata.candidatesTokenCount ?? 0,
    thoughtTokens: metadata.thoughtsTokenCount ?? 0,
  };
}
