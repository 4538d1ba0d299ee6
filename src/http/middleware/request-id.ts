import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

const SANE = /^[A-Za-z0-9._-]{1,128}$/;

/** Names every request: by the caller's `X-Request-Id` if that can stand in a log line, else anew. */
export const requestId: RequestHandler = (request, response, next) => {
  const given = request.headers['x-request-id'];
  response.setHeader('X-Request-Id', typeof given === 'string' && SANE.test(given) ? given : randomUUID());
  next();
};

export function requestIdOf(response: Pick<Response, 'getHeader'>): string {
  return String(response.getHeader('X-Request-Id') ?? '');
}
