import { z } from 'zod';
import { ACTION_TYPES, actionTypeOf } from '../../game/action-type.js';
import { responseRequestSchema } from '../../game/response-request.js';
import { validateRequestSchema } from '../../game/validate.js';
import { usageOnWire, writeUsage } from '../../store/usage.js';
import type { ApiDependencies } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';
import { requireFeature } from '../feature-gate.js';
import { traceOf } from '../middleware/tracing.js';
import { refuseWhileDraining } from './submissions.js';

const responseSchema = z
  .object({
    success: z.literal(true),
    response: z.object({
      response_text: z.string(),
      response_type: z.literal('narrative'),
      suggested_actions: z.array(z.string()).max(4),
      confidence_score: z.number().min(0).max(1),
    }),
    action_type: z.enum(ACTION_TYPES),
    source: z.enum(['model', 'exact', 'coalesced', 'semantic', 'fallback']).meta({
      description:
        'Who answered: the model, a cache (`exact`: the same request, `semantic`: the same action in other words, ' +
        '`coalesced`: a request like it at the same time), or the offline narrator where the model failed',
    }),
    cached: z
      .boolean()
      .meta({ description: 'Whether the answer was made for another request, and cost nothing' }),
    similarity: z.number().nullable().meta({ description: 'Of a semantic hit: cosine of the two actions' }),
    degraded: z.boolean(),
    degraded_reason: z.string().nullable().meta({ description: 'Why the model did not answer' }),
    usage: usageOnWire,
  })
  .meta({ id: 'ActionResponse' });

const validatedSchema = z
  .object({
    success: z.literal(true),
    action: z.string().meta({ description: 'What was asked about' }),
    is_valid: z.boolean().meta({ description: 'Whether the character could attempt it' }),
    validation_details: z.object({
      reason: z.string().meta({ description: 'Why, in a sentence to the player' }),
      suggestion: z.string().nullable().meta({ description: 'What could be tried instead' }),
      rule: z
        .string()
        .nullable()
        .meta({ description: 'The rule that it does not keep, as an action of a session is refused by' }),
    }),
    unverified: z
      .boolean()
      .meta({ description: 'Whether the model could not be asked, so that it was allowed' }),
    source: z.enum(['rules', 'model', 'exact', 'coalesced', 'semantic', 'fallback']).meta({
      description: 'Who judged: the rules, which suffice for most actions, the model, or a cache',
    }),
    cached: z
      .boolean()
      .meta({ description: 'Whether the judgement was made for another request, and cost nothing' }),
    similarity: z.number().nullable().meta({ description: 'Of a semantic hit: cosine of the two actions' }),
    usage: usageOnWire,
  })
  .meta({ id: 'ValidatedAction' });

const CACHES: readonly string[] = ['exact', 'coalesced', 'semantic'];

/** Questions about actions that belong to no session. */
export function aiRoutes(deps: ApiDependencies): readonly Endpoint[] {
  return [
    endpoint({
      name: 'validateAction',
      method: 'POST',
      path: '/api/ai/validate-action',
      access: 'client',
      tag: 'ai',
      summary: 'Whether a character could attempt an action, without a session',
      description:
        'The rules of play judge; the model is asked only for what takes an ability of which they know nothing.',
      body: validateRequestSchema,
      answers: {
        200: { description: 'The judgement', content: { 'application/json': validatedSchema } },
        429: { description: '`RATE_LIMITED` or `DAILY_BUDGET_SPENT`' },
      },
      async handle({ body, caller, signal, response }) {
        refuseWhileDraining(deps);
        requireFeature(deps, 'ai_questions', caller.clientId);
        const judged = await deps.validate(caller.clientId, body, signal, traceOf(response).trace);
        const { isValid, reason, suggestion, rule, unverified, source, similarity, usage } = judged;
        response.json({
          success: true,
          action: body.action,
          is_valid: isValid,
          validation_details: { reason, suggestion, rule },
          unverified,
          source,
          cached: CACHES.includes(source),
          similarity,
          usage: writeUsage(usage),
        } satisfies z.output<typeof validatedSchema>);
      },
    }),
    endpoint({
      name: 'generateResponse',
      method: 'POST',
      path: '/api/ai/generate-response',
      access: 'client',
      tag: 'ai',
      summary: 'What comes of an action, without a session',
      description:
        'Nothing is stored but the answer in the cache. The same action in the same context, also in other words, is ' +
        'answered from there, for the same client and language only.',
      body: responseRequestSchema,
      answers: {
        200: { description: 'The response', content: { 'application/json': responseSchema } },
        429: { description: '`RATE_LIMITED` or `DAILY_BUDGET_SPENT`' },
        503: { description: '`MODEL_RATE_LIMITED`, or `MODEL_UNAVAILABLE` where nothing may fill in' },
      },
      async handle({ body, caller, signal, response }) {
        refuseWhileDraining(deps);
        requireFeature(deps, 'ai_questions', caller.clientId);
        const { response: said, ...answer } = await deps.respond(
          caller.clientId,
          body,
          signal,
          traceOf(response).trace,
        );
        response.json({
          success: true,
          response: { ...said, response_type: 'narrative' },
          action_type: actionTypeOf(body.action),
          source: answer.source,
          cached: CACHES.includes(answer.source),
          similarity: answer.similarity,
          degraded: answer.degraded !== null,
          degraded_reason: answer.degraded,
          usage: writeUsage(answer.usage),
        } satisfies z.output<typeof responseSchema>);
      },
    }),
  ];
}
