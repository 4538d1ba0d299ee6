import type { WebSocket } from 'ws';
import { MalformedJsonError, RateLimitedError } from '../errors.js';
import { validate } from '../issues.js';
import { takeRequest } from '../store/rate-limit.js';
import type { ApiDependencies, Caller } from './dependencies.js';
import { requireFeature } from './feature-gate.js';
import {
  answerMessage,
  errorData,
  eventMessage,
  type InboundAction,
  inboundSchema,
} from './game-messages.js';
import { engineError } from './middleware/errors.js';
import { overloaded } from './middleware/shed-load.js';
import { refuseWhileDraining } from './routes/submissions.js';
import { type FeedEnd, followSession, wholeState } from './session-feed.js';
import { unstorableParts, validationError } from './validation.js';

/**
 * One player's WebSocket: the events of a session go out (see `session-feed.ts`), messages come in and are dealt with one
 * after the other, so that actions are accepted in the order in which they were sent. What comes faster than that is left
 * in the connection until there is room.
 */
export interface GameSocketOptions {
  readonly sessionId: string;
  readonly caller: Caller;
  readonly after: number | undefined;
}

/** Why the server closes a socket, beside the codes of the protocol. */
export const CLOSE_CODES = {
  /** More than 256 events wait: come back with `?after=`. */
  slow: 4008,
  gone: 4404,
  /** The process stops: another takes over. */
  stopped: 1012,
  /** Something went wrong here. */
  failed: 1011,
} as const;

const CLOSE_WORDS: Readonly<Record<keyof typeof CLOSE_CODES, string>> = {
  slow: 'More than 256 events wait for you: connect again with ?after=',
  gone: 'The session was deleted',
  stopped: 'This process stops: connect again with ?after=',
  failed: 'Something went wrong here: connect again with ?after=',
};

const HEARTBEAT_MS = 15_000;
/** Messages of a client that wait to be dealt with. */
const MOST_WAITING = 32;

/** Serves a socket that was just opened, until it is closed or the signal is given. */
export function serveGameSocket(
  deps: ApiDependencies,
  socket: WebSocket,
  options: GameSocketOptions,
  stopping: AbortSignal,
): void {
  const { sessionId, caller, after } = options;
  const { log } = deps;
  const closed = new AbortController();
  const signal = AbortSignal.any([closed.signal, stopping]);
  const send = (text: string) =>
    new Promise<void>((resolve, reject) => {
      socket.send(text, (error) => (error == null ? resolve() : reject(error)));
    });
  /** For what the client may miss: it is told by the close that follows. */
  const tell = (type: 'pong' | 'ack' | 'error', data: object) =>
    void send(answerMessage(sessionId, type, data)).catch(() => undefined);
  const close = (why: keyof typeof CLOSE_CODES) => {
    log.debug({ sessionId, why }, 'closing a game socket');
    socket.close(CLOSE_CODES[why], CLOSE_WORDS[why]);
  };

  const heartbeat = startHeartbeat(socket);
  socket.on('error', (err) => log.debug({ err, sessionId }, 'a game socket broke'));
  socket.once('close', (code) => {
    heartbeat.stop();
    closed.abort();
    log.info({ sessionId, client: caller.clientId, code }, 'game socket closed');
  });
  log.info({ sessionId, client: caller.clientId, after }, 'game socket opened');

  const obey = async (text: string): Promise<void> => {
    const message = readMessage(text);
    switch (message.type) {
      case 'ping':
        tell('pong', {});
        return;
      case 'typing':
        return;
      case 'request_update': {
        const state = await wholeState(deps, caller, sessionId);
        if (state !== undefined) await send(eventMessage(sessionId, state));
        return;
      }
      case 'action':
        tell('ack', await act(deps, options, message.data));
    }
  };
  receive(socket, async (text) => {
    await obey(text).catch((thrown: unknown) => {
      const error = engineError(thrown);
      if (error.status >= 500) log.warn({ err: thrown, sessionId }, 'a message of a game failed');
      tell('error', errorData(error, clientIdIn(text)));
    });
  });

  const sink = { send: (event: Parameters<typeof eventMessage>[1]) => send(eventMessage(sessionId, event)) };
  followSession(deps, { sessionId, viewer: caller, after, sink, signal }).then(
    (end: FeedEnd) => close(end),
    (err: unknown) => {
      if (!signal.aborted) log.warn({ err, sessionId }, 'the events of a game could not be sent');
      close('failed');
    },
  );
}

async function act(
  deps: ApiDependencies,
  { sessionId, caller }: GameSocketOptions,
  { client_id: key, ...request }: InboundAction,
): Promise<object> {
  refuseWhileDraining(deps);
  if (deps.shedder?.isShedding === true) throw overloaded();
  requireFeature(deps, 'game_sessions', caller.clientId);
  await limitRate(deps, caller);
  const task = await deps.act({
    ...caller,
    sessionId,
    request,
    ...(key !== undefined && { idempotencyKey: key }),
  });
  return { task_id: task.id, status: task.status, ...(key !== undefined && { client_id: key }) };
}

/** An action counts as a request. */
async function limitRate({ config, db }: ApiDependencies, { clientId }: Caller): Promise<void> {
  const limit = config.http.rateLimit;
  if (limit === undefined) return;
  const decision = await takeRequest(db, clientId, limit);
  if (!decision.allowed) {
    throw new RateLimitedError(
      `More than ${limit.requests} requests within ${limit.windowSeconds} seconds are too many`,
      decision,
      { retryAfterSeconds: decision.resetSeconds },
    );
  }
}

/** @throws MalformedJsonError, ValidationError */
function readMessage(text: string) {
  const read = validate(inboundSchema, parsed(text));
  if (!read.ok) throw validationError(read.issues, 'the message');
  // Only an action is stored.
  const unstorable = read.value.type === 'action' ? unstorableParts(read.value) : [];
  if (unstorable.length > 0) throw validationError(unstorable);
  return read.value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MalformedJsonError('The message is not JSON', { cause });
  }
}

/** For an error's answer; a message that can't be read names none. */
function clientIdIn(text: string): string | undefined {
  try {
    const id: unknown = JSON.parse(text)?.data?.client_id;
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}

/** Deals with messages one after the other, and reads no more of them while many wait. */
function receive(socket: WebSocket, obey: (text: string) => Promise<void>): void {
  let waiting = 0;
  let last: Promise<void> = Promise.resolve();
  socket.on('message', (data) => {
    waiting += 1;
    if (waiting >= MOST_WAITING) socket.pause();
    last = last
      .then(() => (socket.readyState === socket.OPEN ? obey(String(data)) : undefined))
      .finally(() => {
        waiting -= 1;
        if (waiting < MOST_WAITING && socket.isPaused) socket.resume();
      });
  });
}

/** Ends a connection whose other side has not answered between two beats. */
function startHeartbeat(socket: WebSocket): { stop(): void } {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  const timer = setInterval(() => {
    if (!isAlive) {
      socket.terminate();
      return;
    }
    isAlive = false;
    socket.ping();
  }, HEARTBEAT_MS);
  return { stop: () => clearInterval(timer) };
}
