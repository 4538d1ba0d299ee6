/**
 * Where the processes of a pool keep answers for one another, and agree on who asks. An entry has a key and holds a
 * value, a lease, or both: a lease says that somebody is about to put the value there.
 *
 * Every operation is atomic and by the store's own clock. All of it may be lost at any time; nothing but speed and money
 * depends on it. Implementations are in `store/`, and pass one suite.
 */
export interface CacheStore {
  readonly kind: 'redis' | 'postgres';
  /** The value, while it lasts. */
  get(key: string): Promise<StoredValue | undefined>;
  /** Puts a value there for `ttlMs`, whatever was there. */
  set(key: string, bytes: Buffer, ttlMs: number): Promise<void>;
  /** The value if there is one; else makes the lease the owner's unless it is somebody else's. */
  claim(key: string, owner: string, leaseMs: number): Promise<Claim>;
  /** Prolongs an owner's lease; false when it isn't the owner's any more. */
  renew(key: string, owner: string, leaseMs: number): Promise<boolean>;
  /** Ends an owner's lease; does nothing when it isn't the owner's. */
  release(key: string, owner: string): Promise<void>;
  /** How much the store holds. */
  size(): Promise<StoreSize>;
  close(): Promise<void>;
}

export interface StoredValue {
  readonly bytes: Buffer;
  /** For how long it lasts yet. */
  readonly leftMs: number;
}

export type Claim =
  | { readonly kind: 'value'; readonly value: StoredValue }
  /** The lease is the owner's: it asks. */
  | { readonly kind: 'mine' }
  /** Somebody else asks. */
  | { readonly kind: 'theirs' };

export interface StoreSize {
  readonly entries: number;
  readonly bytes: number;
  /** The store gives what it has, and takes nothing more. */
  readonly isFull?: true;
}

/** A store that gave no answer, or none in time. */
export class CacheStoreError extends Error {
  override readonly name = 'CacheStoreError';
}
