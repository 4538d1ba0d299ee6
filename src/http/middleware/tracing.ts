import type { RequestHandler, Response } from 'express';
import type { Span, Tracing } from '../../observability/tracing.js';
import { requestIdOf } from './request-id.js';

/**
 * Writes a span for each request that may make work, and for any that belongs to a trace of its client's. Polls and probes
 * come by the thousand and would bury these.
 */
export function traceRequests(tracing: Tracing): RequestHandler {
  return (request, response, next) => {
    const parent = request.get('traceparent') ?? null;
    if (request.method !== 'POST' && parent === null) {
      next();
      return;
    }
    const span = tracing.start(request.method, parent, {
      kind: 'server',
      attributes: { 'http.request.method': request.method, 'novel_engine.request_id': requestIdOf(response) },
    });
    response.locals.span = span;
    response.once('close', () => {
      const route: unknown = response.locals.route;
      const { statusCode } = response;
      if (typeof route === 'string') {
        span.rename(`${request.method} ${route}`);
        span.set({ 'http.route': route });
      }
      span.set({ 'http.response.status_code': statusCode });
      span.end(statusCode >= 500 ? statusCode : undefined);
    });
    next();
  };
}

/** The span of a request, to be handed on with what it asks for; nothing where it has none. */
export function traceOf(response: Response): { readonly trace?: Span } {
  const span: Span | undefined = response.locals.span;
  return span === undefined ? {} : { trace: span };
}
