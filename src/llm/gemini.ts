import { GoogleGenerativeAI } from '@google/generative-ai';
import { ConfigError } from '../config.js';
import { readGeminiError } from './gemini/failure.js';
import { readGeminiReply } from './gemini/reply.js';
import { toGeminiRequest } from './gemini/request.js';
import { Sending } from './gemini/sending.js';
import { ABORTED, type CallFailure, type Layer, type ModelLog, type Spending } from './outcome.js';
import { costOf, type Price } from './prices.js';

export interface GeminiOptions {
  readonly apiKey: string;
  /** Model id, with or without `models/`. */
  readonly model: string;
  /** An origin without a version path; Google's own unless set. */
  readonly baseUrl?: string | undefined;
  /** The dearest that is listed when unknown. */
  readonly price: Price | undefined;
  readonly log: ModelLog;
  readonly now: () => number;
}

/** A server's message may be a whole page. */
const DETAIL_CHARACTERS = 500;

/**
 * The innermost layer: one call to Gemini per request, no retries. The only file, with those in `gemini/`, that knows
 * the SDK. It takes no time limit of its own: the SDK's `timeout` never clears its timer, so the signal is the limit.
 *
 * The key is in no outcome and no log line: whatever text comes from the SDK or the server is searched for it.
 * @throws ConfigError when the key can't be sent in a header (the SDK would quote it in its error)
 */
export function geminiProvider({ apiKey, model, baseUrl, price, log, now }: GeminiOptions): Layer {
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new ConfigError(['GEMINI_API_KEY must be printable ASCII without spaces']);
  }
  const sdk = new GoogleGenerativeAI(apiKey).getGenerativeModel(
    { model },
    baseUrl === undefined ? {} : { baseUrl: baseUrl.replace(/\/+$/, '') },
  );
  const scrub = (failure: CallFailure): CallFailure =>
    failure.detail === undefined
      ? failure
      : { ...failure, detail: scrubbed(failure.detail, apiKey).slice(0, DETAIL_CHARACTERS) };
  /** Set from the first refusal of our configuration to the next success: one line, not one per call. */
  let alarmed = false;
  let warned = false;

  return async (request, { signal }) => {
    // The SDK only listens for a later abort and would send a request whose signal is aborted already.
    if (signal.aborted) return ABORTED;
    const geminiRequest = toGeminiRequest(request, model);
    const startedAt = performance.now();
    const sending = new Sending();
    let body: unknown;
    try {
      const sent = await sending.run((customHeaders) =>
        sdk.generateContent(geminiRequest, { signal, customHeaders }),
      );
      body = sent.response;
    } catch (error) {
      const mayHaveArrived = sending.mayHaveArrived();
      if (signal.aborted) return mayHaveArrived ? { ...ABORTED, unanswered: 1 } : ABORTED;
      const { failure, misconfigured } = readGeminiError(error, now(), {
        mayHaveArrived,
        retryAfter: sending.retryAfter,
      });
      const told = scrub(failure);
      if (misconfigured !== undefined && !alarmed) {
        alarmed = true;
        log.error({ model, detail: told.detail }, misconfigured);
      }
      return told;
    }
    alarmed = false;
    const reply = readGeminiReply(body, {
      json: request.schema !== undefined,
      promptCharacters: request.stablePrefix.length + request.volatileTail.length,
    });
    const { isEstimated = false, ...usage } = reply.usage;
    if (isEstimated && !warned) {
      warned = true;
      log.warn(
        { model },
        "the model doesn't tell the tokens of its answers: they are counted by their length",
      );
    }
    const spent: Spending = {
      usage,
      costUsd: costOf(usage, price),
      latencyMs: performance.now() - startedAt,
      calls: 1,
    };
    return reply.ok
      ? {
          ok: true,
          value: reply.text,
          model,
          source: 'model',
          savedUsd: 0,
          ...(reply.truncated && { truncated: true }),
          ...spent,
        }
      : { ...scrub(reply.failure), spent };
  };
}

function scrubbed(text: string, apiKey: string): string {
  return text.replaceAll(apiKey, '[key]').replaceAll(encodeURIComponent(apiKey), '[key]');
}
