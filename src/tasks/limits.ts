import { EngineError } from '../errors.js';
import type { UsageTotals } from '../simulation/types.js';
import type { TaskLimits } from './task-request.js';

/** A run came to its limit before it had committed anything. */
export class LimitReachedError extends EngineError {
  readonly code = 'LIMIT_REACHED';
  readonly status = 422;
  readonly title = 'Limit reached';
}

/** A run came to its deadline before it had committed anything. */
export class DeadlineExceededError extends EngineError {
  readonly code = 'DEADLINE_EXCEEDED';
  readonly status = 422;
  readonly title = 'Deadline exceeded';
}

/**
 * Looked at between turns: which limit of the request a run has come to, in words, or null.
 * @param deadlineAt moment at which the request's `deadline_seconds` are over
 * @param now Unix time, milliseconds
 */
export function limitReached(
  limits: TaskLimits,
  usage: UsageTotals,
  deadlineAt: Date | null,
  now: number,
): string | null {
  return isOver(deadlineAt, now) ? deadlineExceeded(limits) : budgetSpent(limits, usage);
}

/** Whether a request limits what its run may use. */
export function hasBudget({ maxModelCalls, maxTokens, maxCostUsd }: TaskLimits): boolean {
  return maxModelCalls !== undefined || maxTokens !== undefined || maxCostUsd !== undefined;
}

/** Which limit of what a run may use is used up, in words, or null. */
export function budgetSpent(limits: TaskLimits, usage: UsageTotals): string | null {
  if (limits.maxModelCalls !== undefined && usage.modelCalls >= limits.maxModelCalls) {
    return `max_model_calls (${limits.maxModelCalls}) is used up`;
  }
  if (limits.maxTokens !== undefined && usage.promptTokens + usage.outputTokens >= limits.maxTokens) {
    return `max_tokens (${limits.maxTokens}) is used up`;
  }
  if (limits.maxCostUsd !== undefined && usage.costUsd >= limits.maxCostUsd) {
    return `max_cost_usd (${limits.maxCostUsd}) is used up`;
  }
  return null;
}

/** Whether a deadline, if there is one, is over; `now` in Unix time, milliseconds. */
export function isOver(deadlineAt: Date | null, now: number): boolean {
  return deadlineAt !== null && now >= deadlineAt.getTime();
}

/** The deadline as a reason why a story is not what was asked for. */
export function deadlineExceeded({ deadlineSeconds }: TaskLimits): string {
  return `DEADLINE_EXCEEDED, the deadline of ${deadlineSeconds} seconds is over`;
}
