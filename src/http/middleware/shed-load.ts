import type { RequestHandler } from 'express';
import { OverloadedError } from '../../errors.js';
import { SHED_RETRY_SECONDS, type Shedder } from '../../throttle/shedder.js';

/**
 * Turns work away while this process can't keep up with what it has: before a body is read or the database asked, so
 * that a refusal costs next to nothing.
 */
export function shedLoad(shedder: Pick<Shedder, 'isShedding'>, onShed: () => void): RequestHandler {
  return (_request, _response, next) => {
    if (shedder.isShedding) {
      onShed();
      throw overloaded();
    }
    next();
  };
}

/** The error that work is turned away with. */
export function overloaded(): OverloadedError {
  return new OverloadedError('This process has more to do than it can keep up with and takes no work now', {
    retryAfterSeconds: SHED_RETRY_SECONDS,
  });
}
