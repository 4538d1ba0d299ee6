import { GoogleGenerativeAIFetchError } from '@google/generative-ai';
import { z } from 'zod';
import { BACKOFF, type CallFailure, NEVER, type RetryAdvice } from '../outcome.js';

/** A failure of the connection or of the request, and whether it is the operator who must do something. */
export interface GeminiFailure {
  readonly failure: CallFailure;
  /** What to put right, in words for the log: every call would fail like this one. */
  readonly misconfigured?: string;
}

const PASSING_STATUSES = new Set([500, 502, 503, 504]);
/** Protobuf durations may lose their fraction on the way: `0s` is some delay of less than a second. */
const CUT_OFF_DELAY_MS = 1_000;
/** No quota is longer than a day: who is told to wait for longer asks again then. */
const LONGEST_DELAY_MS = 86_400_000;

const retryInfoSchema = z.object({
  '@type': z.string().endsWith('google.rpc.RetryInfo'),
  /** A protobuf duration: `0.250s`, `34.074824224s`. */
  retryDelay: z.string().regex(/^\d+(\.\d+)?s$/),
});
const quotaFailureSchema = z.object({
  '@type': z.string().endsWith('google.rpc.QuotaFailure'),
  violations: z.array(z.object({ quotaId: z.string().optional() })),
});
const errorInfoSchema = z.object({
  '@type': z.string().endsWith('google.rpc.ErrorInfo'),
  reason: z.string(),
});

/** What is known of the requests behind an error. */
interface Sent {
  readonly mayHaveArrived: boolean;
  /** The answer's `Retry-After`: seconds or a date. */
  readonly retryAfter: string | undefined;
}

/**
 * What a thrown error of the SDK means. Its classes tell little (a reset connection, a page of HTML and a bug of the
 * SDK look alike), so that all that isn't an answer with a status counts as the connection's fault. If the request may
 * have arrived, the model's side may have answered and have charged for it.
 *
 * A wrong key, a missing right or an unknown model (401, 403, 404, and 400 for a key that isn't one) is `unavailable`
 * and never tried again here: the task is handed back with back-off and, when the operator's patience for outages is
 * over, does what `LLM_FALLBACK` says. So nothing loops forever, and no story is quietly told without the model.
 * Another 4xx is about this one request: `refused`.
 */
export function readGeminiError(
  error: unknown,
  now: number,
  { mayHaveArrived, retryAfter }: Sent,
): GeminiFailure {
  const detail = error instanceof Error ? error.message : String(error);
  if (!(error instanceof GoogleGenerativeAIFetchError) || error.status === undefined) {
    const failure: CallFailure = { ok: false, reason: 'unavailable', detail, retry: BACKOFF };
    return { failure: mayHaveArrived ? { ...failure, unanswered: 1 } : failure };
  }
  // The SDK hands on whatever stands there.
  const given: unknown = error.errorDetails;
  const details: readonly unknown[] = Array.isArray(given) ? given : [];
  const { status } = error;
  const fail = (reason: CallFailure['reason'], retry: RetryAdvice): CallFailure => ({
    ok: false,
    reason,
    detail,
    retry,
  });

  if (status === 429) {
    if (isDailyQuota(details)) {
      return { failure: { ...fail('rate-limited', NEVER), retryAt: nextQuotaReset(new Date(now)) } };
    }
    return { failure: fail('rate-limited', adviceOf(details, retryAfter, now)) };
  }
  if (PASSING_STATUSES.has(status))
    return { failure: fail('unavailable', adviceOf(details, retryAfter, now)) };
  if (status === 408) return { failure: fail('timeout', BACKOFF) };
  if (status === 401 || status === 403 || isInvalidKey(details)) {
    return {
      failure: fail('unavailable', NEVER),
      misconfigured: 'Gemini refuses GEMINI_API_KEY: check the key and what it may be used for',
    };
  }
  if (status === 404) {
    return {
      failure: fail('unavailable', NEVER),
      misconfigured: 'Gemini knows no such model: check GEMINI_MODEL and GEMINI_BASE_URL',
    };
  }
  return { failure: fail(status < 500 ? 'refused' : 'unavailable', NEVER) };
}

/** Gemini says in the error itself how long to wait; a gateway in front of it, which writes its own, in the header. */
function adviceOf(details: readonly unknown[], retryAfter: string | undefined, now: number): RetryAdvice {
  for (const detail of details) {
    const info = retryInfoSchema.safeParse(detail);
    if (info.success) return after(Number(info.data.retryDelay.slice(0, -1)) * 1000);
  }
  if (retryAfter === undefined) return BACKOFF;
  const delayMs = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now;
  return Number.isNaN(delayMs) ? BACKOFF : after(Math.max(0, delayMs));
}

function after(milliseconds: number): RetryAdvice {
  const delayMs = Math.ceil(milliseconds);
  return { kind: 'after', delayMs: Math.min(LONGEST_DELAY_MS, delayMs || CUT_OFF_DELAY_MS) };
}

/** The API names a short `retryDelay` also when a day's quota is used up; the quota's id is what counts. */
function isDailyQuota(details: readonly unknown[]): boolean {
  return details.some((detail) => {
    const quota = quotaFailureSchema.safeParse(detail);
    return (
      quota.success &&
      quota.data.violations.some((violation) => violation.quotaId?.includes('PerDay') === true)
    );
  });
}

function isInvalidKey(details: readonly unknown[]): boolean {
  return details.some((detail) => {
    const info = errorInfoSchema.safeParse(detail);
    return info.success && info.data.reason === 'API_KEY_INVALID';
  });
}

const HOUR_MS = 3_600_000;
const DAY_SECONDS = 86_400;
const PACIFIC_TIME = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/Los_Angeles',
  hourCycle: 'h23',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
});

/** When Gemini's daily quotas begin anew: at midnight, Pacific time. */
export function nextQuotaReset(now: Date): Date {
  const candidate = new Date(now.getTime() + (DAY_SECONDS - pacificSeconds(now)) * 1000);
  // A day on which the clocks change is an hour shorter or longer.
  const hour = Math.floor(pacificSeconds(candidate) / 3600);
  if (hour === 0) return candidate;
  return new Date(candidate.getTime() + (hour > 12 ? HOUR_MS : -HOUR_MS));
}

/** Seconds since midnight in California, whole. */
function pacificSeconds(date: Date): number {
  const parts = new Map(PACIFIC_TIME.formatToParts(date).map(({ type, value }) => [type, Number(value)]));
  return (parts.get('hour') ?? 0) * 3600 + (parts.get('minute') ?? 0) * 60 + (parts.get('second') ?? 0);
}
