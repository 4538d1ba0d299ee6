import type { Request, RequestHandler, Response } from 'express';
import { MethodNotAllowedError, NotFoundError } from '../errors.js';
import { type Validated, validate } from '../issues.js';
import type { Caller } from './dependencies.js';
import type { Call, Endpoint } from './endpoint.js';
import { makesWork, pathsOf } from './endpoint.js';
import { noteRoute } from './middleware/access-log.js';
import { callerOf, requireAccess } from './middleware/authentication.js';
import { readJsonBody } from './middleware/body.js';
import { inTurn } from './middleware/in-turn.js';
import { readUpload } from './middleware/upload.js';
import { PathTable } from './path-table.js';
import { unstorableParts, validationError } from './validation.js';

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
 * Serves the endpoints. For each: who may call it, whether there is room for it, and how often, then its parts through its
 * schemas, then its handler. A path that is known under other methods answers 405, and OPTIONS what it allows.
 */
export function endpointRouter(endpoints: readonly Endpoint[], options: RouterOptions): RequestHandler {
  const paths = new PathTable(
    [...byPath(endpoints)].map(([path, served]) => [path, servedPath(path, served, options)] as const),
  );
  const nothing = inTurn([
    requireAccess('client'),
    (request) => {
      throw new NotFoundError('ROUTE', `There is nothing at ${request.method} ${request.path}`);
    },
  ]);
  return (request, response, next) => {
    const found = paths.find(request.path);
    if (found === undefined) return nothing(request, response, next);
    const { pattern, byMethod, otherwise } = found.value;
    noteRoute(response, pattern);
    request.params = found.params;
    return (byMethod.get(request.method) ?? otherwise)(request, response, next);
  };
}

/** What is to be done with a request for a path. */
interface ServedPath {
  readonly pattern: string;
  readonly byMethod: ReadonlyMap<string, RequestHandler>;
  /** With a method that it isn't known under. */
  readonly otherwise: RequestHandler;
}

function servedPath(pattern: string, served: readonly Endpoint[], options: RouterOptions): ServedPath {
  const allowed = allowedMethods(served);
  const byMethod = new Map<string, RequestHandler>([
    [
      'OPTIONS',
      (_request, response) => {
        response.status(204).set('Allow', allowed.join(', ')).end();
      },
    ],
  ]);
  for (const endpoint of served) {
    const handler = inTurn(handlersOf(endpoint, options));
    byMethod.set(endpoint.method, handler);
    if (endpoint.method === 'GET') byMethod.set('HEAD', handler);
  }
  const access = served.every((endpoint) => endpoint.access === 'open') ? 'open' : 'client';
  const otherwise = inTurn([
    requireAccess(access),
    (request) => {
      throw new MethodNotAllowedError(`${request.method} is not possible on ${pattern}`, allowed);
    },
  ]);
  return { pattern, byMethod, otherwise };
}

function handlersOf(endpoint: Endpoint, options: RouterOptions): readonly RequestHandler[] {
  const { access, body, maxBodyBytes = 0, upload } = endpoint;
  return [
    requireAccess(access),
    ...(makesWork(endpoint) && options.shedLoad !== undefined ? [options.shedLoad] : []),
    ...(access !== 'client' || options.limitRate === undefined ? [] : [options.limitRate]),
    ...(body === undefined ? [] : readJsonBody(Math.max(maxBodyBytes, options.maxBodyBytes))),
    ...(upload === undefined ? [] : readUpload(upload.maxBytes, upload.mediaTypes)),
    answer(endpoint),
  ];
}

function answer(endpoint: Endpoint): RequestHandler {
  const read = partsReader(endpoint);
  return async (request, response) => {
    const call = new EndpointCall(read(request), request, response);
    try {
      await endpoint.handle(call);
    } catch (error) {
      // Nobody is there any more to be told.
      if (!hasLeft(response)) throw error;
    }
  };
}

/** The parts of a request, read through the schemas of its endpoint; undefined where it has none. */
type Parts = Readonly<Record<'params' | 'query' | 'headers' | 'body', unknown>>;

/** A class, since an object with a getter of its own takes long to make. */
class EndpointCall implements Call<unknown, unknown, unknown, unknown> {
  readonly params: unknown;
  readonly query: unknown;
  readonly headers: unknown;
  readonly body: unknown;
  readonly caller: Caller;
  #signal: AbortSignal | undefined;

  constructor(
    { params, query, headers, body }: Parts,
    readonly request: Request,
    readonly response: Response,
  ) {
    this.params = params;
    this.query = query;
    this.headers = headers;
    this.body = body;
    this.caller = callerOf(response);
  }

  get signal(): AbortSignal {
    this.#signal ??= leavingOf(this.response);
    return this.#signal;
  }
}

/** Whether the client went away before its answer was out. */
function hasLeft(response: Response): boolean {
  return response.closed && !response.writableFinished;
}

/** Aborted when the client goes away. */
function leavingOf(response: Response): AbortSignal {
  const left = new AbortController();
  if (hasLeft(response)) left.abort();
  // Of an answer that is out nobody listens any more.
  response.once('close', () => {
    if (hasLeft(response)) left.abort();
  });
  return left.signal;
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

/** Reads the parts of a request through the schemas of its endpoint. */
function partsReader(endpoint: Endpoint) {
  const { missing = 'ROUTE', body } = endpoint;
  const headerNames = Object.keys(endpoint.headers?.shape ?? {}).map(
    (name) => [name, name.toLowerCase()] as const,
  );
  return (request: Request): Parts => {
    const params = endpoint.params === undefined ? undefined : validate(endpoint.params, request.params);
    if (params?.ok === false) {
      throw new NotFoundError(missing, `There is no such ${MISSING[missing]}`);
    }
    const query = endpoint.query === undefined ? undefined : validate(endpoint.query, saidIn(request.query));
    const headers =
      endpoint.headers === undefined
        ? undefined
        : validate(endpoint.headers, sentHeaders(request, headerNames));
    const posted = body === undefined ? undefined : validate(body, request.body);
    const unstorable = [
      // Of what a query can hold only NUL: broken UTF-8 in it is read as U+FFFD.
      ...(endpoint.query !== undefined && request.url.includes('%00') ? unstorableParts(request.query) : []),
      ...(body === undefined ? [] : unstorableParts(request.body)),
    ];
    if (isBad(query) || isBad(headers) || isBad(posted) || unstorable.length > 0) {
      const issues = [query, headers, posted].flatMap((part) => (part?.ok === false ? part.issues : []));
      throw validationError([...unstorable, ...issues]);
    }
    return {
      params: parsed(params),
      query: parsed(query),
      headers: parsed(headers),
      body: parsed(posted),
    };
  };
}

/** The parameters of a query that say something: one without a value is as good as none, not a text of no length or 0. */
function saidIn(query: Request['query']): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
}

/** The headers that an endpoint reads, under the names that it has for them. */
function sentHeaders(
  { headers }: Request,
  names: readonly (readonly [name: string, lower: string])[],
): Readonly<Record<string, unknown>> {
  const sent: Record<string, unknown> = {};
  for (const [name, lower] of names) sent[name] = headers[lower];
  return sent;
}

function isBad(part: Validated<unknown> | undefined): boolean {
  return part?.ok === false;
}

function parsed(part: Validated<unknown> | undefined): unknown {
  return part?.ok === true ? part.value : undefined;
}
