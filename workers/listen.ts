import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { StartError } from './start-error.js';

/**
 * Lets a server listen.
 * @throws StartError saying why it can't, and what to set
 */
export async function listen(
  server: Server,
  host: string,
  port: number,
  setting: 'PORT' | 'METRICS_PORT' = 'PORT',
): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE'
      ? new StartError(
          `Port ${port} on ${host} is in use: stop the program that has it, or set ${setting} to another`,
        )
      : error.code === 'EACCES'
        ? new StartError(
            `Port ${port} on ${host} may not be opened by this user: set ${setting} to one above 1023`,
          )
        : new StartError(
            `${host}:${port} can't be listened on (${error.message}): check HOST and ${setting}`,
          );
  });
}

/** Finds out whether it could, before anything else is started for it; throws as `listen` does. */
export async function assertCanListen(host: string, port: number): Promise<void> {
  const server = createServer();
  await listen(server, host, port);
  server.close();
  await once(server, 'close');
}
