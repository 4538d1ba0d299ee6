import { z } from 'zod';
import { findTask, readTaskEvents, type TaskEventPage, WaitingLine } from '../../store/task-reads.js';
import { TERMINAL } from '../../tasks/state.js';
import type { ApiDependencies } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';
import { EventStream } from '../event-stream.js';
import { noteHeld } from '../middleware/access-log.js';
import { MAX_WAIT_SECONDS } from '../preferences.js';
import { type TaskAnswer, taggedTask, taskNotFound, taskParams, taskSchema } from '../task-answer.js';
import { watchTask } from '../task-watch.js';
import { namesTag } from '../wire.js';

/** Events that are read and sent at a time. */
const EVENT_PAGE = 100;
/** How long a quiet stream goes without asking again; the watch looks by itself in between. */
const STREAM_WATCH_SECONDS = 60;

export function taskRoutes(deps: ApiDependencies): readonly Endpoint[] {
  const { db } = deps;
  const line = new WaitingLine(db);
  return [
    endpoint({
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
          .number({ error: 'must be a number of seconds' })
          .min(0)
          .max(MAX_WAIT_SECONDS)
          .default(0)
          .meta({ description: 'Seconds to hold the answer' }),
      }),
      headers: z.object({ 'If-None-Match': z.string().optional() }),
      answers: {
        200: {
          description: 'The task',
          content: { 'application/json': taskSchema },
          headers: { ETag: 'Strong; over everything but `position`' },
        },
        304: { description: 'The task is as `If-None-Match` says' },
      },
      async handle({ params: { id }, query: { wait }, headers, caller, signal, response }) {
        const known = headers['If-None-Match'];
        const read = async () => {
          const task = await findTask(db, caller, id);
          if (task === undefined) throw taskNotFound();
          return { task, ...taggedTask(task) };
        };
        if (wait > 0) noteHeld(response);
        const { task, body, etag } =
          wait === 0
            ? await read()
            : await watchTask(deps, {
                taskId: id,
                seconds: wait,
                signal,
                read,
                settled: (reading) =>
                  known === undefined ? TERMINAL.has(reading.task.status) : !namesTag(known, reading.etag),
              });
        response.set({ ETag: etag, 'Cache-Control': 'private, no-cache' });
        if (namesTag(known, etag)) {
          response.status(304).end();
          return;
        }
        const position = task.status === 'queued' ? await line.placeOf(task) : null;
        response.status(200).json({ ...body, position } satisfies TaskAnswer);
      },
    }),
    endpoint({
      method: 'GET',
      path: '/api/tasks/{id}/events',
      access: 'client',
      tag: 'tasks',
      summary: 'What happens to a task, as it happens',
      description:
        'Server-Sent Events `progress`, `turn`, `prose`, `completed`, `failed`, `cancelled`. The stream closes after ' +
        'the last event of a task that has ended.',
      missing: 'TASK',
      params: taskParams,
      headers: z.object({
        'Last-Event-ID': z.string().optional().meta({ description: 'Goes on after this event' }),
      }),
      answers: { 200: { description: 'The events', content: { 'text/event-stream': z.string() } } },
      async handle({ params: { id }, headers, caller, signal, request, response }) {
        let after = eventNumber(headers['Last-Event-ID']);
        const read = () => readTaskEvents(db, caller, id, after, EVENT_PAGE);
        let page = await read();
        if (page === undefined) throw taskNotFound();
        if (request.method === 'HEAD') {
          response.type('text/event-stream').end();
          return;
        }
        noteHeld(response);
        const stream = new EventStream(response);
        const isOver = ({ status, lastSeq }: TaskEventPage) => TERMINAL.has(status) && after >= lastSeq;
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

/** The number in a `Last-Event-ID`; anything else starts the stream from its beginning. */
function eventNumber(lastEventId: string | undefined): number {
  return lastEventId !== undefined && /^\d{1,9}$/.test(lastEventId) ? Number(lastEventId) : 0;
}
