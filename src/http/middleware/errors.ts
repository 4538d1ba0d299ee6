import type { ErrorRequestHandler, Response } from 'express';
import type { z } from 'zod';
import {
  EngineError,
  InternalError,
  MalformedRequestError,
  MethodNotAllowedError,
  PayloadTooLargeError,
  RateLimitedError,
  UnsupportedMediaTypeError,
} from '../../errors.js';
import type { Logger } from '../../observability/log.js';
import type { errorSchema } from '../openapi.js';
import { isRefusal, noteError } from './access-log.js';
import { tellQuota } from './rate-limit.js';
import { requestIdOf } from './request-id.js';

/** What to do next, by code, when the error itself doesn't say. */
const SUGGESTIONS: Readonly<Record<string, readonly string[]>> = {
  MALFORMED_JSON: ['Send one JSON value in UTF-8', 'Check quotes, commas and brackets with a JSON linter'],
  MALFORMED_REQUEST: ['Check how the URL and the headers are encoded'],
  UNSUPPORTED_MEDIA_TYPE: [
    'Send Content-Type: application/json in UTF-8, plain or compressed with gzip, deflate or br',
  ],
  PAYLOAD_TOO_LARGE: ['Send a smaller body; GET /openapi.json names the limits of the fields'],
  VALIDATION_FAILED: [
    'Correct the fields that details.issues lists',
    'GET /openapi.json describes every field',
  ],
  NOT_ACCEPTABLE: ['Ask for a media type and a version that this address offers'],
  UNAUTHORIZED: ['Send Authorization: Bearer <key> or X-API-Key: <key>'],
  FORBIDDEN: ['Use a key that has the needed role'],
  FEATURE_OFF: ['GET /api/features tells what is open to you'],
  ROUTE_NOT_FOUND: ['GET /openapi.json lists every address'],
  METHOD_NOT_ALLOWED: ['Use one of the methods in the Allow header'],
  TASK_NOT_FOUND: [
    'Check the id: it is the task_id of the 202 answer',
    'A task is visible to the client that posted it',
  ],
  SIMULATION_NOT_FOUND: [
    "Check the id: a simulation's id is its task's id",
    'A simulation is visible to the client that posted it',
  ],
  TURN_NOT_FOUND: ['GET /api/simulations/:id/turns lists the turns that are committed'],
  TASK_ENDED: ['GET /api/tasks/:id tells how it ended'],
  TASK_NOT_FAILED: [
    'Only a task whose status is `failed` can be retried; post the request again for a new one',
  ],
  SESSION_NOT_FOUND: [
    'GET /api/game/sessions lists your sessions',
    'A session is visible to the client that made it',
  ],
  ACTION_REQUIRED: ['Say in `action` what your character does, in up to 1000 characters'],
  VERSION_CONFLICT: ['Read the session and act on what it has come to'],
  SIMULATION_NOT_ENDED: ['Cancel it first: DELETE /api/tasks/:id', 'Try again when it has ended'],
  QUEUE_FULL: ['Nothing was stored: send the request again after Retry-After'],
  RATE_LIMITED: ['Send the request again after Retry-After', 'The RateLimit header tells how much is left'],
  DAILY_BUDGET_SPENT: ['Post again on the next day (UTC)', 'GET /api/usage tells what was spent'],
  CHARACTER_NOT_FOUND: ['GET /api/characters lists the characters there are'],
  CHARACTER_EXISTS: ['PUT /api/characters/:id changes it', 'Give the new one another id'],
  CHARACTER_IN_USE: ['Take it out of the characters that are named first, or delete those'],
  CHARACTER_SHARED: ['PUT /api/characters/:id makes a copy of your own, which can be deleted'],
  IMPORT_FAILED: ['Export the file again from the program that it came from'],
  IDEMPOTENCY_KEY_REUSED: ['Use a new Idempotency-Key for a new request'],
  MODEL_RATE_LIMITED: ['Send the request again after Retry-After'],
  MODEL_UNAVAILABLE: ['Try again in a minute: the model is away'],
  STORE_UNAVAILABLE: ['Try again in a few moments'],
  OVERLOADED: [
    'Nothing was stored: send the request again after Retry-After',
    'Tasks can be polled and cancelled meanwhile',
  ],
  SHUTTING_DOWN: ['Try again in a few moments: another process takes over'],
  INTERNAL: ['Try again', 'If it stays, report it with the request_id'],
};

const SUGGESTION: readonly string[] = ['GET /openapi.json describes this API'];

const RETRY_AFTER_SECONDS = 1;

/** Answers every error in the one form, and logs those that are ours. Of a refusal its request's line says all. */
export function answerErrors(log: Logger): ErrorRequestHandler {
  return (thrown, _request, response, _next) => {
    const error = engineError(thrown);
    noteError(response, error);
    if (error.status >= 500 && !isRefusal(error)) {
      // What is away for a while is no bug, and every poll meets it.
      const level = error.status === 500 ? 'error' : 'warn';
      log[level]({ err: thrown, request_id: requestIdOf(response), code: error.code }, 'a request failed');
    }
    if (response.headersSent) {
      // Half an answer is out: only breaking the connection tells the client that the rest is missing.
      response.destroy();
      return;
    }
    sendError(response, error);
  };
}

function sendError(response: Response, error: EngineError): void {
  if (error instanceof MethodNotAllowedError) {
    response.set('Allow', error.allowed.join(', '));
  }
  if (error instanceof RateLimitedError) {
    tellQuota(response, error.exceeded);
  }
  const retryAfter = error.retryAfterSeconds ?? (error.status === 503 ? RETRY_AFTER_SECONDS : undefined);
  if (retryAfter !== undefined) {
    response.set('Retry-After', String(Math.max(1, Math.ceil(retryAfter))));
  }
  response.removeHeader('ETag');
  response.set('Cache-Control', 'no-store');
  response.status(error.status).json(errorBody(error, requestIdOf(response)));
}

/** The one form of every error. */
export function errorBody(error: EngineError, requestId: string): z.output<typeof errorSchema> {
  return {
    error: error.title,
    message: error.message,
    details: {
      error_code: error.code,
      timestamp: new Date().toISOString(),
      request_id: requestId,
      ...(error.issues.length === 0 ? {} : { issues: [...error.issues] }),
    },
    suggestions: [
      ...(error.suggestions.length > 0 ? error.suggestions : (SUGGESTIONS[error.code] ?? SUGGESTION)),
    ],
  };
}

/** What Express and its body reader throw, as an error of ours; what nobody foresaw is internal and tells nothing. */
export function engineError(thrown: unknown): EngineError {
  if (thrown instanceof EngineError) {
    return thrown;
  }
  const type: unknown = property(thrown, 'type');
  if (type === 'entity.too.large') {
    return new PayloadTooLargeError(`The body is larger than ${String(property(thrown, 'limit'))} bytes`, {
      cause: thrown,
    });
  }
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') {
    return new UnsupportedMediaTypeError('The body is encoded in a way that is not taken', { cause: thrown });
  }
  const status: unknown = property(thrown, 'status');
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new MalformedRequestError('The request cannot be read', { cause: thrown });
  }
  return new InternalError('Something went wrong here', { cause: thrown });
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
