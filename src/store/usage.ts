import { z } from 'zod';
import type { UsageTotals } from '../simulation/types.js';

/** A task's `usage` column, as it goes over the wire. */
export const usageOnWire = z.object({
  model_calls: z.int().default(0),
  cached_calls: z.int().default(0),
  prompt_tokens: z.int().default(0),
  output_tokens: z.int().default(0),
  cost_usd: z.number().default(0),
  saved_usd: z.number().default(0),
});

export function parseUsage(stored: unknown): UsageTotals {
  const usage = usageOnWire.parse(stored);
  return {
    modelCalls: usage.model_calls,
    cachedCalls: usage.cached_calls,
    promptTokens: usage.prompt_tokens,
    outputTokens: usage.output_tokens,
    costUsd: usage.cost_usd,
    savedUsd: usage.saved_usd,
  };
}

export function writeUsage(usage: UsageTotals): z.infer<typeof usageOnWire> {
  return {
    model_calls: usage.modelCalls,
    cached_calls: usage.cachedCalls,
    prompt_tokens: usage.promptTokens,
    output_tokens: usage.outputTokens,
    cost_usd: usage.costUsd,
    saved_usd: usage.savedUsd,
  };
}
