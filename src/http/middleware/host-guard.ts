import type { RequestHandler } from 'express';
import { ForbiddenError } from '../../errors.js';

/** As `HOST` may be without keys; no foreign name can be rebound to stand here. */
const LOCAL_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * Keeps web pages away from a server without keys: a page that had its name rebound to this machine sends a foreign
 * `Host`, any other page its own `Origin`. A page that this server served itself, or that `CORS_ORIGINS` names, may.
 */
export function hostGuard(origins: readonly string[]): RequestHandler {
  return (request, _response, next) => {
    refuseForeign(request.headers, origins);
    next();
  };
}

/** @throws ForbiddenError for a request that a web page from elsewhere may have made */
export function refuseForeign(
  { host = '', origin }: { readonly host?: string | undefined; readonly origin?: string | undefined },
  origins: readonly string[],
): void {
  if (!LOCAL_HOST.test(host)) {
    throw new ForbiddenError('A server without API keys answers only to localhost, 127.x.x.x and [::1]', {
      suggestions: ['Set API_KEYS to serve other names'],
    });
  }
  if (
    origin !== undefined &&
    origin.toLowerCase() !== `http://${host.toLowerCase()}` &&
    !origins.includes(origin)
  ) {
    throw new ForbiddenError('A server without API keys takes no requests from other web pages', {
      suggestions: ['Name the page in CORS_ORIGINS'],
    });
  }
}
