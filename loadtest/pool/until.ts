import { setTimeout as delay } from 'node:timers/promises';

const LOOK_AGAIN_MS = 20;

/**
 * Looks again and again until something holds.
 * @param otherwise what to say when it doesn't after `seconds`
 * @param pauseMs between two looks
 */
export async function until(
  seconds: number,
  otherwise: string,
  look: () => Promise<boolean>,
  pauseMs = LOOK_AGAIN_MS,
): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!(await look())) {
    if (performance.now() > deadline) throw new Error(`${otherwise} after ${seconds} seconds`);
    await delay(pauseMs);
  }
}
