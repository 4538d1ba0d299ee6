import { z } from 'zod';
import type { JsonSchema, ModelRequest } from '../llm/port.js';
import { fencedLines, inLine, inLines } from '../simulation/fence.js';
import { TEMPLATES } from '../simulation/templates.js';

/** The call that says whether a character could attempt something that the rules can't judge. */

export const validationSchema = z.object({
  is_valid: z.boolean(),
  reason: z.string().trim().min(1).max(1_000),
  suggestion: z.string().trim().max(300).default(''),
});
export type Validation = z.output<typeof validationSchema>;

const ANSWER: JsonSchema = {
  type: 'object',
  required: ['is_valid', 'reason', 'suggestion'],
  properties: {
    is_valid: { type: 'boolean' },
    reason: { type: 'string', description: 'In a sentence to the player' },
    suggestion: { type: 'string', description: 'What could be tried instead; empty if nothing' },
  },
};

export interface ValidationCall {
  readonly key: string;
  readonly scope: ModelRequest['scope'];
  readonly action: string;
  /** What is known of the character and the world, as plain data; all of it is fenced. */
  readonly situation: object;
  readonly reuse: NonNullable<ModelRequest['reuse']>;
  readonly versions?: ModelRequest['versions'];
  readonly seed?: number;
}

export function validationRequest(call: ValidationCall): ModelRequest {
  const { name, version, rules, answer } = TEMPLATES['validate-action'];
  const question = inLine(call.action);
  return {
    purpose: 'validate-action',
    key: call.key,
    scope: call.scope,
    stablePrefix: `${rules}\n\n${answer}`,
    volatileTail: [
      ...fencedLines('SITUATION', [JSON.stringify(inLines(call.situation))]),
      '',
      ...fencedLines('ACTION', [question]),
    ].join('\n'),
    question,
    data: { action: call.action },
    schema: ANSWER,
    temperature: 0,
    maxOutputTokens: 200,
    ...(call.seed === undefined ? {} : { seed: call.seed }),
    template: { name, version },
    reuse: call.reuse,
    ...(call.versions === undefined ? {} : { versions: call.versions }),
  };
}
