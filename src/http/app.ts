import express from 'express';
import { HttpMetrics } from '../observability/http-metrics.js';
import type { ApiDependencies } from './dependencies.js';
import { apiEndpoints } from './endpoints.js';
import { followRequests } from './middleware/access-log.js';
import { acceptVersion, stripVersion } from './middleware/api-version.js';
import { identify } from './middleware/authentication.js';
import { cors } from './middleware/cors.js';
import { answerErrors } from './middleware/errors.js';
import { hostGuard } from './middleware/host-guard.js';
import { inTurn } from './middleware/in-turn.js';
import { limitRate } from './middleware/rate-limit.js';
import { requestId } from './middleware/request-id.js';
import { securityHeaders } from './middleware/security-headers.js';
import { shedLoad } from './middleware/shed-load.js';
import { traceRequests } from './middleware/tracing.js';
import { endpointRouter } from './router.js';
import { QUEUE_BOARD_PATH, queueBoardFiles } from './routes/queue-board.js';

export type { ApiDependencies } from './dependencies.js';

/** The board and all below it. */
const BOARD = new RegExp(`^${QUEUE_BOARD_PATH}(?:/|$)`, 'i');

/**
 * The API as an Express application. A request passes from top to bottom: it gets its id, is logged and counted,
 * is refused if it can't be meant for this server, and is told apart by its key; then the router finds its endpoint.
 */
export function createApp(deps: ApiDependencies): express.Express {
  const { config, log } = deps;
  const { apiKeys, corsOrigins, maxRequestBytes, rateLimit } = config.http;
  const metrics = deps.metrics ?? new HttpMetrics();
  const app = express();
  app.disable('x-powered-by');
  // Entity tags are ours: those of Express cover bodies, and so change with what isn't part of a task's state.
  app.disable('etag');
  app.set('query parser', 'simple');

  const serve = endpointRouter(apiEndpoints(deps, metrics), {
    maxBodyBytes: maxRequestBytes,
    ...(rateLimit === undefined ? {} : { limitRate: limitRate(deps.db, rateLimit) }),
    ...(deps.shedder === undefined ? {} : { shedLoad: shedLoad(deps.shedder, metrics.shedding.countShed) }),
  });
  app.use(
    inTurn([
      requestId,
      followRequests(log, metrics),
      ...(deps.tracing === undefined ? [] : [traceRequests(deps.tracing)]),
      securityHeaders,
      cors(corsOrigins),
      ...(apiKeys === undefined ? [hostGuard(corsOrigins)] : []),
      acceptVersion,
      stripVersion,
      identify(apiKeys),
      // Almost every request ends here: what stands on the other side of a layer of Express comes last.
      (request, response, next) => (BOARD.test(request.path) ? next() : serve(request, response, next)),
    ]),
  );
  app.use(QUEUE_BOARD_PATH, queueBoardFiles(deps));
  app.use(serve);
  app.use(answerErrors(log));
  return app;
}
