import { forkRequestSchema } from '../../tasks/fork-request.js';
import type { ApiDependencies } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';
import { traceOf } from '../middleware/tracing.js';
import { taskParams } from '../task-answer.js';
import { answerSubmitted, refuseWhileDraining, submissionAnswers, submissionHeaders } from './submissions.js';

/** Going on from a committed turn, as another simulation. */
export function forkRoute(deps: ApiDependencies): Endpoint {
  return endpoint({
    name: 'forkSimulation',
    method: 'POST',
    path: '/api/simulations/{id}/fork',
    aliases: ['/simulations/{id}/fork'],
    access: 'client',
    tag: 'simulations',
    summary: 'Play on from a committed turn, otherwise if you like',
    description:
      'Of a simulation in any status. Turns keep their numbers, and those up to `from_turn` stay with the parent: without changes the fork plays what its parent plays. What `changes` make true nobody in the story knows before perceiving it, unless they are announced.',
    missing: 'SIMULATION',
    params: taskParams,
    headers: submissionHeaders,
    body: forkRequestSchema,
    answers: {
      ...submissionAnswers,
      404: { description: 'There is no such simulation, or a character to add is not known' },
      409: { description: '`TURN_NOT_COMMITTED`: `from_turn` is after the last committed turn' },
    },
    async handle(call) {
      const { params, headers, body, caller, response } = call;
      refuseWhileDraining(deps);
      const key = headers['Idempotency-Key'];
      const task = await deps.fork({
        clientId: caller.clientId,
        role: caller.role,
        parentId: params.id,
        request: body,
        ...(key === undefined ? {} : { idempotencyKey: key }),
        ...traceOf(response),
      });
      await answerSubmitted(deps, task, call, headers.Prefer);
    },
  });
}
