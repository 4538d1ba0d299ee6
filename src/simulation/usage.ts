import type { ModelReply } from '../llm/port.js';
import { round6 } from './numbers.js';
import type { UsageTotals } from './types.js';

export const NO_USAGE_TOTALS: UsageTotals = {
  modelCalls: 0,
  cachedCalls: 0,
  promptTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  savedUsd: 0,
};

/** What one reply cost. A reply that no provider made for it counts as a cached call; a failure as no call. */
export function usageOf(reply: ModelReply): UsageTotals {
  if (!reply.ok) return NO_USAGE_TOTALS;
  const paid = reply.source === 'model';
  return {
    modelCalls: paid ? 1 : 0,
    cachedCalls: paid ? 0 : 1,
    promptTokens: reply.usage.promptTokens,
    outputTokens: reply.usage.outputTokens + reply.usage.thoughtTokens,
    costUsd: reply.costUsd,
    savedUsd: reply.savedUsd,
  };
}

export function addUsage(a: UsageTotals, b: UsageTotals): UsageTotals {
  return {
    modelCalls: a.modelCalls + b.modelCalls,
    cachedCalls: a.cachedCalls + b.cachedCalls,
    promptTokens: a.promptTokens + b.promptTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    costUsd: round6(a.costUsd + b.costUsd),
    savedUsd: round6(a.savedUsd + b.savedUsd),
  };
}
