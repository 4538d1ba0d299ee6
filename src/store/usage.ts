import { z } from 'zod';
import type { UsageTotals } from '../simulation/types.js';

/** A task's `usage` column, as it goes over the wire. */
export const usageOnWire = z
  .object({
    model_calls: z.int().default(0),
    cached_calls: z.int().default(0),
    unconfirmed_calls: z.int().default(0).meta({
      description:
        'Calls that were sent and never answered: what they cost is not known and not counted. Where a process died, each stands for all tries of its call',
    }),
    prompt_tokens: z.int().default(0),
    output_tokens: z.int().default(0),
    cost_usd: z.number().default(0),
    saved_usd: z.number().default(0),
  })
  .meta({ id: 'ModelUsage' });

export function parseUsage(stored: unknown): UsageTotals {
  const usage = usageOnWire.parse(stored);
  return {
    modelCalls: usage.model_calls,
    cachedCalls: usage.cached_calls,
    unconfirmedCalls: usage.unconfirmed_calls,
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
    unconfirmed_calls: usage.unconfirmedCalls,
    prompt_tokens: usage.promptTokens,
    output_tokens: usage.outputTokens,
    cost_usd: usage.costUsd,
    saved_usd: usage.savedUsd,
  };
}
