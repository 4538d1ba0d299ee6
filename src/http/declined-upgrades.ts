import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * Clients that would rather speak another protocol ask for it along with a request, and go on in HTTP/1.1 where nobody
 * agrees: Java's do so for HTTP/2 unless they are told otherwise. A server of Node that listens for upgrades takes any such
 * request for one; what no WebSocket is asked for by is put back here, to be served like every other.
 */

/** Whether a request that asks for another protocol asks for WebSockets. */
export function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return tokensOf(headers.upgrade ?? '').includes('websocket');
}

/**
 * Has a server read a request anew from its connection, without the wish for another protocol, once all that came before it
 * on the connection is answered.
 * @param before the last request's answer, if there was one
 * @param head what of the connection was read after the headers of the request: its body, and requests after it
 */
export function declineUpgrade(
  server: Server,
  request: IncomingMessage,
  connection: Duplex,
  head: Buffer,
  before?: ServerResponse,
): void {
  const readAnew = () => {
    connection.unshift(Buffer.concat([plainHead(request), head]));
    server.emit('connection', connection);
  };
  if (before === undefined || before.closed) {
    readAnew();
    return;
  }
  // An answer that is on its way when the server takes the connection anew would never make room for the next one.
  const destroy = () => connection.destroy();
  connection.on('error', destroy);
  before.once('close', () => {
    connection.off('error', destroy);
    if (connection.destroyed) return;
    // It has left the connection to wait for a request, for as long as one may be idle.
    if (connection instanceof Socket) connection.setTimeout(server.timeout);
    readAnew();
  });
}

function plainHead({ method = 'GET', url = '/', httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`, ...plainHeaders(rawHeaders)];
  // Node reads the bytes of headers as Latin-1.
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

const OF_UPGRADES: ReadonlySet<string> = new Set(['upgrade', 'http2-settings']);

function* plainHeaders(raw: readonly string[]): Generator<string> {
  for (let index = 0; index < raw.length; index += 2) {
    const [name = '', value = ''] = raw.slice(index, index + 2);
    const lower = name.toLowerCase();
    if (OF_UPGRADES.has(lower)) continue;
    const kept =
      lower === 'connection'
        ? tokensOf(value)
            .filter((token) => !OF_UPGRADES.has(token))
            .join(', ')
        : value;
    if (lower !== 'connection' || kept !== '') yield `${name}: ${kept}`;
  }
}

function tokensOf(list: string): readonly string[] {
  return list.split(',').map((token) => token.trim().toLowerCase());
}
