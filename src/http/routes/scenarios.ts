import { z } from 'zod';
import { findScenario } from '../../store/scenario-reads.js';
import { scenarioRequestSchema } from '../../tasks/scenario-request.js';
import type { ApiDependencies } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';
import { noteTasks } from '../middleware/access-log.js';
import { traceOf } from '../middleware/tracing.js';
import { scenarioAnswer, scenarioStatusSchema } from '../scenario-answer.js';
import { scenarioStatusPath, taskNotFound, taskParams, taskPath } from '../task-answer.js';
import { acceptedSchema, idempotencyKey, refuseWhileDraining } from './submissions.js';

const startedSchema = z
  .object({
    ...acceptedSchema.shape,
    status: z
      .literal('started')
      .meta({ description: 'Always `started`; `status_url` tells how it is doing' }),
    message: z.string().meta({ description: 'What was started, in a sentence' }),
  })
  .meta({ id: 'StartedScenario' });

/** Generating scenarios, and how they are doing in the form of seed 003. */
export function scenarioRoutes(deps: ApiDependencies): readonly Endpoint[] {
  return [
    endpoint({
      name: 'generateScenario',
      method: 'POST',
      path: '/api/scenarios/generate',
      access: 'client',
      tag: 'scenarios',
      summary: 'Generate the world of a series: a lorebook, and scenario templates to play in it',
      headers: z.object({ 'Idempotency-Key': idempotencyKey }),
      body: scenarioRequestSchema,
      answers: {
        202: {
          description: 'Accepted: the task is stored and will be run',
          content: { 'application/json': startedSchema },
          headers: { Location: 'The task', 'Retry-After': 'Seconds until a first look is worth while' },
        },
        404: { description: 'A lorebook to build on is not known' },
      },
      async handle({ headers, body, caller, response }) {
        refuseWhileDraining(deps);
        const key = headers['Idempotency-Key'];
        const { id, kind, createdAt } = await deps.generate({
          ...caller,
          request: body,
          ...(key === undefined ? {} : { idempotencyKey: key }),
          ...traceOf(response),
        });
        noteTasks(response, [id]);
        response.status(202).set({ Location: taskPath(id), 'Retry-After': '1' });
        response.json({
          task_id: id,
          status: 'started',
          message: `Started generating scenario for ${body.series_title}`,
          kind,
          status_url: scenarioStatusPath(id),
          events_url: `${taskPath(id)}/events`,
          created_at: createdAt.toISOString(),
        } satisfies z.output<typeof startedSchema>);
      },
    }),
    statusRoute(deps, 'getScenarioStatus', '/api/scenarios/status/{id}'),
    statusRoute(deps, 'getGeneratedScenario', '/api/scenarios/generate/{id}'),
  ];
}

function statusRoute({ db }: ApiDependencies, name: string, path: string): Endpoint {
  return endpoint({
    name,
    method: 'GET',
    path,
    access: 'client',
    tag: 'scenarios',
    summary: 'How the generation of a scenario is doing, step by step',
    missing: 'TASK',
    params: taskParams,
    answers: {
      200: {
        description: 'The task with its steps',
        content: { 'application/json': scenarioStatusSchema },
      },
    },
    async handle({ params: { id }, caller, response }) {
      const scenario = await findScenario(db, caller, id);
      if (scenario === undefined) throw taskNotFound();
      response.set('Cache-Control', 'private, no-cache').json(scenarioAnswer(scenario));
    },
  });
}
