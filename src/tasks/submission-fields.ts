import { z } from 'zod';
import type { TaskLimits } from './task-request.js';

/** The fields of a request that say how its task is to be run, whatever it is that runs. */

const limitsSchema = z.strictObject({
  max_model_calls: z.int().min(1).optional(),
  max_tokens: z.int().min(1).optional(),
  max_cost_usd: z.number().positive().optional(),
  deadline_seconds: z.number().min(1).max(604_800).optional(),
});

export const submissionFields = {
  cache: z.enum(['use', 'refresh', 'off']).default('use'),
  limits: limitsSchema.optional(),
  priority: z.int().min(1).max(10).default(5).meta({ description: '1 goes first' }),
  callback_url: z
    .unknown()
    .refine(
      (url) => url === undefined,
      'is reserved: webhooks do not exist yet; poll the task or read its events',
    )
    .optional()
    .meta({ type: 'string', description: 'Reserved; refused until webhooks exist' }),
};

/** The limits of a request; what isn't given is no limit. */
export function limitsOf({
  limits,
}: {
  readonly limits?: z.output<typeof limitsSchema> | undefined;
}): TaskLimits {
  if (limits === undefined) return {};
  return {
    ...(limits.max_model_calls === undefined ? {} : { maxModelCalls: limits.max_model_calls }),
    ...(limits.max_tokens === undefined ? {} : { maxTokens: limits.max_tokens }),
    ...(limits.max_cost_usd === undefined ? {} : { maxCostUsd: limits.max_cost_usd }),
    ...(limits.deadline_seconds === undefined ? {} : { deadlineSeconds: limits.deadline_seconds }),
  };
}
