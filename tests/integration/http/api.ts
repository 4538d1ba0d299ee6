import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { openPostgresCache } from '../../../src/cache/store/postgres.js';
import type { ApiKey, Role } from '../../../src/config.js';
import { featuresOf } from '../../../src/features.js';
import { type ApiDependencies, createApp } from '../../../src/http/app.js';
import { pathsOf } from '../../../src/http/endpoint.js';
import { apiEndpoints } from '../../../src/http/endpoints.js';
import { serveGameSockets } from '../../../src/http/game-sockets.js';
import { errorSchema } from '../../../src/http/openapi.js';
import { answerUnreadableRequests } from '../../../src/http/unreadable-requests.js';
import { HttpMetrics } from '../../../src/observability/http-metrics.js';
import type { Database } from '../../../src/store/database.js';
import { createNotifier } from '../../../src/store/notifications.js';
import { openTaskChanges } from '../../../src/tasks/changes.js';
import { openGameSession } from '../../../src/tasks/create-session.js';
import { type ActionDependencies, submitAction } from '../../../src/tasks/submit-action.js';
import type { SubmitInput } from '../../../src/tasks/submit-simulation.js';
import { actionDependencies, openSmallGame } from '../../support/games.js';
import { insertTask } from './rows.js';

/** The API on a port of its own, for one test file; the parts that the rest of the program fills in can be steered. */

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body, already checked against the schema that OpenAPI names for this route and status. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read fields whose shape the schema has just checked
  readonly body: any;
}

export type Send = Readonly<Record<string, string>>;

export interface TestApi {
  readonly url: string;
  get(path: string, headers?: Send): Promise<Answer>;
  post(path: string, body: unknown, headers?: Send): Promise<Answer>;
  send(
    method: string,
    path: string,
    options?: { headers?: Send; body?: string | Uint8Array<ArrayBuffer> },
  ): Promise<Answer>;
  readonly changes: TestChanges;
  /** What reached `submit`. */
  readonly submitted: SubmitInput[];
  /** What was told to other processes, as `channel id`. */
  readonly notified: string[];
  /** Everything that was logged, one JSON line each. */
  readonly logged: string[];
  drain(): void;
  close(): Promise<void>;
}

export interface TestApiOptions {
  readonly keys?: Readonly<Record<string, { readonly client: string; readonly role: Role }>>;
  readonly corsOrigins?: readonly string[];
  readonly maxRequestBytes?: number;
  readonly rateLimit?: ApiDependencies['config']['http']['rateLimit'];
  readonly submitBatch?: ApiDependencies['submitBatch'];
  readonly submit?: ApiDependencies['submit'];
  readonly fork?: ApiDependencies['fork'];
  readonly generate?: ApiDependencies['generate'];
  readonly respond?: ApiDependencies['respond'];
  readonly validate?: ApiDependencies['validate'];
  readonly sessionLimits?: Partial<ActionDependencies['sessionLimits']>;
  readonly features?: Parameters<typeof featuresOf>[0];
  /** The database's address: changes are those that the database tells, and not the test. */
  readonly databaseUrl?: string;
  readonly poolMaxSimulations?: number;
  readonly queueHealth?: () => Promise<void>;
  readonly cache?: ApiDependencies['cache'];
  readonly model?: ApiDependencies['model'];
  readonly semanticSwitchedOff?: ApiDependencies['semanticSwitchedOff'];
  readonly shedder?: ApiDependencies['shedder'];
  readonly metrics?: ApiDependencies['metrics'];
  readonly queueBoard?: ApiDependencies['queueBoard'];
}

/** Changes that a test tells itself, so that nothing waits for a clock. */
export class TestChanges {
  private readonly waiting = new Map<string, Set<() => void>>();
  private readonly arrivals = new Set<() => void>();

  next(taskId: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const wakers = this.waiting.get(taskId) ?? new Set();
      this.waiting.set(taskId, wakers);
      const waker = () => {
        wakers.delete(waker);
        resolve();
      };
      wakers.add(waker);
      signal.addEventListener('abort', () => {
        wakers.delete(waker);
        this.announce();
        reject(signal.reason);
      });
      this.announce();
    });
  }

  tell(taskId: string): void {
    for (const waker of [...(this.waiting.get(taskId) ?? [])]) waker();
  }

  /** Resolves when that many callers wait for the task. */
  async waiters(taskId: string, count: number): Promise<void> {
    while ((this.waiting.get(taskId)?.size ?? 0) !== count) {
      await new Promise<void>((resolve) => this.arrivals.add(resolve));
    }
  }

  private announce(): void {
    for (const arrival of this.arrivals) arrival();
    this.arrivals.clear();
  }
}

export async function startApi(db: Database, options: TestApiOptions = {}): Promise<TestApi> {
  const changes = new TestChanges();
  const submitted: SubmitInput[] = [];
  const logged: string[] = [];
  const notified: string[] = [];
  let draining = false;
  const live =
    options.databaseUrl === undefined
      ? undefined
      : {
          changes: openTaskChanges({ url: options.databaseUrl, onError: () => undefined }),
          notifier: createNotifier(db),
        };
  const deps: ApiDependencies = {
    config: {
      http: {
        host: '127.0.0.1',
        port: 0,
        apiKeys: options.keys === undefined ? undefined : keysOf(options.keys),
        corsOrigins: [...(options.corsOrigins ?? [])],
        maxRequestBytes: options.maxRequestBytes ?? 1_048_576,
        rateLimit: options.rateLimit,
        maxEventLoopDelayMs: 60_000,
      },
    },
    log: pino(
      { level: 'debug' },
      new Writable({
        write: (line, _encoding, done) => {
          logged.push(String(line));
          done();
        },
      }),
    ),
    db,
    changes: live?.changes ?? changes,
    submit:
      options.submit ??
      (async (input) => {
        submitted.push(input);
        const id = uuidv7();
        await insertTask(db, { id, clientId: input.clientId });
        return { id, kind: 'simulation', status: 'queued', createdAt: new Date() };
      }),
    submitBatch:
      options.submitBatch ??
      (async ({ clientId, requests }) => {
        const ids = requests.map(() => uuidv7());
        for (const id of ids) await insertTask(db, { id, clientId });
        return ids.map((id) => ({ id, kind: 'simulation', status: 'queued', createdAt: new Date() }));
      }),
    fork:
      options.fork ??
      (async () => {
        throw new Error('this test forks nothing');
      }),
    generate:
      options.generate ??
      (async () => {
        throw new Error('this test generates nothing');
      }),
    respond:
      options.respond ??
      (async () => {
        throw new Error('this test asks for no response');
      }),
    validate:
      options.validate ??
      (async () => {
        throw new Error('this test judges no action');
      }),
    openSession: (caller, request) => openGameSession({ db, open: openSmallGame }, caller, request),
    act: (input) => submitAction(actionDependencies(db, options.sessionLimits), input),
    features: featuresOf(options.features ?? {}),
    slots: { simulation: 10, scenario: 2, action: 10 },
    poolMaxSimulations: options.poolMaxSimulations,
    settings: { gemini_model: 'gemini-2.5-flash', gemini_api_key: '[set]', redis_url: null },
    notifier: live?.notifier ?? {
      notify: (channel, taskId) => void notified.push(`${channel} ${taskId}`),
    },
    queueHealth: options.queueHealth ?? (async () => undefined),
    semanticSwitchedOff: options.semanticSwitchedOff ?? (async () => []),
    cache: options.cache ?? openPostgresCache(db),
    model: options.model ?? { name: 'offline', kind: 'offline' },
    isDraining: () => draining,
    ...(options.shedder === undefined ? {} : { shedder: options.shedder }),
    ...(options.queueBoard === undefined ? {} : { queueBoard: options.queueBoard }),
    ...(options.metrics === undefined ? {} : { metrics: options.metrics }),
    version: '0.0.0-test',
  };
  const server = createServer(createApp(deps));
  answerUnreadableRequests(server);
  const sockets = serveGameSockets(server, deps);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const described = apiEndpoints(deps, new HttpMetrics());

  const send: TestApi['send'] = async (method, path, { headers = {}, body } = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers,
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const isJson =
      response.headers.get('content-type')?.startsWith('application/json') === true && text !== '';
    const parsed: unknown = isJson ? JSON.parse(text) : undefined;
    if (isJson) checkDescribed(described, method, path, response.status, parsed);
    return { status: response.status, headers: response.headers, text, body: parsed };
  };
  return {
    url,
    changes,
    submitted,
    logged,
    notified,
    send,
    get: (path, headers = {}) => send('GET', path, { headers }),
    post: (path, body, headers = {}) =>
      send('POST', path, {
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    drain: () => {
      draining = true;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      await sockets.close();
      server.closeAllConnections();
      await closed;
      await Promise.all([live?.changes.close(), live?.notifier.flush()]);
    },
  };
}

/** A request below `fetch`, which sets Host and Origin by itself. */
export async function rawRequest(
  url: string,
  path: string,
  headers: Send,
  method = 'GET',
): Promise<{ readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string }> {
  const request = httpRequest(url, { path, method, headers, agent: false });
  request.end();
  const [response] = await once(request, 'response');
  let body = '';
  for await (const part of response) body += String(part);
  return { status: response.statusCode, headers: response.headers, body };
}

function keysOf(keys: NonNullable<TestApiOptions['keys']>): ApiKey[] {
  return Object.entries(keys).map(([key, { client, role }]) => ({
    client,
    role,
    sha256: createHash('sha256').update(key).digest(),
  }));
}

function checkDescribed(
  described: ReturnType<typeof apiEndpoints>,
  method: string,
  path: string,
  status: number,
  body: unknown,
): void {
  const [bare = ''] = path.replace(/^\/api\/v1\b/, '/api').split('?', 1);
  const endpoint = described.find(
    (candidate) =>
      candidate.method === method &&
      pathsOf(candidate).some((pattern) =>
        new RegExp(`^${pattern.replace(/\{\w+\}/g, '[^/]+')}$`).test(bare),
      ),
  );
  const schema = endpoint?.answers[status]?.content?.['application/json'] ?? errorSchema;
  schema.parse(body);
}
