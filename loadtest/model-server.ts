import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import {
  type Behaviour,
  drawBehaviour,
  drawLatency,
  type Latency,
  type Misfortune,
  misfortunes,
  type Rates,
  randomOf,
} from './model-server/behaviour.js';
import { parseCommandLine, USAGE, UsageError } from './model-server/command-line.js';
import { embeddingAnswer, isEmbedding } from './model-server/embed.js';
import { json, type ReceivedCall, respond } from './model-server/respond.js';
import { type ModelServerStats, Traffic } from './model-server/traffic.js';
import {
  errorBody,
  type GenerateBody,
  promptText,
  requestBodySchema,
  tokensOf,
} from './model-server/wire.js';

export type { Behaviour, Latency, Rates } from './model-server/behaviour.js';
export type { ReceivedCall } from './model-server/respond.js';
export type { ModelServerStats } from './model-server/traffic.js';

/**
 * A stand-in for Gemini's REST API, so that the real SDK is exercised over real HTTP: answers that fit the request,
 * after a set latency, and all the ways in which the real one fails. Everything follows from the seed and the
 * requests; the n-th repetition of a request has its own luck, so that a retry may fare better.
 */

export interface ModelServerOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly seed?: number;
  /** How long an answer takes, from when its call came in; none by default. Misbehaviour takes as long. */
  readonly latency?: Latency;
  /** Shares of calls that go wrong, 0..1 each. */
  readonly rates?: Rates;
  /** The only key that is taken; any key when absent. */
  readonly apiKey?: string;
  /** The status of `error` among the rates, and what `rate-limit` among them says; 503 and a quarter of a second by default. */
  readonly misfortune?: Misfortune;
  /** Length of the window that `fullestMinute` slides over, for tests that have less than a minute. */
  readonly windowMs?: number;
  /** Decides on a call before chance does: a list is used up in order of arrival, a function may pass. */
  readonly script?: readonly Behaviour[] | ((call: ReceivedCall) => Behaviour | undefined);
}

export interface ModelServer {
  /** An origin, as `GEMINI_BASE_URL` wants it. */
  readonly url: string;
  calls(): number;
  stats(): ModelServerStats;
  /** The last 100 well-formed calls, oldest first. */
  received(): readonly ReceivedCall[];
  close(): Promise<void>;
}

const KEPT_CALLS = 100;
const LARGEST_BODY = 16 * 1024 * 1024;
const ROUTE =
  /^\/v1(?:beta|alpha)?\/(?:models|tunedModels)\/([^/:]+):(generateContent|streamGenerateContent|countTokens|embedContent|batchEmbedContents)$/;

/** Starts the server on 127.0.0.1. */
export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const traffic = new Traffic(options.windowMs);
  const received: ReceivedCall[] = [];
  const behaviourOf = fateOf(options);

  const generate = async (
    call: ReceivedCall,
    stream: boolean,
    response: ServerResponse,
    { leave, since }: { readonly leave: () => void; readonly since: number },
  ) => {
    received.push(call);
    if (received.length > KEPT_CALLS) received.shift();
    const { behaviour, waitMs, words } = behaviourOf(call);
    const send = respond(behaviour, call, words, response, stream);
    // The latency is all that a call takes: what its answer took to make is part of it.
    const leftMs = waitMs - (performance.now() - since);
    if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, leftMs));
    if (response.destroyed) return;
    // Before the answer is sent: its reader's next call may arrive before this one's end is noticed here.
    if (behaviour.kind !== 'hang') leave();
    send();
  };

  let accepted = 0;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const since = performance.now();
    const { pathname } = new URL(request.url ?? '/', 'http://stand-in');
    const [, model, method] = ROUTE.exec(pathname) ?? [];
    if (request.method === 'GET' && pathname === '/stats') {
      json(response, 200, traffic.stats());
    } else if (request.method !== 'POST' || model === undefined) {
      json(response, 404, errorBody(404, 'The requested URL was not found on this server.'));
    } else if (isEmbedding(method)) {
      const refusal = refuseKey(request.headers['x-goog-api-key'], options.apiKey);
      const answer = embeddingAnswer(method, await bodyOf(request));
      traffic.countEmbedding();
      json(response, refusal?.error.code ?? answer.status, refusal ?? answer.body);
    } else {
      const leave = method === 'countTokens' ? () => undefined : traffic.enter(response);
      const refusal = refuseKey(request.headers['x-goog-api-key'], options.apiKey);
      const text = await bodyOf(request);
      // What came in with this one is noticed first: no call waits for the answers of those beside it to be made.
      await setImmediate();
      const body = parseBody(text);
      if (refusal !== undefined) {
        json(response, refusal.error.code, refusal);
      } else if (body === undefined) {
        json(response, 400, errorBody(400, 'Invalid JSON payload received.'));
      } else if (method === 'countTokens') {
        json(response, 200, { totalTokens: tokensOf(promptText(body)) });
      } else {
        accepted += 1;
        await generate({ ordinal: accepted, model, body }, method === 'streamGenerateContent', response, {
          leave,
          since,
        });
      }
    }
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      // A client that left while its request was read, or a mistake in a test's script.
      if (response.headersSent || response.destroyed) response.destroy();
      else json(response, 501, errorBody(501, String(error)));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    calls: () => traffic.stats().calls,
    stats: () => traffic.stats(),
    received: () => [...received],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Runs the server for as long as `use` takes. */
export async function withModelServer<T>(
  options: ModelServerOptions,
  use: (server: ModelServer) => Promise<T>,
): Promise<T> {
  const server = await startModelServer(options);
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

interface Fate {
  readonly behaviour: Behaviour;
  readonly waitMs: number;
  /** For the words of the answer, which depend on the request alone, as those of a seeded model do. */
  readonly words: () => number;
}

/** Decides what becomes of each call. */
function fateOf({ seed = 1, latency = 0, rates = {}, misfortune = {}, script = [] }: ModelServerOptions) {
  const rated = misfortunes(misfortune);
  const scripted = typeof script === 'function' ? script : fromList(script);
  const repetitions = new Map<string, number>();
  return (call: ReceivedCall): Fate => {
    const digest = createHash('sha256').update(JSON.stringify(call.body)).digest('base64');
    const repetition = repetitions.get(digest) ?? 0;
    repetitions.set(digest, repetition + 1);
    const luck = randomOf(seed, digest, repetition);
    const behaviour = scripted(call) ?? drawBehaviour(rates, luck, rated);
    return { behaviour, waitMs: drawLatency(latency, luck), words: randomOf(seed, digest) };
  };
}

/** Google answers 403 to a caller without a key and 400 to one with a wrong key. */
function refuseKey(given: string | string[] | undefined, wanted: string | undefined) {
  if (typeof given !== 'string' || given === '') {
    return errorBody(
      403,
      "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
    );
  }
  if (wanted === undefined || given === wanted) return undefined;
  return errorBody(400, 'API key not valid. Please pass a valid API key.', [
    {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: 'API_KEY_INVALID',
      domain: 'googleapis.com',
    },
  ]);
}

function fromList(list: readonly Behaviour[]): () => Behaviour | undefined {
  let next = 0;
  return () => list[next++];
}

function parseBody(text: string): GenerateBody | undefined {
  try {
    return requestBodySchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LARGEST_BODY) throw new RangeError('request body too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function main(): Promise<void> {
  try {
    const server = await startModelServer(await parseCommandLine(process.argv.slice(2)));
    console.log(server.url);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close());
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n${USAGE}`);
    process.exitCode = 2;
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
