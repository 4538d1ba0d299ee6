import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';

export type { Logger } from 'pino';

/** Headers that carry secrets, wherever an object with headers is logged. */
const SECRETS = ['authorization', '["x-api-key"]', 'cookie', '["set-cookie"]'];
const HOLDERS = ['headers', 'req.headers', 'request.headers', 'res.headers', 'response.headers'];

export interface LogOptions {
  /** A level of pino, or `silent`. */
  readonly level: string;
  /** Which program writes: `api`, `worker`, … */
  readonly name: string;
}

/** The log of a process: one JSON object per line, on stdout unless told otherwise, keys of callers blanked out. */
export function createLog(options: LogOptions, destination?: DestinationStream): Logger {
  const settings: LoggerOptions = {
    name: options.name,
    level: options.level,
    redact: {
      paths: HOLDERS.flatMap((holder) =>
        SECRETS.map((secret) => (secret.startsWith('[') ? `${holder}${secret}` : `${holder}.${secret}`)),
      ),
      censor: '[redacted]',
    },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return destination === undefined ? pino(settings) : pino(settings, destination);
}
