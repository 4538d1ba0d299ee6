import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { NotFoundError, UnauthorizedError } from '../errors.js';
import { readSessionEvents } from '../store/session-reads.js';
import { redeemTicket } from '../store/socket-tickets.js';
import { asksForWebSocket, declineUpgrade } from './declined-upgrades.js';
import type { ApiDependencies, Caller } from './dependencies.js';
import { requireFeature } from './feature-gate.js';
import { type GameSocketOptions, serveGameSocket } from './game-socket.js';
import { callerWith, keyIn } from './middleware/authentication.js';
import { engineError } from './middleware/errors.js';
import { refuseForeign } from './middleware/host-guard.js';
import { positionOf } from './routes/session-events.js';
import { refuseWhileDraining } from './routes/submissions.js';
import { sessionNotFound } from './session-answer.js';
import { answerOnSocket } from './unreadable-requests.js';

/**
 * The WebSockets of a server: `/ws/game/{id}`, `?after=` for the last event that the client has, `?ticket=` for clients
 * that can't send a key in a header. Who may not open one gets an ordinary HTTP answer.
 */
export interface GameSockets {
  /** Takes no more of them and closes those that are open; resolves when all are closed. */
  close(): Promise<void>;
}

const PATH = /^\/ws\/game\/([^/]+)$/;
/** A message is an action of a thousand characters and a few fields. */
const MOST_BYTES = 65_536;
/** Clients have this long to take what is on its way and to say good-bye. */
const CLOSING_MS = 2_000;

export function serveGameSockets(server: Server, deps: ApiDependencies): GameSockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES });
  const stopping = new AbortController();
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.on('request', ({ socket }, response) => answers.set(socket, response));
  server.on('upgrade', (request, connection, head) => {
    if (!asksForWebSocket(request)) {
      declineUpgrade(server, request, connection, head, answers.get(connection));
      return;
    }
    connection.on('error', () => connection.destroy());
    admit(deps, request).then(
      (options) => {
        if (connection.destroyed) return;
        sockets.handleUpgrade(request, connection, head, (socket) =>
          serveGameSocket(deps, socket, options, stopping.signal),
        );
      },
      (thrown: unknown) => refuse(deps, connection, thrown),
    );
  });
  return {
    close: async () => {
      stopping.abort();
      const open = [...sockets.clients];
      const timer = setTimeout(() => {
        for (const socket of open) socket.terminate();
      }, CLOSING_MS);
      await Promise.all(
        open.map((socket) =>
          socket.readyState === socket.CLOSED
            ? undefined
            : new Promise((resolve) => socket.once('close', resolve)),
        ),
      );
      clearTimeout(timer);
      sockets.close();
    },
  };
}

/**
 * Who asks for which session.
 * @throws ForbiddenError, NotFoundError, UnauthorizedError, FeatureOffError, ShuttingDownError
 */
async function admit(deps: ApiDependencies, request: IncomingMessage): Promise<GameSocketOptions> {
  const { apiKeys, corsOrigins } = deps.config.http;
  if (apiKeys === undefined) refuseForeign(request.headers, corsOrigins);
  const [path = '', ...query] = (request.url ?? '').split('?');
  const asked = new URLSearchParams(query.join('?'));
  const id = PATH.exec(path)?.[1];
  if (id === undefined) throw new NotFoundError('ROUTE', `There is no WebSocket at ${path}`);
  refuseWhileDraining(deps);
  const caller = callerWith(request, apiKeys) ?? (await ticketOwner(deps, request, asked.get('ticket')));
  requireFeature(deps, 'game_sockets', caller.clientId);
  const sessionId = z.guid().toLowerCase().safeParse(id).data;
  const found =
    sessionId === undefined ? undefined : await readSessionEvents(deps.db, caller, sessionId, 0, 0);
  if (sessionId === undefined || found === undefined) throw sessionNotFound();
  return { sessionId, caller, after: positionOf(asked.get('after')) };
}

async function ticketOwner(
  { db }: ApiDependencies,
  request: IncomingMessage,
  ticket: string | null,
): Promise<Caller> {
  const owner = ticket === null ? undefined : await redeemTicket(db, ticket);
  if (owner !== undefined) return owner;
  throw new UnauthorizedError(
    ticket !== null
      ? 'This ticket was used already, or its time is over'
      : keyIn(request) === undefined
        ? 'This needs an API key or a ticket'
        : 'This API key is not known',
    { suggestions: ['POST /api/tickets gives a ticket for one socket', 'Send Authorization: Bearer <key>'] },
  );
}

function refuse({ log }: ApiDependencies, connection: Duplex, thrown: unknown): void {
  const error = engineError(thrown);
  if (error.status >= 500) log.warn({ err: thrown }, 'a game socket could not be opened');
  answerOnSocket(connection, error);
}
