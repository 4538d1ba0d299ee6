import { ConflictError } from '../../errors.js';
import type { TaskReading } from '../../store/task-reads.js';
import { actionRequestSchema } from '../../tasks/action-request.js';
import type { ApiDependencies } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';
import { requireFeature } from '../feature-gate.js';
import { traceOf } from '../middleware/tracing.js';
import { actionResultSchema, sessionParams } from '../session-answer.js';
import { answerSubmitted, refuseWhileDraining, submissionAnswers, submissionHeaders } from './submissions.js';

/** Acting in a game. */
export function sessionActionRoutes(deps: ApiDependencies): readonly Endpoint[] {
  return [
    endpoint({
      name: 'playAction',
      method: 'POST',
      path: '/api/game/sessions/{id}/action',
      access: 'client',
      tag: 'game',
      summary: 'Act in a game',
      description:
        'The action becomes a task. Actions of a session are played one after the other, in the order in which they were ' +
        'accepted. With `Prefer: wait=N` the answer is held until the action was played, at most N seconds. An action that ' +
        'the rules do not allow is answered with `success: false`, and changes nothing.',
      missing: 'SESSION',
      params: sessionParams,
      headers: submissionHeaders,
      body: actionRequestSchema,
      answers: {
        ...submissionAnswers,
        200: {
          description: 'What came of the action',
          content: { 'application/json': actionResultSchema },
          headers: { 'Preference-Applied': '`wait=N`' },
        },
        400: { description: '`ACTION_REQUIRED`: the action has no words' },
        409: {
          description: '`VERSION_CONFLICT`, with `Prefer: wait` only: the session was at another version',
        },
        429: { description: 'Too many actions of the session wait, or came within a minute' },
      },
      async handle(call) {
        const { params, headers, body, caller, response } = call;
        refuseWhileDraining(deps);
        requireFeature(deps, 'game_sessions', caller.clientId);
        const key = headers['Idempotency-Key'];
        const task = await deps.act({
          ...caller,
          sessionId: params.id,
          request: body,
          ...(key === undefined ? {} : { idempotencyKey: key }),
          ...traceOf(response),
        });
        await answerSubmitted(deps, task, call, headers.Prefer, playedAnswer);
      },
    }),
  ];
}

/** @throws ConflictError when the session was at another version than the player expects */
function playedAnswer({ status, result, error }: TaskReading): object | undefined {
  if (status === 'completed') return Object(result);
  if (status === 'failed' && errorField(error, 'error_code') === 'VERSION_CONFLICT') {
    throw new ConflictError('VERSION_CONFLICT', String(errorField(error, 'message')));
  }
  return undefined;
}

function errorField(error: unknown, name: 'error_code' | 'message'): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}
