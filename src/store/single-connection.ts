import pg from 'pg';

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * One connection, for the few statements of a start; whoever opens it ends it.
 * @param name of the connection, as the database shows it
 * @throws the driver's or the system's error; one with the code ETIMEDOUT when the server accepts and says nothing
 */
export async function connectOnce(url: string, name: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: `novel-engine ${name}`,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  client.on('error', () => undefined);
  const startedAt = performance.now();
  try {
    await client.connect();
  } catch (error) {
    // The driver's own limit ends in an error without a code.
    if (performance.now() - startedAt < CONNECT_TIMEOUT_MS) throw error;
    const message = `no answer within ${CONNECT_TIMEOUT_MS / 1000} seconds`;
    throw Object.assign(new Error(message, { cause: error }), { code: 'ETIMEDOUT' });
  }
  return client;
}
