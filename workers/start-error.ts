import { ConfigError } from '../src/config.js';
import { EmbeddedPostgresError } from '../src/store/embedded/error.js';
import { SchemaBehindError } from '../src/store/migrations.js';
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

/** Prints why the program can't start, in one line where that says it all, and ends it. */
export function refuse(error: unknown): never {
  const known =
    error instanceof StartError ||
    error instanceof ConfigError ||
    error instanceof EmbeddedPostgresError ||
    error instanceof SchemaBehindError ||
    error instanceof StarterContentError;
  process.stderr.write(`novel-engine: ${known ? error.message : describe(error)}\n`);
  process.exit(START_REFUSED);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
