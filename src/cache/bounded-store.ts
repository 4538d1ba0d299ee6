import { type CacheStore, CacheStoreError } from './store.js';

/**
 * A cache store that never holds a call up for long: what takes longer than `waitMs` counts as failed, and then the store is
 * left alone for `restMs`, so that a silent one costs one wait and not one per call. One that fails at once costs nothing to
 * ask again: where it is full it still gives what it has. Every failure is a CacheStoreError; callers go on without the store.
 */
export interface BoundedStore extends CacheStore {
  /** False from a failure to the next success. */
  isReachable(): boolean;
}

export interface StoreBounds {
  readonly waitMs: number;
  readonly restMs: number;
}

export const STORE_BOUNDS: StoreBounds = { waitMs: 250, restMs: 2_000 };

export function boundedStore(
  store: CacheStore,
  { waitMs, restMs }: StoreBounds = STORE_BOUNDS,
  /** Monotonic, milliseconds. */
  now: () => number = () => performance.now(),
): BoundedStore {
  let reachable = true;
  let restUntil = Number.NEGATIVE_INFINITY;

  const bounded = async <T>(operation: () => Promise<T>): Promise<T> => {
    if (now() < restUntil) throw new CacheStoreError('the cache store is left alone after a silence');
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        restUntil = now() + restMs;
        reject(new CacheStoreError(`the cache store gave no answer in ${waitMs} ms`));
      }, waitMs);
    });
    try {
      const done = await Promise.race([operation(), late]);
      reachable = true;
      return done;
    } catch (error) {
      reachable = false;
      throw error instanceof CacheStoreError
        ? error
        : new CacheStoreError('the cache store failed', { cause: error });
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    kind: store.kind,
    isReachable: () => reachable,
    get: (key) => bounded(() => store.get(key)),
    set: (key, bytes, ttlMs) => bounded(() => store.set(key, bytes, ttlMs)),
    claim: (key, owner, leaseMs) => bounded(() => store.claim(key, owner, leaseMs)),
    renew: (key, owner, leaseMs) => bounded(() => store.renew(key, owner, leaseMs)),
    release: (key, owner) => bounded(() => store.release(key, owner)),
    size: () => bounded(() => store.size()),
    close: () => store.close(),
  };
}
