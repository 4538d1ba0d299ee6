import { ConfigError } from '../src/config.js';
import { EmbeddedPostgresError } from '../src/store/embedded/error.js';
import { SchemaBehindError } from '../src/store/migrations.js';
import { DatabaseConnectionError } from '../src/store/single-connection.js';
import { StarterContentError } from '../src/store/starter-content.js';

/** A reason not to start that the person who started the program can mend; its message is all that is printed. */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartError';
  }
}

/** Exit code of a process that refused to start: starting it again changes nothing (sysexits' EX_CONFIG). */
export const START_REFUSED = 78;
/** Exit code of a process whose database was away: starting it again will do, in time (sysexits' EX_TEMPFAIL). */
export const DATABASE_AWAY = 75;
/** Exit code of a process that failed for a reason that nobody has foreseen. */
const FAILED = 1;

/** Prints why the program can't start, in one line where that says it all, and ends it. */
export function refuse(error: unknown): never {
  const known =
    error instanceof StartError ||
    error instanceof ConfigError ||
    error instanceof EmbeddedPostgresError ||
    error instanceof SchemaBehindError ||
    error instanceof StarterContentError ||
    error instanceof DatabaseConnectionError;
  process.stderr.write(`novel-engine: ${known ? error.message : describe(error)}\n`);
  const isAway = isDatabaseAway(error) || (known && isDatabaseAway(error.cause));
  process.exit(isAway ? DATABASE_AWAY : known ? START_REFUSED : FAILED);
}

/** The system's own codes for a server that isn't there, or not to be found. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** Whether the server can't be reached, or takes nobody in just now: it is full, starts or stops. */
function isDatabaseAway(error: unknown): boolean {
  const code = codeOf(error);
  return UNREACHABLE.has(code) || /^(?:08|53|57)/.test(code);
}

/** Whether it is away, or does not let us in: another protocol, a certificate, no such user, wrong password, no such database. */
export function isConnectionFailure(error: unknown): error is Error {
  return (
    error instanceof DatabaseConnectionError ||
    isDatabaseAway(error) ||
    /^(?:E[A-Z_]+$|28|3D)/.test(codeOf(error))
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
