import { setTimeout as delay } from 'node:timers/promises';

const LOOK_AGAIN_MS = 25;

/** Looks at a condition again and again until it holds, that is until it is neither false nor undefined; the test's own time limit is the limit. */
export async function until<T>(look: () => T | Promise<T>): Promise<Exclude<T, undefined | false>> {
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) {
      return found as Exclude<T, undefined | false>;
    }
    await delay(LOOK_AGAIN_MS);
  }
}
