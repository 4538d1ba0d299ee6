import { z } from 'zod';
import { ShuttingDownError, StoreUnavailableError } from '../../errors.js';
import { TASK_QUEUES } from '../../queue/names.js';
import { findTask, type TaskReading } from '../../store/task-reads.js';
import type { SubmittedTask } from '../../tasks/accept.js';
import { simulationRequestSchema } from '../../tasks/simulation-request.js';
import { TASK_STATUSES, TERMINAL } from '../../tasks/state.js';
import type { ApiDependencies } from '../dependencies.js';
import { type Call, type Endpoint, endpoint } from '../endpoint.js';
import { noteHeld, noteTasks } from '../middleware/access-log.js';
import { traceOf } from '../middleware/tracing.js';
import { preferredWait } from '../preferences.js';
import { taskPath } from '../task-answer.js';
import { watchTask } from '../task-watch.js';
import { sendJson } from '../wire.js';

/** What a post for a task is answered with. */
export const acceptedSchema = z
  .object({
    task_id: z.guid(),
    kind: z.enum(TASK_QUEUES),
    status: z.enum(TASK_STATUSES),
    status_url: z.string(),
    events_url: z.string(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'AcceptedTask' });

const finishedSchema = z
  .object({
    story: z.string(),
    participants: z.array(z.string()),
    turns_executed: z.int(),
    duration_seconds: z.number(),
    task_id: z.guid(),
  })
  .meta({ id: 'FinishedSimulation' });

export const idempotencyKeyForm = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible characters');

export const idempotencyKey = idempotencyKeyForm
  .optional()
  .meta({ description: 'The same key and body return the first task, however often they are sent' });

/** Headers of a post for one task. */
export const submissionHeaders = z.object({
  'Idempotency-Key': idempotencyKey,
  Prefer: z
    .string()
    .optional()
    .meta({
      description:
        '`wait=N` holds the answer for up to N seconds. A preference, not a demand: of more than 60 seconds 60 are ' +
        'waited, which `Preference-Applied` tells, and what cannot be read is ignored',
    }),
});

/** What a post for one task answers, besides errors. */
export const submissionAnswers: Endpoint['answers'] = {
  200: {
    description: 'The finished simulation',
    content: { 'application/json': finishedSchema },
    headers: { 'Preference-Applied': '`wait=N`' },
  },
  202: {
    description: 'Accepted: the task is stored and will be played',
    content: { 'application/json': acceptedSchema },
    headers: { Location: 'The task', 'Retry-After': 'Seconds until a first look is worth while' },
  },
};

const MAX_BATCH = 100;

const batchSchema = z
  .strictObject({
    // The length is checked on its own before any item is looked into: a body has room for a million empty ones.
    items: z
      .array(z.unknown())
      .min(1)
      .max(MAX_BATCH)
      .pipe(z.array(simulationRequestSchema))
      .meta({ items: { $ref: '#/components/schemas/SimulationRequest' } }),
  })
  .meta({ id: 'SimulationBatch' });

const acceptedBatchSchema = z
  .object({ tasks: z.array(acceptedSchema).meta({ description: 'In the order of the items' }) })
  .meta({ id: 'AcceptedBatch' });

/** Holds a hundred requests with long texts. */
const MAX_BATCH_BYTES = 4 * 1024 * 1024;

/** Posting simulations, one or many. */
export function submissionRoutes(deps: ApiDependencies): readonly Endpoint[] {
  return [submitRoute(deps), batchRoute(deps)];
}

function submitRoute(deps: ApiDependencies): Endpoint {
  return endpoint({
    name: 'submitSimulation',
    method: 'POST',
    path: '/api/simulations',
    aliases: ['/simulations'],
    access: 'client',
    tag: 'simulations',
    summary: 'Play a simulation',
    description:
      'The request becomes a task, answered with 202. With `Prefer: wait=N` the answer is held until the task ends, at ' +
      'most N seconds: 200 when it completed in time; otherwise the 202, whose `status` says whether the task is still ' +
      'under way, failed or was cancelled, and whose `status_url` tells why.',
    headers: submissionHeaders,
    body: simulationRequestSchema,
    answers: {
      ...submissionAnswers,
      404: { description: 'A character, scenario template or lorebook is not known' },
    },
    async handle(call) {
      const { headers, body, caller, response } = call;
      refuseWhileDraining(deps);
      const key = headers['Idempotency-Key'];
      const task = await deps.submit({
        clientId: caller.clientId,
        role: caller.role,
        request: body,
        ...(key === undefined ? {} : { idempotencyKey: key }),
        ...traceOf(response),
      });
      await answerSubmitted(deps, task, call, headers.Prefer);
    },
  });
}

/**
 * Answers a post for one task: with its end, if the client waits for it and it comes, else with the task.
 * @param prefer of the client
 * @param answerEnd what a task that has ended is answered with; undefined for the 202. That of a simulation unless told
 */
export async function answerSubmitted(
  deps: ApiDependencies,
  task: SubmittedTask,
  call: Pick<Call<unknown, unknown, unknown, unknown>, 'caller' | 'signal' | 'response'>,
  prefer: string | undefined,
  answerEnd: (reading: TaskReading) => object | undefined = finishedAnswer,
): Promise<void> {
  const { caller, response } = call;
  noteTasks(response, [task.id]);
  const seconds = preferredWait(prefer);
  let { status } = task;
  if (seconds > 0) {
    noteHeld(response);
    const reading = await watchTask(deps, {
      taskId: task.id,
      seconds,
      signal: call.signal,
      read: () => findTask(deps.db, caller, task.id),
      settled: (found) => found === undefined || TERMINAL.has(found.status),
    }).catch((error: unknown) => {
      // The post is accepted: an error would have it sent again.
      if (error instanceof StoreUnavailableError) return undefined;
      throw error;
    });
    status = reading?.status ?? status;
    const end = reading && answerEnd(reading);
    if (end !== undefined) {
      response.set('Preference-Applied', `wait=${seconds}`);
      response.status(200).json(end);
      return;
    }
  }
  response.setHeader('Location', taskPath(task.id));
  response.setHeader('Retry-After', '1');
  sendJson(response, 202, JSON.stringify(acceptedAnswer({ ...task, status })));
}

function batchRoute(deps: ApiDependencies): Endpoint {
  return endpoint({
    name: 'submitBatch',
    method: 'POST',
    path: '/api/simulations/batch',
    aliases: ['/simulations/batch'],
    access: 'client',
    tag: 'simulations',
    summary: 'Play up to a hundred simulations',
    description: 'All are accepted, or none. An `Idempotency-Key` covers the whole batch.',
    headers: z.object({ 'Idempotency-Key': idempotencyKey }),
    body: batchSchema,
    maxBodyBytes: MAX_BATCH_BYTES,
    answers: {
      202: {
        description: 'Accepted: the tasks are stored and will be played',
        content: { 'application/json': acceptedBatchSchema },
        headers: { 'Retry-After': 'Seconds until a first look is worth while' },
      },
      404: { description: 'A character, scenario template or lorebook is not known; every item is listed' },
    },
    async handle({ headers, body, caller, response }) {
      refuseWhileDraining(deps);
      const key = headers['Idempotency-Key'];
      const tasks = await deps.submitBatch({
        clientId: caller.clientId,
        role: caller.role,
        requests: body.items,
        ...(key === undefined ? {} : { idempotencyKey: key }),
        ...traceOf(response),
      });
      noteTasks(
        response,
        tasks.map(({ id }) => id),
      );
      response.status(202).set('Retry-After', '1');
      response.json({ tasks: tasks.map(acceptedAnswer) } satisfies z.output<typeof acceptedBatchSchema>);
    },
  });
}

/** @throws ShuttingDownError when the process is told to stop */
export function refuseWhileDraining(deps: ApiDependencies): void {
  if (deps.isDraining()) {
    throw new ShuttingDownError('This process is stopping and takes no more work');
  }
}

function acceptedAnswer({ id, kind, status, createdAt }: SubmittedTask): z.output<typeof acceptedSchema> {
  return {
    task_id: id,
    kind,
    status,
    status_url: taskPath(id),
    events_url: `${taskPath(id)}/events`,
    created_at: createdAt.toISOString(),
  };
}

/** Exactly the promised fields: what else the result holds is in the task. */
function finishedAnswer({ id, status, result }: TaskReading): z.output<typeof finishedSchema> | undefined {
  return status === 'completed' ? finishedSchema.parse({ ...Object(result), task_id: id }) : undefined;
}
