import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy in front of a server, for taking that server away. */
export interface ServerProxy {
  /** The server's URL with the proxy's address in it. */
  readonly url: string;
  /** Breaks every connection and accepts no more. */
  cut(): Promise<void>;
  /**
   * Keeps the connections that there are open and lets nothing through any more, as a network does that swallows
   * packets; new ones go through. Returns how many fell silent.
   */
  forget(): number;
  /** Accepts connections again on the same port. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

export async function startProxy(targetUrl: string): Promise<ServerProxy> {
  const target = new URL(targetUrl);
  const sockets = new Set<Socket>();
  const forgotten = new Set<Socket>();
  const open = async (port: number) => {
    const server = createServer((client) => {
      const upstream = connect(Number(target.port), target.hostname);
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        sockets.add(from);
        from.on('error', () => to.destroy());
        from.on('close', () => {
          sockets.delete(from);
          forgotten.delete(from);
          to.destroy();
        });
        from.pipe(to);
      }
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  let server = await open(0);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = new URL(targetUrl);
  url.host = `127.0.0.1:${port}`;
  const cut = async () => {
    if (server.listening) {
      const closed = once(server, 'close');
      server.close();
      for (const socket of [...sockets, ...forgotten]) {
        socket.destroy();
      }
      await closed;
    }
  };
  return {
    url: url.href,
    cut,
    forget: () => {
      for (const socket of sockets) {
        socket.pause();
        forgotten.add(socket);
      }
      const connections = sockets.size / 2;
      sockets.clear();
      return connections;
    },
    mend: async () => {
      if (!server.listening) {
        server = await open(port);
      }
    },
    close: cut,
  };
}
