import { setTimeout as delay } from 'node:timers/promises';
import { RefusedError, UnreachableError } from '../demo/connection.js';

/**
 * A game outlives what passes: a server that starts again, one that has more to do than it can keep up with, and a minute
 * that has seen enough actions. Who has asked for something is told once why
 * nothing happens.
 */

/** How long a server may be away before the game is given up. */
const MOST_AWAY_MS = 120_000;
/** A server that asks for more than this is not waited for: what it refuses is told. */
const MOST_WAITED_SECONDS = 60;
const AWAY_AGAIN_SECONDS = 1;
/** A proxy in front of a server that starts again answers by 502 and 504. */
const PASSING: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Asks until there is an answer. `ask` must be safe to repeat: what it sent may have arrived. */
export async function patiently<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  return waitingOut(ask, pauseAfter, signal);
}

/** The same for what may be sent again only when the server has said that it took nothing. */
export async function patientlyRefused<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  return waitingOut(ask, (error) => (error instanceof RefusedError ? pauseAfter(error) : undefined), signal);
}

/** Seconds after which it is worth while to ask again; undefined when it isn't. */
export function pauseAfter(error: unknown): number | undefined {
  if (error instanceof UnreachableError) return AWAY_AGAIN_SECONDS;
  if (!(error instanceof RefusedError) || !PASSING.has(error.status)) return undefined;
  const { retryAfterSeconds = AWAY_AGAIN_SECONDS } = error;
  return retryAfterSeconds <= MOST_WAITED_SECONDS ? retryAfterSeconds : undefined;
}

async function waitingOut<T>(
  ask: () => Promise<T>,
  pauseOf: (error: unknown) => number | undefined,
  signal: AbortSignal,
): Promise<T> {
  const since = performance.now();
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      const pause = pauseOf(error);
      if (pause === undefined || performance.now() - since > MOST_AWAY_MS) throw error;
      if (tries === 1) console.log('\n(The server can not take this now. Waiting for it …)');
      await delay(pause * 1_000, undefined, { signal });
    }
  }
}
