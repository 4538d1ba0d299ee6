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

/** Calls `stop` once, when the process is told to end, and exits with 0 after it. */
export function stopOnSignals(stop: () => Promise<void>): void {
  let stopping = false;
  const end = () => {
    if (stopping) {
      return;
    }
    stopping = true;
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
  if (process.connected) {
    process.on('disconnect', end);
  }
}

/** Tells the supervisor, if there is one, that this process works. */
export function tellReady(message: Omit<ReadyMessage, 'type'> = {}): void {
  process.send?.({ type: 'ready', ...message } satisfies ReadyMessage);
}
