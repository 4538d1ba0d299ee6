import { z } from 'zod';
import { NotAcceptableError, NotFoundError, ShuttingDownError } from '../../errors.js';
import { findSimulation, findStory, listTurns } from '../../store/simulation-reads.js';
import { findTask, type TaskReading } from '../../store/task-reads.js';
import { simulationRequestSchema } from '../../tasks/simulation-request.js';
import { TASK_STATUSES, TERMINAL } from '../../tasks/state.js';
import type { SubmittedTask } from '../../tasks/submit-simulation.js';
import type { ApiDependencies } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';
import { noteHeld } from '../middleware/access-log.js';
import { paged, pageQuery, readCursor } from '../paging.js';
import { preferredWait } from '../preferences.js';
import {
  simulationAnswer,
  simulationSchema,
  storyMarkdown,
  turnAnswer,
  turnListSchema,
} from '../simulation-answer.js';
import { storyAsHtml, storyAsPlainText } from '../story-text.js';
import { taskNotFound, taskParams, taskPath } from '../task-answer.js';
import { watchTask } from '../task-watch.js';

const acceptedSchema = z
  .object({
    task_id: z.guid(),
    kind: z.literal('simulation'),
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

const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible characters')
  .optional()
  .meta({ description: 'The same key and body return the first task, however often they are sent' });

const STORY_TYPES = ['text/markdown', 'text/html', 'text/plain'];

export function simulationRoutes(deps: ApiDependencies): readonly Endpoint[] {
  return [submitRoute(deps), recordRoute(deps), turnsRoute(deps), storyRoute(deps)];
}

function submitRoute(deps: ApiDependencies): Endpoint {
  return endpoint({
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
    headers: z.object({
      'Idempotency-Key': idempotencyKey,
      Prefer: z
        .string()
        .optional()
        .meta({ description: '`wait=N`, N up to 60 seconds; what cannot be read is ignored' }),
    }),
    body: simulationRequestSchema,
    answers: {
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
      404: { description: 'A character, scenario template or lorebook is not known' },
    },
    async handle({ headers, body, caller, signal, response }) {
      if (deps.isDraining()) {
        throw new ShuttingDownError('This process is stopping and takes no more work');
      }
      const key = headers['Idempotency-Key'];
      const task = await deps.submit({
        clientId: caller.clientId,
        request: body,
        ...(key === undefined ? {} : { idempotencyKey: key }),
      });
      const seconds = preferredWait(headers.Prefer);
      let status = task.status;
      if (seconds > 0) {
        noteHeld(response);
        const reading = await watchTask(deps, {
          taskId: task.id,
          seconds,
          signal,
          read: async () => {
            const found = await findTask(deps.db, caller, task.id);
            if (found === undefined) throw taskNotFound();
            return found;
          },
          settled: (found) => TERMINAL.has(found.status),
        });
        status = reading.status;
        if (status === 'completed') {
          response.set('Preference-Applied', `wait=${seconds}`);
          response.status(200).json(finishedAnswer(reading));
          return;
        }
      }
      response.status(202).set({ Location: taskPath(task.id), 'Retry-After': '1' });
      response.json(acceptedAnswer({ ...task, status }));
    },
  });
}

function recordRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/api/simulations/{id}',
    aliases: ['/simulations/{id}'],
    access: 'client',
    tag: 'simulations',
    summary: 'The record of a simulation, with the world as it stands after the newest turn',
    missing: 'SIMULATION',
    params: taskParams,
    answers: { 200: { description: 'The record', content: { 'application/json': simulationSchema } } },
    async handle({ params: { id }, caller, response }) {
      const simulation = await findSimulation(db, caller, id);
      if (simulation === undefined) throw simulationNotFound();
      response.json(simulationAnswer(simulation));
    },
  });
}

function turnsRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/api/simulations/{id}/turns',
    aliases: ['/simulations/{id}/turns'],
    access: 'client',
    tag: 'simulations',
    summary: 'The committed turns, in order',
    missing: 'SIMULATION',
    params: taskParams,
    query: pageQuery,
    answers: {
      200: {
        description: 'A page of turns',
        content: { 'application/json': turnListSchema },
        headers: { Link: '`rel="next"`, when there is more' },
      },
    },
    async handle({ params: { id }, query: { limit, cursor }, caller, response }) {
      const after = readCursor(cursor, z.int().min(0).max(100), 0);
      const turns = await listTurns(db, caller, id, after, limit + 1);
      if (turns === undefined) throw simulationNotFound();
      const { page, nextCursor, link } = paged(
        turns,
        limit,
        `/api/simulations/${id}/turns`,
        ({ turn }) => turn,
      );
      if (link !== undefined) response.set('Link', link);
      response.json({ turns: page.map(turnAnswer), next_cursor: nextCursor } satisfies z.output<
        typeof turnListSchema
      >);
    },
  });
}

function storyRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/api/simulations/{id}/story',
    aliases: ['/simulations/{id}/story'],
    access: 'client',
    tag: 'simulations',
    summary: 'The story, as far as it is written',
    missing: 'SIMULATION',
    params: taskParams,
    answers: {
      200: {
        description: 'The story; of a simulation under way the chapters so far',
        content: Object.fromEntries(STORY_TYPES.map((type) => [type, z.string()])),
      },
      404: { description: 'There is no such simulation, or nothing of its story is written yet' },
    },
    async handle({ params: { id }, caller, request, response }) {
      response.vary('Accept');
      const type = request.accepts(STORY_TYPES);
      if (type === false) {
        throw new NotAcceptableError(`A story comes as ${STORY_TYPES.join(', ')}`);
      }
      const reading = await findStory(db, caller, id);
      if (reading === undefined) throw simulationNotFound();
      const markdown = storyMarkdown(reading);
      if (markdown === undefined) {
        throw new NotFoundError(
          'STORY',
          `Nothing of this story is written yet: the simulation is ${reading.status}`,
          {
            suggestions: TERMINAL.has(reading.status)
              ? [`GET ${taskPath(id)} tells why`]
              : ['Try again when the first turn has been told', `GET ${taskPath(id)}/events tells when`],
          },
        );
      }
      response.type(`${type}; charset=utf-8`);
      if (type === 'text/html') {
        response.send(storyAsHtml(reading.title, markdown));
      } else {
        response.send(type === 'text/plain' ? storyAsPlainText(markdown) : markdown);
      }
    },
  });
}

function simulationNotFound(): NotFoundError {
  return new NotFoundError('SIMULATION', 'There is no such simulation');
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
function finishedAnswer({ id, result }: TaskReading): z.output<typeof finishedSchema> {
  return finishedSchema.parse({ ...Object(result), task_id: id });
}
