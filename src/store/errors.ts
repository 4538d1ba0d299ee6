import { EngineError, StoreUnavailableError } from '../errors.js';
import { Prisma } from '../generated/prisma/client.js';

/** Prisma's codes for a server that can't be reached, doesn't answer in time, or closed the connection. */
const AWAY_CODES: ReadonlySet<string> = new Set([
  'P1000',
  'P1001',
  'P1002',
  'P1008',
  'P1011',
  'P1017',
  'P2024',
  'P2037',
]);

/** What the adapter calls the same things when a raw statement meets them. */
const AWAY_KINDS: ReadonlySet<unknown> = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TlsConnectionError',
  'TooManyConnections',
]);

/** SQLSTATE classes: 08 connection, 53 out of resources, 57 operator intervention (shutdown, crash, starting up), 58 system. */
const AWAY_STATES = /^(08|53|57|58)/;

/**
 * Translates an error of a database operation: what says that the server is away becomes StoreUnavailableError, all
 * else stays as it is.
 */
export function storeError(error: unknown): unknown {
  if (error instanceof EngineError || !isAway(error)) {
    return error;
  }
  return new StoreUnavailableError('The database cannot be reached at the moment', {
    cause: error,
    retryAfterSeconds: 2,
    suggestions: [
      'Send it again in a moment. Whether it was done is not known: with an Idempotency-Key a post is done once, however often it is sent',
    ],
  });
}

function isAway(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    // The adapter wraps the driver's error two levels deep.
    const cause = property(property(error.meta, 'driverAdapterError'), 'cause');
    const state = property(cause, 'originalCode');
    return (
      AWAY_CODES.has(error.code) ||
      AWAY_KINDS.has(property(cause, 'kind')) ||
      (typeof state === 'string' && AWAY_STATES.test(state))
    );
  }
  if (error instanceof Prisma.PrismaClientInitializationError) {
    return true;
  }
  if (error instanceof Prisma.PrismaClientValidationError || !(error instanceof Error)) {
    return false;
  }
  // The driver reports lost connections and its own timeouts as plain errors, some of them without a code.
  const code = 'code' in error ? String(error.code) : '';
  return code === '' ? error.constructor === Error : /^E[A-Z]+$/.test(code) || AWAY_STATES.test(code);
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
