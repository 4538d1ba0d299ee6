import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { MethodNotAllowedError, NotFoundError } from '../../errors.js';
import type { ApiDependencies } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';
import { noteRoute } from '../middleware/access-log.js';
import { requireAccess } from '../middleware/authentication.js';
import { protectPage } from '../middleware/security-headers.js';

/** Where the queues are shown in a browser; see `queue/board.ts`. */
export const QUEUE_BOARD_PATH = '/admin/queues';

/** Its page has a base of its own, styles on elements and nothing else inline. Fonts from elsewhere are not loaded. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

/** The page itself, for the list of all endpoints; what it loads is served by `queueBoardFiles`. */
export function queueBoardRoutes(deps: Pick<ApiDependencies, 'queueBoard'>): readonly Endpoint[] {
  return [
    endpoint({
      name: 'getQueueBoard',
      method: 'GET',
      path: QUEUE_BOARD_PATH,
      access: 'admin',
      tag: 'operating',
      summary: 'The queues on Redis, to look at in a browser',
      description:
        'Shows and changes nothing. A browser may log in with any name and the key of an admin as its password.',
      answers: {
        200: { description: 'A page', content: { 'text/html': z.string() } },
        404: { description: '`QUEUE_BOARD_NOT_FOUND`: the queues are kept in Postgres' },
      },
      async handle({ request, response }) {
        const show = boardOf(deps);
        request.url = '/';
        protectPage(response);
        response.set('Content-Security-Policy', PAGE_POLICY);
        await show(request, response, () => undefined);
      },
    }),
  ];
}

/** All below the page: its scripts, its views, and the figures that it asks for. */
export function queueBoardFiles(deps: Pick<ApiDependencies, 'queueBoard'>): RequestHandler {
  const router = Router();
  router.use(requireAccess('admin'), async (request, response, next) => {
    if (request.path === '/') {
      next();
      return;
    }
    noteRoute(response, `${QUEUE_BOARD_PATH}/*`);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new MethodNotAllowedError('The board only shows the queues', ['GET', 'HEAD']);
    }
    protectPage(response);
    response.set('Content-Security-Policy', PAGE_POLICY);
    await boardOf(deps)(request, response, next);
  });
  return router;
}

function boardOf({ queueBoard }: Pick<ApiDependencies, 'queueBoard'>): RequestHandler {
  if (queueBoard === undefined) {
    throw new NotFoundError(
      'QUEUE_BOARD',
      'The queues are kept in Postgres, where there is nothing to show',
      {
        suggestions: [
          'GET /api/scaling tells what waits and runs',
          'GET /api/admin/tasks lists the tasks themselves',
          'With REDIS_URL the queues are kept on Redis and shown here',
        ],
      },
    );
  }
  return queueBoard.handle;
}
