import { z } from 'zod';
import { readSessionEvents } from '../../store/session-reads.js';
import type { ApiDependencies } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';
import { EventStream } from '../event-stream.js';
import { noteHeld } from '../middleware/access-log.js';
import { sessionNotFound, sessionParams } from '../session-answer.js';
import { followSession } from '../session-feed.js';

/** The events of a game, as they happen. */
export function sessionEventRoutes(deps: ApiDependencies): readonly Endpoint[] {
  return [
    endpoint({
      name: 'followSession',
      method: 'GET',
      path: '/api/game/sessions/{id}/events',
      access: 'client',
      tag: 'game',
      summary: 'What happens in a game, as it happens',
      description:
        'Server-Sent Events `action_queued`, `action_started`, `narrative_response`, `action_response`, `world_update`, ' +
        '`quest_update`, `level_up`, `action_failed` and `session_update`. A stream without a position, or with one that is ' +
        'too old, begins with a `session_update` that holds the whole state. A client that lets more than 256 events wait is ' +
        'let go. At least the newest 200 events can be asked for again.',
      missing: 'SESSION',
      params: sessionParams,
      headers: z.object({
        'Last-Event-ID': z.string().optional().meta({ description: 'Goes on after this event' }),
      }),
      answers: { 200: { description: 'The events', content: { 'text/event-stream': z.string() } } },
      async handle({ params: { id }, headers, caller, signal, request, response }) {
        const after = positionOf(headers['Last-Event-ID']);
        if ((await readSessionEvents(deps.db, caller, id, 0, 0)) === undefined) throw sessionNotFound();
        if (request.method === 'HEAD') {
          response.type('text/event-stream').end();
          return;
        }
        noteHeld(response);
        const stream = new EventStream(response);
        const sink = { send: (event: Parameters<EventStream['send']>[0]) => stream.send(event, signal) };
        const end = await followSession(deps, { sessionId: id, viewer: caller, after, sink, signal });
        if (end === 'slow') response.destroy();
        else stream.close();
      },
    }),
  ];
}

/** The number of an event as a client names it; anything else is none. */
export function positionOf(text: string | null | undefined): number | undefined {
  return text != null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
