/**
 * How a process of this program ends: on SIGTERM, SIGINT, or when its supervisor is gone. All lead to one orderly stop;
 * repeated signals change nothing.
 */

/** What a child tells its supervisor once it works. */
export interface ReadyMessage {
  readonly type: 'ready';
  /** Where it answers, if it does. */
  readonly url?: string;
}

/** What may take its time once all runs have ended: closing connections, of which one may have fallen silent. */
const CLOSING_MS = 15_000;

/**
 * Calls `stop` once, when the process is told to end, and exits with 0 after it. `patienceMs` is what the stop may take
 * for its work; when it takes longer by more than closing connections can, the process ends all the same, with 1.
 */
export function stopOnSignals(stop: () => Promise<void>, patienceMs: number): void {
  let stopping = false;
  const end = () => {
    if (stopping) {
      return;
    }
    stopping = true;
    setTimeout(() => {
      process.stderr.write('novel-engine: something did not close in time\n');
      process.exit(1);
    }, patienceMs + CLOSING_MS).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`novel-engine: could not stop in order: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  if (process.send !== undefined) {
    process.on('disconnect', end);
    // It may have gone while this process was on its way.
    if (!process.connected) end();
  }
}

/** Tells the supervisor, if there is one, that this process works. One that has just gone is none: its going ends us. */
export function tellReady(message: Omit<ReadyMessage, 'type'> = {}): void {
  process.send?.({ type: 'ready', ...message } satisfies ReadyMessage, undefined, undefined, () => undefined);
}
