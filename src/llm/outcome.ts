import type { ModelAnswer, ModelFailure, ModelRequest, ModelUsage } from './port.js';

/**
 * What the inner layers of the gateway say to each other. An outcome is a `ModelReply` with what the next layer out
 * needs to decide: whether asking again may help, and what a failed call has cost.
 */

/** Whether the same request may succeed if it is sent again; `after` when the provider named a delay. */
export type RetryAdvice =
  | { readonly kind: 'never' }
  | { readonly kind: 'backoff' }
  | { readonly kind: 'after'; readonly delayMs: number };

export const NEVER: RetryAdvice = { kind: 'never' };
export const BACKOFF: RetryAdvice = { kind: 'backoff' };

/** A rate limit, a provider's or our own, is waited for up to this; for longer, the task is handed back. */
export const LONGEST_WAIT_MS = 10_000;

/** What a call used up, also when its answer was of no use. */
export interface Spending {
  readonly usage: ModelUsage;
  readonly costUsd: number;
  readonly latencyMs: number;
  /** Answers that came. */
  readonly calls: number;
}

/** A failure on its way out through the layers. */
export interface CallFailure extends ModelFailure {
  readonly retry: RetryAdvice;
  /** Absent when no answer came: what such a call cost is unknown, most often nothing. */
  readonly spent?: Spending;
}

/** An answer as the provider gives it: its text, not yet parsed. */
export interface TextAnswer extends ModelAnswer {
  readonly value: string;
}

/** What travels with a request through the layers. */
export interface CallContext {
  /** Aborted when the caller leaves or a time limit of an outer layer is reached. */
  readonly signal: AbortSignal;
  /** Waits with the call's deadline stopped: for waits that are not the model being slow. */
  offTheClock<T>(wait: () => Promise<T>): Promise<T>;
}

/**
 * One layer, or several of them around a provider. Never throws for anything that a provider or a network can do.
 * A layer whose signal is aborted answers `aborted`; who aborted it knows why, and says `timeout` if it was time.
 */
export type Layer<Answer extends ModelAnswer = TextAnswer> = (
  request: ModelRequest,
  call: CallContext,
) => Promise<Answer | CallFailure>;

/** Waits; resolves early, without error, when the signal is aborted. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** The part of a pino logger that the gateway uses. */
export interface ModelLog {
  debug(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const ABORTED: CallFailure = { ok: false, reason: 'aborted', retry: NEVER };

/** An outcome with the tries before it that were never answered. */
export function withUnanswered<Outcome extends ModelAnswer | CallFailure>(
  outcome: Outcome,
  earlier = 0,
): Outcome {
  return earlier === 0 ? outcome : { ...outcome, unanswered: (outcome.unanswered ?? 0) + earlier };
}

/** Two calls' spending in one: what a repaired answer has cost is the sum of both. */
export function addSpending(one: Spending, other: Spending): Spending {
  return {
    usage: {
      promptTokens: one.usage.promptTokens + other.usage.promptTokens,
      cachedTokens: one.usage.cachedTokens + other.usage.cachedTokens,
      outputTokens: one.usage.outputTokens + other.usage.outputTokens,
      thoughtTokens: one.usage.thoughtTokens + other.usage.thoughtTokens,
    },
    costUsd: one.costUsd + other.costUsd,
    latencyMs: one.latencyMs + other.latencyMs,
    calls: one.calls + other.calls,
  };
}

/** What an answer has cost, also one that was of no use; undefined when none came. */
export function spendingOf(outcome: ModelAnswer | CallFailure): Spending | undefined {
  if (!outcome.ok) return outcome.spent;
  const { usage, costUsd, latencyMs, calls = 1 } = outcome;
  return { usage, costUsd, latencyMs, calls };
}

/** An outcome that has cost what answers before it did as well. */
export function withSpending<Outcome extends ModelAnswer | CallFailure>(
  outcome: Outcome,
  earlier: Spending | undefined,
): Outcome {
  if (earlier === undefined) return outcome;
  const own = spendingOf(outcome);
  const spent = own === undefined ? earlier : addSpending(earlier, own);
  return outcome.ok ? { ...outcome, ...spent } : { ...outcome, spent };
}
