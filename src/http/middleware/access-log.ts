import type { Request, RequestHandler, Response } from 'express';
import { type EngineError, OverloadedError, QueueFullError, ShuttingDownError } from '../../errors.js';
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
const SERVER_ERROR = 500;
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

/** Notes the tasks that were accepted with this request: by them the log of the workers is found from its line. */
export function noteTasks(response: Response, ids: readonly string[]): void {
  response.locals.tasks = ids;
}

/** Notes what the request is answered with instead of what it asked for. */
export function noteError(response: Response, error: EngineError): void {
  response.locals.error = error;
}

function errorOf(response: Response): EngineError | undefined {
  return response.locals.error;
}

/** Whether the process only takes no more work: nothing has failed, and under a flood every word of it counts. */
export function isRefusal(error: EngineError): boolean {
  return (
    error instanceof OverloadedError || error instanceof QueueFullError || error instanceof ShuttingDownError
  );
}

/** One task under the name that it has in every other line. */
function tasksOf(response: Response): { readonly taskId?: string; readonly taskIds?: readonly string[] } {
  const ids: readonly string[] = response.locals.tasks ?? [];
  const [taskId] = ids;
  if (taskId === undefined) return {};
  return ids.length === 1 ? { taskId } : { taskIds: ids };
}

function routeOf(response: Response): string {
  const route: unknown = response.locals.route;
  return typeof route === 'string' ? route : UNMATCHED;
}

/**
 * Counts every request once and writes a line of it, when its answer is out or its client is gone. Without headers: keys
 * never come near the log.
 */
export function followRequests(log: Logger, metrics: HttpMetrics): RequestHandler {
  return (request, response, next) => {
    const start = performance.now();
    response.once('close', () => {
      const milliseconds = performance.now() - start;
      writeLine(log, request, response, milliseconds);
      metrics.observe({
        method: request.method,
        route: routeOf(response),
        status: response.writableFinished ? response.statusCode : CLIENT_LEFT,
        seconds: milliseconds / 1000,
        held: response.locals.held === true,
      });
    });
    next();
  };
}

function writeLine(log: Logger, request: Request, response: Response, milliseconds: number): void {
  const level = levelOf(response);
  if (!log.isLevelEnabled(level)) return;
  const caller: Caller | undefined = response.locals.caller;
  const trace = traceIdOf(traceOf(response).trace?.traceparent ?? null);
  log[level](
    {
      req: { method: request.method, path: request.originalUrl.split('?', 1)[0] },
      request_id: requestIdOf(response),
      route: routeOf(response),
      client: caller?.clientId,
      ...tasksOf(response),
      ...(trace === undefined ? {} : { trace_id: trace }),
      res: { status: response.statusCode },
      code: errorOf(response)?.code,
      responseTime: Math.round(milliseconds),
    },
    'request completed',
  );
}

/** The error behind a 500 is logged where it is answered, under the same request id. */
function levelOf(response: Response): 'error' | 'warn' | 'info' | 'debug' {
  const error = errorOf(response);
  if (error !== undefined && isRefusal(error)) return 'warn';
  if (response.statusCode >= SERVER_ERROR) return 'error';
  return QUIET.has(routeOf(response)) ? 'debug' : 'info';
}
