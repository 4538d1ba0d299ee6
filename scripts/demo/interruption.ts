import { DemoError } from './error.js';

/** Aborted by the first thing that says to stop: a signal, or that nobody reads the output any more (`… | head`). */
export function interruption(advice: string): AbortSignal {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => interrupted.abort(new DemoError(`Stopped by ${signal}.`, advice)));
  }
  process.stdout.on('error', () =>
    interrupted.abort(new DemoError('Stopped, since nobody reads the output any more.', advice)),
  );
  // A terminal that was closed takes no last words.
  process.stderr.on('error', () => undefined);
  return interrupted.signal;
}
