import type { ModelReply } from '../llm/port.js';
import type { UsageTotals } from './types.js';

export const NO_USAGE_TOTALS: UsageTotals = {
  modelCalls: 0,
  cachedCalls: 0,
  unconfirmedCalls: 0,
  promptTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  savedUsd: 0,
};

/**
 * What one reply cost: every answer that a provider gave for it counts as a call, also those that had to be repaired or
 * were of no use. A reply that was made for another request counts as a cached call, beside what was tried before it.
 */
export function usageOf(reply: ModelReply): UsageTotals {
  const { usage } = reply;
  const paid = !reply.ok || reply.source === 'model' || reply.source === 'fallback';
  return {
    modelCalls: reply.calls ?? (paid && reply.ok ? 1 : 0),
    cachedCalls: paid ? 0 : 1,
    unconfirmedCalls: reply.unanswered ?? 0,
    promptTokens: usage?.promptTokens ?? 0,
    outputTokens: (usage?.outputTokens ?? 0) + (usage?.thoughtTokens ?? 0),
    costUsd: reply.costUsd ?? 0,
    savedUsd: reply.ok ? reply.savedUsd : 0,
  };
}

export function addUsage(a: UsageTotals, b: UsageTotals): UsageTotals {
  return {
    modelCalls: a.modelCalls + b.modelCalls,
    cachedCalls: a.cachedCalls + b.cachedCalls,
    unconfirmedCalls: a.unconfirmedCalls + b.unconfirmedCalls,
    promptTokens: a.promptTokens + b.promptTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    costUsd: toPicodollars(a.costUsd + b.costUsd),
    savedUsd: toPicodollars(a.savedUsd + b.savedUsd),
  };
}

/** A token costs a whole number of these, so that a sum is the same however its parts were put together. */
const PER_DOLLAR = 1e12;

function toPicodollars(usd: number): number {
  return Math.floor(usd * PER_DOLLAR + 0.5) / PER_DOLLAR;
}
