import pg from 'pg';

/** A server on a machine that has far too much to do may take seconds. */
const CONNECT_TIMEOUT_MS = 10_000;

/** No connection came about: nobody there, another protocol, a certificate or a password that isn't taken. */
export class DatabaseConnectionError extends Error {
  /** The driver's or the system's, where it has one; ETIMEDOUT when the server accepts and says nothing. */
  readonly code: string | undefined;
  /** Host and port of the address that was tried. */
  readonly host: string;

  constructor(
    message: string,
    from: { readonly url: string; readonly code: string | undefined },
    cause: unknown,
  ) {
    const { host } = new URL(from.url);
    super(`The database at ${host} can't be used (${message})`, { cause });
    this.name = 'DatabaseConnectionError';
    this.code = from.code;
    this.host = host;
  }
}

/**
 * One connection, for the few statements of a start; whoever opens it ends it.
 * @param name of the connection, as the database shows it
 * @throws DatabaseConnectionError
 */
export async function connectOnce(url: string, name: string): Promise<pg.Client> {
  const startedAt = performance.now();
  try {
    const client = new pg.Client({
      connectionString: url,
      application_name: `novel-engine ${name}`,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  } catch (error) {
    // The driver's own limit ends in an error without a code; timers may be a little early.
    if (performance.now() - startedAt >= 0.99 * CONNECT_TIMEOUT_MS) {
      const message = `no answer within ${CONNECT_TIMEOUT_MS / 1000} seconds`;
      throw new DatabaseConnectionError(message, { url, code: 'ETIMEDOUT' }, error);
    }
    const { message } = error instanceof Error ? error : new Error(String(error));
    throw new DatabaseConnectionError(message, { url, code: codeOf(error) }, error);
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
