import type { Logger } from '../src/observability/log.js';

/** Says something to the one who started the program: plain in a terminal, as a log line elsewhere. */
export function announce(log: Logger, line: string): void {
  if (process.stdout.isTTY) {
    process.stdout.write(`${line}\n`);
  } else {
    log.info(line);
  }
}
