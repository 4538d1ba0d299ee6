import { type Request, type RequestHandler, Router } from 'express';
import { MethodNotAllowedError, NotFoundError } from '../errors.js';
import type { Endpoint } from './endpoint.js';
import { makesWork, pathsOf } from './endpoint.js';
import { noteRoute } from './middleware/access-log.js';
import { callerOf, requireAccess } from './middleware/authentication.js';
import { readJsonBody } from './middleware/body.js';
import { readUpload } from './middleware/upload.js';
import { unstorableParts, type Validated, validate, validationError } from './validation.js';

/** Names of what a path parameter can name, for the message of a 404. */
const MISSING = {
  TASK: 'task',
  SIMULATION: 'simulation',
  TURN: 'turn',
  CHARACTER: 'character',
  LOREBOOK: 'lorebook',
  SCENARIO_TEMPLATE: 'scenario template',
  SESSION: 'session',
  ROUTE: 'page',
} as const;

export interface RouterOptions {
  readonly maxBodyBytes: number;
  /** Runs for each request of a client, once it is known who asks; not for what is open or the admin's. */
  readonly limitRate?: RequestHandler;
  /** Runs before that for each request that makes work. */
  readonly shedLoad?: RequestHandler;
}

/**
 * Serves the endpoints. For each: who may call it, whether there is room for it, and how often, then its parts through its schemas, then its handler. A path that
 * is known under other methods answers 405, and OPTIONS what it allows.
 */
export function endpointRouter(endpoints: readonly Endpoint[], options: RouterOptions): Router {
  const router = Router({ caseSensitive: true });
  for (const [path, served] of byPath(endpoints)) {
    const route = router.route(path.replace(/\{(\w+)\}/g, ':$1'));
    const allowed = allowedMethods(served);
    route.all((_request, response, next) => {
      noteRoute(response, path);
      next();
    });
    for (const endpoint of served) {
      const method = endpoint.method.toLowerCase() as Lowercase<Endpoint['method']>;
      const handlers: RequestHandler[] = [
        requireAccess(endpoint.access),
        ...(makesWork(endpoint) && options.shedLoad !== undefined ? [options.shedLoad] : []),
        ...(endpoint.access !== 'client' || options.limitRate === undefined ? [] : [options.limitRate]),
        ...(endpoint.body === undefined
          ? []
          : readJsonBody(Math.max(endpoint.maxBodyBytes ?? 0, options.maxBodyBytes))),
        ...(endpoint.upload === undefined
          ? []
          : readUpload(endpoint.upload.maxBytes, endpoint.upload.mediaTypes)),
        answer(endpoint),
      ];
      route[method](...handlers);
    }
    route.options((_request, response) => {
      response.status(204).set('Allow', allowed.join(', ')).end();
    });
    const access = served.every((endpoint) => endpoint.access === 'open') ? 'open' : 'client';
    route.all(requireAccess(access), (request) => {
      throw new MethodNotAllowedError(`${request.method} is not possible on ${path}`, allowed);
    });
  }
  router.use(requireAccess('client'), (request) => {
    throw new NotFoundError('ROUTE', `There is nothing at ${request.method} ${request.path}`);
  });
  return router;
}

function answer(endpoint: Endpoint): RequestHandler {
  return async (request, response) => {
    const left = new AbortController();
    response.once('close', () => {
      // Of an answer that is out nobody listens any more, and what an abort is made of costs more than a poll.
      if (!response.writableFinished) left.abort();
    });
    const call = {
      ...readParts(endpoint, request),
      caller: callerOf(response),
      signal: left.signal,
      request,
      response,
    };
    try {
      await endpoint.handle(call);
    } catch (error) {
      // Nobody is there any more to be told.
      if (!left.signal.aborted) throw error;
    }
  };
}

function byPath(endpoints: readonly Endpoint[]): ReadonlyMap<string, readonly Endpoint[]> {
  const paths = new Map<string, Endpoint[]>();
  for (const endpoint of endpoints) {
    for (const path of pathsOf(endpoint)) {
      const served = paths.get(path) ?? [];
      served.push(endpoint);
      paths.set(path, served);
    }
  }
  return paths;
}

function allowedMethods(endpoints: readonly Endpoint[]): readonly string[] {
  const methods = endpoints.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  return [...new Set([...methods, 'OPTIONS'])].sort();
}

function readParts(endpoint: Endpoint, request: Request) {
  const { missing = 'ROUTE' } = endpoint;
  const params = endpoint.params === undefined ? undefined : validate(endpoint.params, request.params);
  if (params?.ok === false) {
    throw new NotFoundError(missing, `There is no such ${MISSING[missing]}`);
  }
  const query = endpoint.query === undefined ? undefined : validate(endpoint.query, { ...request.query });
  const sent = Object.keys(endpoint.headers?.shape ?? {}).map((name) => [name, request.get(name)]);
  const headers =
    endpoint.headers === undefined ? undefined : validate(endpoint.headers, Object.fromEntries(sent));
  const body = endpoint.body === undefined ? undefined : validate(endpoint.body, request.body);
  const issues = [query, headers, body].flatMap((part) => (part?.ok === false ? part.issues : []));
  const unstorable = endpoint.body === undefined ? [] : unstorableParts(request.body);
  if (issues.length + unstorable.length > 0) {
    throw validationError([...unstorable, ...issues]);
  }
  return {
    params: parsed(params),
    query: parsed(query),
    headers: parsed(headers),
    body: parsed(body),
  };
}

function parsed(part: Validated<unknown> | undefined): unknown {
  return part?.ok === true ? part.value : undefined;
}
