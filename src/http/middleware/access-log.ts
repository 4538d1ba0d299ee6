import type { RequestHandler, Response } from 'express';
import { pinoHttp } from 'pino-http';
import type { HttpMetrics } from '../../observability/http-metrics.js';
import type { Logger } from '../../observability/log.js';
import { traceIdOf } from '../../observability/tracing.js';
import type { Caller } from '../dependencies.js';
import { requestIdOf } from './request-id.js';
import { traceOf } from './tracing.js';

/** Of a request without a route; what it asked for stands in the log only. */
const UNMATCHED = 'unmatched';
/** Status of a request whose client left before the answer, after nginx's habit. */
const CLIENT_LEFT = 499;
/** Asked every few seconds by machines; worth a line only when something is wrong. */
const QUIET: ReadonlySet<string> = new Set([
  '/health',
  '/api/health',
  '/livez',
  '/readyz',
  '/metrics',
  '/api/metrics',
]);

/** Notes which route answers, for the log and the metrics. */
export function noteRoute(response: Response, pattern: string): void {
  response.locals.route = pattern;
}

/** Notes that the client asked this answer to be held back. */
export function noteHeld(response: Response): void {
  response.locals.held = true;
}

function routeOf(response: { locals?: Readonly<Record<string, unknown>> }): string {
  const route = response.locals?.route;
  return typeof route === 'string' ? route : UNMATCHED;
}

/** One log line per request, without headers: keys never come near it. */
export function accessLog(log: Logger): RequestHandler {
  return pinoHttp<Parameters<RequestHandler>[0], Response>({
    logger: log,
    genReqId: (_request, response) => requestIdOf(response),
    serializers: {
      req: (request: { method: string; url: string }) => ({
        method: request.method,
        path: request.url.split('?', 1)[0],
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
    },
    customSuccessObject: (_request, response, line: object) => ({ ...line, ...asked(response) }),
    // The error itself is logged where it is answered, under the same request id.
    customErrorObject: (_request, response, _error, line: object) => ({
      ...line,
      err: undefined,
      ...asked(response),
    }),
    customErrorMessage: () => 'request completed',
    customLogLevel: (_request, response, error) =>
      response.statusCode >= 500 || error !== undefined
        ? 'error'
        : QUIET.has(routeOf(response))
          ? 'debug'
          : 'info',
  });
}

/** Which request, which route and for whom: known when the line is written, not when the request came. */
function asked(response: Response): object {
  const caller: Caller | undefined = response.locals.caller;
  const trace = traceIdOf(traceOf(response).trace?.traceparent ?? null);
  return {
    request_id: requestIdOf(response),
    route: routeOf(response),
    client: caller?.clientId,
    ...(trace === undefined ? {} : { trace_id: trace }),
  };
}

/** Counts every request once, when its answer is out or its client is gone. */
export function measureRequests(metrics: HttpMetrics): RequestHandler {
  return (request, response, next) => {
    const start = performance.now();
    response.once('close', () => {
      metrics.observe({
        method: request.method,
        route: routeOf(response),
        status: response.writableFinished ? response.statusCode : CLIENT_LEFT,
        seconds: (performance.now() - start) / 1000,
        held: response.locals.held === true,
      });
    });
    next();
  };
}
