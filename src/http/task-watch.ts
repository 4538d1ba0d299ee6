import type { ApiDependencies } from './dependencies.js';

export interface WatchOptions<T> {
  readonly taskId: string;
  readonly seconds: number;
  /** The client's; when it is aborted the watch ends with its reason. */
  readonly signal: AbortSignal;
  readonly read: () => Promise<T>;
  /** Whether a reading is what was waited for. */
  readonly settled: (reading: T) => boolean;
}

/**
 * Reads a task again whenever it changed, until a reading settles it, the time is up, the client leaves or this
 * process is told to stop; answers with the last reading. The ear is on before each reading, so no change falls
 * between the two.
 */
export async function watchTask<T>(
  { changes, isDraining }: Pick<ApiDependencies, 'changes' | 'isDraining'>,
  { taskId, seconds, signal, read, settled }: WatchOptions<T>,
): Promise<T> {
  const watch = new AbortController();
  const stop = () => watch.abort(signal.reason);
  const timer = setTimeout(() => watch.abort(), seconds * 1000);
  signal.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      signal.throwIfAborted();
      const changed = changes.next(taskId, watch.signal).catch(() => undefined);
      const reading = await read();
      if (settled(reading) || watch.signal.aborted || isDraining()) {
        return reading;
      }
      await changed;
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    // Ends a `next` that is still listening.
    watch.abort();
  }
}
