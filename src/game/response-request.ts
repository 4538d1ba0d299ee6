import { z } from 'zod';
import type { ActionData } from '../llm/offline/respond.js';
import type { JsonSchema, ModelRequest } from '../llm/port.js';
import { fencedLines, inLine, inLines } from '../simulation/fence.js';
import { fnv1a } from '../simulation/random.js';
import { TEMPLATES } from '../simulation/templates.js';
import { actionTypeOf } from './action-type.js';

/** A request for a response to one action, without a session: what the player does and what is known around it. */

const line = (most: number) => z.string().trim().min(1).max(most);
const LONGEST_ACTION = 1_000;

export const responseRequestSchema = z
  .strictObject({
    action: line(LONGEST_ACTION).meta({ description: 'What the player does or says, in their words' }),
    context: z
      .strictObject({
        character: z
          .strictObject({
            name: line(100),
            level: z.int().min(1).max(1_000).optional(),
            class_name: line(100).optional(),
            background: line(2_000).optional(),
          })
          .optional(),
        world_state: z
          .strictObject({
            current_location: line(200).optional(),
            environment_description: line(4_000).optional(),
            time_of_day: line(50).optional(),
            weather: line(50).optional(),
            npcs_present: z.array(line(100)).max(20).default([]),
            special_conditions: z.array(line(200)).max(12).default([]),
          })
          .optional(),
        recent_actions: z.array(line(LONGEST_ACTION)).max(10).default([]),
      })
      .default({ recent_actions: [] }),
    language: z
      .string()
      .regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/, 'must be a language tag like en or pt-BR')
      .default('en')
      .meta({ description: 'Of the answer; the offline narrator writes English' }),
    cache: z.enum(['use', 'refresh', 'off']).default('use').meta({
      description:
        'Whether an answer to the same action in the same context, also in other words, may be given again',
    }),
  })
  .meta({ id: 'ResponseRequest' });
export type ResponseRequest = z.output<typeof responseRequestSchema>;

/** What a model answers, checked again by us. */
export const respondedSchema = z.object({
  response_text: z.string().trim().min(1),
  suggested_actions: z.array(z.string().trim().min(1)).transform((actions) => actions.slice(0, 4)),
  confidence_score: z.number().transform((score) => Math.min(1, Math.max(0, score))),
});
export type Responded = z.output<typeof respondedSchema>;

const ANSWER_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['response_text', 'suggested_actions', 'confidence_score'],
  properties: {
    response_text: { type: 'string' },
    suggested_actions: { type: 'array', items: { type: 'string' } },
    confidence_score: { type: 'number' },
  },
};

/** The call to the model; the action is what may be said in other words and have the same answer. */
export function responseCall(clientId: string, request: ResponseRequest): ModelRequest {
  const { action, context, language, cache } = request;
  const { name, version, rules, answer } = TEMPLATES['generate-response'];
  const question = inLine(action);
  const key = `generate-response-${fnv1a(action).toString(16)}`;
  return {
    purpose: 'generate-response',
    key,
    scope: { clientId, taskId: key },
    stablePrefix: `${rules}\n\n${answer}`,
    volatileTail: [
      ...fencedLines('SITUATION', [JSON.stringify(inLines(context), null, 1)]),
      '',
      `Language of the answer: ${language}`,
      '',
      ...fencedLines('ACTION', [question]),
    ].join('\n'),
    question,
    data: actionData(request),
    schema: ANSWER_SCHEMA,
    temperature: 0.7,
    maxOutputTokens: 600,
    template: { name, version },
    language,
    reuse: { cache, within: 'client' },
  };
}

function actionData({ action, context }: ResponseRequest): ActionData {
  const { character, world_state: world } = context;
  return {
    action,
    type: actionTypeOf(action),
    place: world?.current_location ?? null,
    time: world?.time_of_day ?? null,
    weather: world?.weather ?? null,
    present: world?.npcs_present ?? [],
    name: character?.name ?? null,
  };
}
