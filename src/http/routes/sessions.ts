import { z } from 'zod';
import { listSessions, viewSession } from '../../store/session-reads.js';
import { deleteSession } from '../../store/session-statements.js';
import { NEWEST } from '../../store/task-reads.js';
import { sessionRequestSchema } from '../../tasks/action-request.js';
import type { ApiDependencies } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';
import { requireFeature } from '../feature-gate.js';
import { paged, pageQuery, readCursor } from '../paging.js';
import {
  createdAnswer,
  createdSessionSchema,
  listedSessionAnswer,
  listedSessionSchema,
  sessionAnswer,
  sessionAnswerSchema,
  sessionNotFound,
  sessionParams,
  sessionPath,
} from '../session-answer.js';
import { validationError } from '../validation.js';
import { refuseWhileDraining } from './submissions.js';

const PATH = '/api/game/sessions';
const MOST_ENTRIES = 500;

const sessionListSchema = z
  .object({ sessions: z.array(listedSessionSchema), next_cursor: z.string().nullable() })
  .meta({ id: 'SessionList' });

/** Game sessions: made, listed, read, deleted. */
export function sessionRoutes(deps: ApiDependencies): readonly Endpoint[] {
  return [createRoute(deps), listRoute(deps), readRoute(deps), deleteRoute(deps)];
}

function createRoute(deps: ApiDependencies): Endpoint {
  return endpoint({
    name: 'createSession',
    method: 'POST',
    path: PATH,
    access: 'client',
    tag: 'game',
    summary: 'Begin a game',
    description:
      'The character is looked for by name among those of the template, then of the lorebook; any other name is that of ' +
      'an adventurer. No model is asked.',
    body: sessionRequestSchema,
    answers: {
      201: {
        description: 'The session, with the opening of its story',
        content: { 'application/json': createdSessionSchema },
        headers: { Location: 'The session' },
      },
      404: { description: 'The scenario template or the lorebook is not known' },
    },
    async handle({ body, caller, response }) {
      refuseWhileDraining(deps);
      requireFeature(deps, 'game_sessions', caller.clientId);
      const { id, opened } = await deps.openSession(caller, body);
      response.status(201).set('Location', sessionPath(id));
      response.json(createdAnswer(opened.state.session, opened.story));
    },
  });
}

function listRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'listSessions',
    method: 'GET',
    path: PATH,
    access: 'client',
    tag: 'game',
    summary: "Your sessions, newest first; an admin sees everybody's",
    query: pageQuery,
    answers: {
      200: {
        description: 'A page of sessions',
        content: { 'application/json': sessionListSchema },
        headers: { Link: '`rel="next"`, when there is more' },
      },
    },
    async handle({ query: { limit, cursor }, caller, response }) {
      const before = readCursor(cursor, z.guid(), NEWEST);
      const rows = await listSessions(db, caller, { before, limit: limit + 1 });
      const { page, nextCursor, link } = paged(rows, limit, PATH, ({ id }) => id);
      if (link !== undefined) response.set('Link', link);
      response.json({ sessions: page.map(listedSessionAnswer), next_cursor: nextCursor } satisfies z.output<
        typeof sessionListSchema
      >);
    },
  });
}

function readRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'getSession',
    method: 'GET',
    path: `${PATH}/{id}`,
    access: 'client',
    tag: 'game',
    summary: 'Where a game stands, with the newest part of its story',
    missing: 'SESSION',
    params: sessionParams,
    query: z.object({
      story_limit: z.coerce
        .number({ error: `must be a whole number from 0 to ${MOST_ENTRIES}` })
        .int()
        .min(0)
        .max(MOST_ENTRIES)
        .default(50)
        .meta({ description: 'Entries of the story' }),
      story_before: z
        .string()
        .max(100)
        .optional()
        .meta({ description: 'Id of the entry to go on before: `story_before` of the answer before' }),
    }),
    answers: {
      200: { description: 'The session', content: { 'application/json': sessionAnswerSchema } },
    },
    async handle({ params: { id }, query: { story_limit: limit, story_before: before }, caller, response }) {
      const view = await viewSession(db, caller, id, { limit, before });
      if (view === undefined) throw sessionNotFound();
      if (view.pageIsUnknown) {
        throw validationError([{ path: 'story_before', message: 'is not the id of an entry of the story' }]);
      }
      response.set('Cache-Control', 'private, no-cache').json(sessionAnswer(view));
    },
  });
}

function deleteRoute({ db, notifier }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'deleteSession',
    method: 'DELETE',
    path: `${PATH}/{id}`,
    access: 'client',
    tag: 'game',
    summary: 'Delete a game with its story',
    description:
      'Its actions that wait or run are cancelled. The tasks of those that were played stay readable.',
    missing: 'SESSION',
    params: sessionParams,
    answers: { 204: { description: 'Deleted' } },
    async handle({ params: { id }, caller, response }) {
      const cancelled = await deleteSession(db, caller, id);
      if (cancelled === undefined) throw sessionNotFound();
      for (const taskId of cancelled) {
        notifier.notify('cancelled', taskId);
        notifier.notify('changed', taskId);
      }
      // Who listens learns that it is gone; places on the way to a worker are free.
      notifier.notify('changed', id);
      if (cancelled.length > 0) notifier.notify('queued', id);
      response.status(204).end();
    },
  });
}
