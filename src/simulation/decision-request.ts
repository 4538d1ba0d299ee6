import type { JsonSchema, ModelRequest } from '../llm/port.js';
import type { Grounds } from './decision-data.js';
import type { DecisionPrompt } from './decision-prompt.js';
import type { Deliberation } from './deliberation.js';
import { lazyMembers } from './lazy-members.js';
import type { ActionOption } from './model-data.js';
import { samplingSeed } from './random.js';
import { TEMPLATES } from './templates.js';

const TEMPERATURE = 0.9;
const MAX_OUTPUT_TOKENS = 1024;

/** The request by which a model decides for one persona; what it holds is made as it is read. */
export function decideRequest(
  grounds: Grounds,
  prompt: DecisionPrompt,
  of: Deliberation,
  scope: ModelRequest['scope'],
): ModelRequest {
  return withLazyParts(
    {
      purpose: 'decide',
      key: decideKey(of.turn, of.self.id),
      scope,
      template: TEMPLATES.decide,
      temperature: TEMPERATURE,
      maxOutputTokens: MAX_OUTPUT_TOKENS,
      seed: samplingSeed(of.snapshot.seed, of.turn, 'decide', of.self.id),
    },
    { grounds, prompt },
  );
}

interface Parts {
  readonly grounds: Grounds;
  readonly prompt: DecisionPrompt;
}

const withLazyParts = lazyMembers<
  Parts,
  Required<Pick<ModelRequest, 'stablePrefix' | 'volatileTail' | 'data' | 'schema'>>
>({
  stablePrefix: ({ prompt }) => prompt.prefix,
  volatileTail: ({ prompt }) => prompt.tail,
  data: ({ grounds }) => grounds.data,
  schema: ({ grounds }) => answerSchema(grounds.options),
});

/** `t0003-decide-alice` */
export function decideKey(turn: number, personaId: string): string {
  return `t${String(turn).padStart(4, '0')}-decide-${personaId}`;
}

function answerSchema(options: readonly ActionOption[]): JsonSchema {
  return {
    type: 'object',
    properties: {
      thought: { type: 'string', description: 'Why, in one or two sentences, at most 200 characters' },
      action: { type: 'string', enum: options.map(({ action }) => action) },
      target: {
        type: 'string',
        nullable: true,
        description: 'Id of one of the targets of the action, or null',
      },
      dialogue: { type: 'string', nullable: true, description: 'What you say aloud, or null' },
      intensity: { type: 'string', enum: ['low', 'normal', 'high', 'extreme'] },
      belief_updates: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            subject: { type: 'string' },
            property: { type: 'string' },
            value: { type: 'string' },
            confidence: { type: 'number' },
            because: { type: 'string' },
          },
          required: ['subject', 'property', 'value', 'confidence', 'because'],
        },
      },
    },
    required: ['thought', 'action', 'target', 'dialogue', 'intensity', 'belief_updates'],
  };
}
