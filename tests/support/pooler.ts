import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/**
 * A Postgres pooler as PgBouncer is in transaction mode: a connection to the server is lent to a client for one transaction,
 * who asks for startup options is turned away, and a notification for a client that isn't served just then is dropped.
 */
export interface Pooler {
  /** The server's URL with the pooler's address in it. */
  readonly url: string;
  close(): void;
}

export interface PoolerOptions {
  /**
   * True: a statement that was prepared is there for its client whatever connection is lent, as PgBouncer sees to from 1.21 on
   * (here by lending each client the same connection always); false: statements stay where they were prepared.
   */
  readonly keepsStatements: boolean;
}

const READY = 'Z'.charCodeAt(0);
const NOTIFICATION = 'A'.charCodeAt(0);
const TERMINATE = 'X'.charCodeAt(0);
const IDLE = 'I'.charCodeAt(0);

export async function startPooler(targetUrl: string, { keepsStatements }: PoolerOptions): Promise<Pooler> {
  const target = new URL(targetUrl);
  /** Connections to the server that nobody has; the last one given back is lent first. */
  const free: Connection[] = [];
  const sockets = new Set<Socket>();
  const listening = createServer((client) => {
    let lent: Connection | undefined;
    let hasStarted = false;
    const take = (connection: Connection) => {
      lent = connection;
      connection.toClient = (kind, message) => {
        if (kind === NOTIFICATION) return;
        client.write(message);
        if (kind === READY && message[5] === IDLE && !keepsStatements) {
          connection.toClient = undefined;
          lent = undefined;
          free.push(connection);
        }
      };
    };
    track(client, sockets);
    client.on('data', (data: Buffer) => {
      if (!hasStarted) {
        hasStarted = true;
        if (data.includes('\0options\0')) {
          client.end(failure('08P01', 'unsupported startup parameter: options'));
          return;
        }
        // Each client logs in over a connection of its own, which others may be lent after that.
        take(openConnection(target, sockets));
      } else if (data[0] === TERMINATE) {
        client.end();
        return;
      } else if (lent === undefined) {
        take(free.pop() ?? fail());
      }
      lent?.socket.write(data);
    });
    client.on('close', () => lent?.socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address();
  const url = new URL(targetUrl);
  url.host = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return {
    url: url.href,
    close: () => {
      listening.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

interface Connection {
  readonly socket: Socket;
  /** Where the server's messages go: to the client that has the connection. */
  toClient: ((kind: number | undefined, message: Buffer) => void) | undefined;
}

function openConnection(target: URL, sockets: Set<Socket>): Connection {
  const socket = connect(Number(target.port), target.hostname);
  const connection: Connection = { socket, toClient: undefined };
  track(socket, sockets);
  let received = Buffer.alloc(0);
  socket.on('data', (data: Buffer) => {
    received = Buffer.concat([received, data]);
    // A kind of one byte, then the length of what follows, itself included.
    while (received.length >= 5 && received.length > received.readUInt32BE(1)) {
      const length = 1 + received.readUInt32BE(1);
      connection.toClient?.(received[0], received.subarray(0, length));
      received = received.subarray(length);
    }
  });
  return connection;
}

function track(socket: Socket, sockets: Set<Socket>): void {
  sockets.add(socket);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => sockets.delete(socket));
}

function failure(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeUInt32BE(4 + fields.length, 1);
  return Buffer.concat([head, fields]);
}

function fail(): never {
  throw new Error('more transactions at once than clients that logged in');
}
