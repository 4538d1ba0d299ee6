import { z } from 'zod';
import { ConflictError } from '../../errors.js';
import { cancelTask, retryFailedTask } from '../../store/control-statements.js';
import type { Database } from '../../store/database.js';
import {
  findTask,
  listTasks,
  NEWEST,
  readTaskEvents,
  type TaskEventPage,
  type TaskReading,
  WaitingLine,
} from '../../store/task-reads.js';
import { TASK_STATUSES, TERMINAL } from '../../tasks/state.js';
import type { ApiDependencies, Caller } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';
import { EventStream } from '../event-stream.js';
import { noteHeld } from '../middleware/access-log.js';
import { paged, pageQuery, readCursor } from '../paging.js';
import { MAX_WAIT_SECONDS } from '../preferences.js';
import {
  listedAnswer,
  listedTaskSchema,
  stableAnswer,
  TASK_KINDS,
  type TaskAnswer,
  taskNotFound,
  taskParams,
  taskSchema,
} from '../task-answer.js';
import { TaskPolls, taskText } from '../task-polls.js';
import { watchTask } from '../task-watch.js';
import { namesTag, sendJson } from '../wire.js';

/** Events that are read and sent at a time. */
const EVENT_PAGE = 100;
/** How long a quiet stream goes without asking again; the watch looks by itself in between. */
const STREAM_WATCH_SECONDS = 60;

const taskListSchema = z
  .object({ tasks: z.array(listedTaskSchema), next_cursor: z.string().nullable() })
  .meta({ id: 'TaskList' });

const PATH = '/api/tasks';

export function taskRoutes(deps: ApiDependencies): readonly Endpoint[] {
  const { db } = deps;
  const line = new WaitingLine(db);
  const polls = new TaskPolls(db);
  return [
    listRoute(deps),
    cancelRoute(deps, 'cancelTask', 'DELETE', `${PATH}/{id}`),
    cancelRoute(deps, 'cancelTaskByPost', 'POST', `${PATH}/{id}/cancel`),
    retryRoute(deps, line),
    endpoint({
      name: 'getTask',
      method: 'GET',
      path: '/api/tasks/{id}',
      access: 'client',
      tag: 'tasks',
      summary: 'How a task is doing, and its result once it ended',
      description:
        'With `wait` and `If-None-Match` the answer is held until the ETag differs (304 when the time passes without), ' +
        'with `wait` alone until the task ends.',
      missing: 'TASK',
      params: taskParams,
      query: z.object({
        wait: z.coerce
          .number({ error: `must be a number of seconds from 0 to ${MAX_WAIT_SECONDS}` })
          .min(0)
          .max(MAX_WAIT_SECONDS)
          .default(0)
          .meta({ description: 'Seconds to hold the answer; more than the most are refused' }),
      }),
      headers: z.object({ 'If-None-Match': z.string().optional() }),
      answers: {
        200: {
          description: 'The task',
          content: { 'application/json': taskSchema },
          headers: { ETag: 'Strong; over everything but `position`' },
        },
        304: { description: 'The task is as `If-None-Match` says', headers: { ETag: 'The same' } },
      },
      async handle(call) {
        const { params, query, headers, caller, response } = call;
        const { id } = params;
        const { wait } = query;
        const known = headers['If-None-Match'];
        const read = async () => {
          const poll = await polls.read(caller, id);
          if (poll === undefined) throw taskNotFound();
          return poll;
        };
        if (wait > 0) noteHeld(response);
        const poll =
          wait === 0
            ? await read()
            : await watchTask(deps, {
                taskId: id,
                seconds: wait,
                signal: call.signal,
                read,
                settled: (reading) =>
                  known === undefined ? TERMINAL.has(reading.task.status) : !namesTag(known, reading.etag),
              });
        const { task, etag } = poll;
        response.setHeader('ETag', etag);
        response.setHeader('Cache-Control', 'private, no-cache');
        if (namesTag(known, etag)) {
          response.statusCode = 304;
          response.end();
          return;
        }
        const position = task.status === 'queued' ? await line.placeOf(task) : null;
        sendJson(response, 200, taskText(poll, position));
      },
    }),
    endpoint({
      name: 'followTask',
      method: 'GET',
      path: '/api/tasks/{id}/events',
      access: 'client',
      tag: 'tasks',
      summary: 'What happens to a task, as it happens',
      description:
        'Server-Sent Events `progress`, `turn`, `prose`, `completed`, `failed`, `cancelled`. The stream closes after ' +
        'the last event of a task that has ended; who then comes back with that one is told that there are no more.',
      missing: 'TASK',
      params: taskParams,
      headers: z.object({
        'Last-Event-ID': z.string().optional().meta({ description: 'Goes on after this event' }),
      }),
      answers: {
        200: { description: 'The events', content: { 'text/event-stream': z.string() } },
        204: { description: '`Last-Event-ID` was the last one: a browser stops asking' },
      },
      async handle({ params: { id }, headers, caller, signal, request, response }) {
        let after = eventNumber(headers['Last-Event-ID']);
        const read = () => readTaskEvents(db, caller, id, after, EVENT_PAGE);
        let page = await read();
        if (page === undefined) throw taskNotFound();
        const isOver = ({ status, lastSeq }: TaskEventPage) => TERMINAL.has(status) && after >= lastSeq;
        // An EventSource comes back whenever a stream closes, for as long as it is given one.
        if (after > 0 && after === page.lastSeq && isOver(page)) {
          response.status(204).end();
          return;
        }
        if (after > page.lastSeq) {
          // Of another task, or of a database that has been put back to an earlier day.
          after = 0;
          page = await read();
        }
        if (request.method === 'HEAD') {
          response.type('text/event-stream').end();
          return;
        }
        noteHeld(response);
        const stream = new EventStream(response);
        while (page !== undefined) {
          for (const event of page.events) {
            await stream.send(event, signal);
            after = event.seq;
          }
          if (isOver(page) || deps.isDraining()) break;
          page = await watchTask(deps, {
            taskId: id,
            seconds: STREAM_WATCH_SECONDS,
            signal,
            read,
            settled: (next) => next === undefined || next.events.length > 0 || isOver(next),
          });
        }
        stream.close();
      },
    }),
  ];
}

function listRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'listTasks',
    method: 'GET',
    path: PATH,
    access: 'client',
    tag: 'tasks',
    summary: "Your tasks, newest first; an admin sees everybody's",
    query: z.object({
      ...pageQuery.shape,
      status: z.enum(TASK_STATUSES).optional(),
      kind: z.enum(TASK_KINDS).optional(),
    }),
    answers: {
      200: {
        description: 'A page of tasks, without their results',
        content: { 'application/json': taskListSchema },
        headers: { Link: '`rel="next"`, when there is more' },
      },
    },
    async handle({ query: { limit, cursor, status, kind }, caller, response }) {
      const before = readCursor(cursor, z.guid(), NEWEST);
      const rows = await listTasks(db, caller, { status, kind, before, limit: limit + 1 });
      const { page, nextCursor, link } = paged(rows, limit, PATH, ({ id }) => id, { status, kind });
      if (link !== undefined) response.set('Link', link);
      response.json({ tasks: page.map(listedAnswer), next_cursor: nextCursor } satisfies z.output<
        typeof taskListSchema
      >);
    },
  });
}

function cancelRoute(
  { db, notifier }: ApiDependencies,
  name: string,
  method: 'DELETE' | 'POST',
  path: string,
): Endpoint {
  return endpoint({
    name,
    method,
    path,
    access: 'client',
    tag: 'tasks',
    summary: 'Cancel a task',
    description:
      'Final. A task that waits is cancelled at once; one that runs is broken off, calls to the model included. What it ' +
      'has committed stays readable.',
    makesWork: false,
    missing: 'TASK',
    params: taskParams,
    answers: {
      202: { description: 'Cancelled', content: { 'application/json': taskSchema } },
      409: { description: '`TASK_ENDED`: there is nothing left to cancel' },
    },
    async handle({ params: { id }, caller, response }) {
      const task = await cancelTask(db, caller, id);
      if (task === undefined) {
        const { status } = await existing(db, caller, id);
        throw new ConflictError('TASK_ENDED', `The task has ended already: it is ${status}`);
      }
      notifier.notify('cancelled', id);
      notifier.notify('changed', id);
      if (task.serialKey !== null) notifier.notify('changed', task.serialKey);
      // Its place on the way to a worker is free.
      notifier.notify('queued', id);
      response.status(202).json({ ...stableAnswer(task), position: null } satisfies TaskAnswer);
    },
  });
}

function retryRoute({ db, notifier }: ApiDependencies, line: WaitingLine): Endpoint {
  return endpoint({
    name: 'retryTask',
    method: 'POST',
    path: `${PATH}/{id}/retry`,
    access: 'client',
    tag: 'tasks',
    summary: 'Try a failed task again, from its last committed turn',
    description:
      'Its deadline starts anew; what it has used still counts towards its limits. The actions of a game session are not ' +
      'retried: post the action again.',
    missing: 'TASK',
    params: taskParams,
    answers: {
      202: { description: 'Queued again', content: { 'application/json': taskSchema } },
      409: { description: '`TASK_NOT_FAILED`, or `TASK_ENDED` for an action' },
    },
    async handle({ params: { id }, caller, response }) {
      const task = await retryFailedTask(db, caller, id);
      if (task === undefined) {
        const { status } = await existing(db, caller, id);
        throw status === 'failed'
          ? new ConflictError(
              'TASK_ENDED',
              'An action that has failed is over: what it acted on has moved on',
              {
                suggestions: ['Post the action again'],
              },
            )
          : new ConflictError('TASK_NOT_FAILED', `The task has not failed: it is ${status}`);
      }
      notifier.notify('queued', id);
      notifier.notify('changed', id);
      const position = await line.placeOf(task);
      response.status(202).json({ ...stableAnswer(task), position } satisfies TaskAnswer);
    },
  });
}

/** The task that a statement's guard didn't find, for the reason. */
async function existing(db: Database, caller: Caller, id: string): Promise<TaskReading> {
  const task = await findTask(db, caller, id);
  if (task === undefined) throw taskNotFound();
  return task;
}

/** The number in a `Last-Event-ID`; anything else starts the stream from its beginning. */
function eventNumber(lastEventId: string | undefined): number {
  return lastEventId !== undefined && /^\d{1,9}$/.test(lastEventId) ? Number(lastEventId) : 0;
}
