import type { RequestHandler } from 'express';

const METHODS = 'GET, HEAD, POST, PUT, DELETE';
const REQUEST_HEADERS = [
  'Accept-Version',
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-None-Match',
  'Last-Event-ID',
  'Prefer',
  'X-API-Key',
  'X-Request-Id',
  'traceparent',
  'tracestate',
].join(', ');
const ANSWER_HEADERS = [
  'Content-Disposition',
  'ETag',
  'Link',
  'Location',
  'Preference-Applied',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'WWW-Authenticate',
  'X-Request-Id',
].join(', ');
const PREFLIGHT_SECONDS = '600';

/** Lets the pages of the named origins read answers; all others get no CORS header, so their browsers refuse. */
export function cors(origins: readonly string[]): RequestHandler {
  const trusted = new Set(origins);
  return (request, response, next) => {
    if (trusted.size > 0) {
      response.vary('Origin');
    }
    const origin = request.headers.origin;
    if (origin === undefined || !trusted.has(origin)) {
      next();
      return;
    }
    response.set({
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Expose-Headers': ANSWER_HEADERS,
    });
    if (request.method === 'OPTIONS' && request.get('access-control-request-method') !== undefined) {
      response.set({
        'Access-Control-Allow-Methods': METHODS,
        'Access-Control-Allow-Headers': REQUEST_HEADERS,
        'Access-Control-Max-Age': PREFLIGHT_SECONDS,
      });
      response.status(204).end();
      return;
    }
    next();
  };
}
