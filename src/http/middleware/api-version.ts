import type { RequestHandler } from 'express';
import { NotAcceptableError } from '../../errors.js';

const VERSION = '1';

/** There is one version of the API; who asks for another by `Accept-Version` is told so. */
export const acceptVersion: RequestHandler = (request, _response, next) => {
  const sent = request.headers['accept-version'];
  if (sent === undefined) {
    next();
    return;
  }
  const asked = String(sent).trim();
  if (asked !== '' && asked !== VERSION) {
    throw new NotAcceptableError(`Version ${JSON.stringify(asked.slice(0, 40))} of this API does not exist`, {
      suggestions: [`Send Accept-Version: ${VERSION}, or leave the header out`],
    });
  }
  next();
};

/** Serves `/api/v1/…` as `/api/…`. */
export const stripVersion: RequestHandler = (request, _response, next) => {
  if (request.url.startsWith('/api/v1')) request.url = request.url.replace(/^\/api\/v1(?=[/?]|$)/, '/api');
  next();
};
