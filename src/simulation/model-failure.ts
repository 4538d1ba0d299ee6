import { BudgetExceededError, ModelRateLimitedError, ModelUnavailableError } from '../errors.js';
import type { ModelFailure, ModelFailureReason, ModelReply } from '../llm/port.js';

/** Failures that stop a turn rather than being played around: what is missing for them may come with time. */
const STOPPING = new Set<ModelFailure['reason']>(['rate-limited', 'unavailable', 'aborted']);

export function stopsTheTurn(failure: ModelFailure): boolean {
  return STOPPING.has(failure.reason);
}

/**
 * Why an answer isn't the model's own, or nothing when it is.
 * @param usable whether what the answer says could be used
 */
export function degradedBy(reply: ModelReply, usable: boolean): ModelFailureReason | undefined {
  if (!reply.ok) return reply.reason;
  // A stand-in answers only for a model that can't be reached.
  if (reply.source === 'fallback') return 'unavailable';
  return usable ? undefined : 'invalid';
}

/** Throws the error by which the caller learns that the turn can't go on; its state stays as it was. */
export function throwFailure(failure: ModelFailure, key: string, signal: AbortSignal): never {
  switch (failure.reason) {
    case 'rate-limited':
      if (failure.retryAt !== undefined) {
        throw new ModelRateLimitedError(`The model takes no calls for now (${key})`, failure.retryAt);
      }
      throw new ModelUnavailableError(`The model takes no calls for now and doesn't say until when (${key})`);
    case 'over-budget':
      throw new BudgetExceededError(`The budget of this run is spent (${key})`);
    case 'aborted':
      signal.throwIfAborted();
      throw new ModelUnavailableError(`The model's call was aborted from outside the run (${key})`);
    default:
      throw new ModelUnavailableError(`The model can't be reached (${key})`);
  }
}
