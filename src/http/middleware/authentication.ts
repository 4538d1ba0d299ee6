import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { RequestHandler, Response } from 'express';
import { type ApiKey, LOCAL_CLIENT } from '../../config.js';
import { ForbiddenError, UnauthorizedError } from '../../errors.js';
import type { Caller } from '../dependencies.js';
import type { Access } from '../endpoint.js';

/**
 * Who is asking. With keys, a client is named by the SHA-256 of the key it sends; without keys every caller is the
 * local admin, and `hostGuard` keeps everybody else out.
 */

/**
 * Pages that are opened in a browser, which can't send a key but by its own log-in. Only there, where nothing can be
 * changed: what a browser sends by itself it also sends for others' pages.
 */
const BROWSED = /^\/admin\/queues(?:[/?]|$)/;

const ANYBODY: Caller = { clientId: '', role: 'client' };

/** What tells who is asking: a request of Express, or of the server below it. */
export interface Asking {
  readonly headers: IncomingHttpHeaders;
  readonly originalUrl?: string;
}

/** Finds out who is asking; turns nobody away. */
export function identify(keys: readonly ApiKey[] | undefined): RequestHandler {
  return (request, response, next) => {
    response.locals.caller = callerWith(request, keys);
    next();
  };
}

/** Who is asking; undefined for who has no key, or an unknown one. */
export function callerWith(request: Asking, keys: readonly ApiKey[] | undefined): Caller | undefined {
  return keys === undefined ? { clientId: LOCAL_CLIENT, role: 'admin' } : ownerOf(keyIn(request), keys);
}

/** The caller that `identify` found; at an open endpoint maybe nobody. */
export function callerOf(response: Response): Caller {
  const caller: Caller | undefined = response.locals.caller;
  return caller ?? ANYBODY;
}

/** Lets through who may call; 401 for who isn't known, 403 for who lacks the role. */
export function requireAccess(access: Access): RequestHandler {
  return (request, response, next) => {
    const caller: Caller | undefined = response.locals.caller;
    if (access !== 'open' && caller === undefined) {
      const sent = keyIn(request) !== undefined;
      response.setHeader('WWW-Authenticate', [
        `Bearer realm="novel-engine"${sent ? ', error="invalid_token"' : ''}`,
        ...(BROWSED.test(request.originalUrl) ? ['Basic realm="novel-engine", charset="UTF-8"'] : []),
      ]);
      throw new UnauthorizedError(sent ? 'This API key is not known' : 'This needs an API key');
    }
    if (access === 'admin' && caller?.role !== 'admin') {
      throw new ForbiddenError('This needs a key with the role admin');
    }
    next();
  };
}

/**
 * The key as sent, a character for each of its bytes, as headers are read; a header of another scheme is a key that nobody
 * has.
 */
export function keyIn({ headers, originalUrl = '' }: Asking): string | undefined {
  const { authorization, 'x-api-key': key } = headers;
  if (authorization !== undefined) {
    const login = /^Basic +(\S+) *$/i.exec(authorization)?.[1];
    if (login !== undefined && BROWSED.test(originalUrl)) {
      const text = Buffer.from(login, 'base64').toString('latin1');
      return text.slice(text.indexOf(':') + 1);
    }
    return /^Bearer +([^ ]+) *$/i.exec(authorization)?.[1] ?? '';
  }
  return Array.isArray(key) ? key.join(', ') : key;
}

/** Compares with every key in the same time, whichever fits. */
function ownerOf(key: string | undefined, keys: readonly ApiKey[]): Caller | undefined {
  if (key === undefined) {
    return undefined;
  }
  const digest = createHash('sha256').update(key, 'latin1').digest();
  let owner: Caller | undefined;
  for (const { client, role, sha256 } of keys) {
    if (timingSafeEqual(digest, sha256)) {
      owner = { clientId: client, role };
    }
  }
  return owner;
}
