import { byCodeUnit } from '../simulation/numbers.js';

/**
 * One map of the state while a turn writes to it: copied on its first write, and never larger than its bound. Keys hold
 * a `|`, so none is ever a name of Object's own.
 */
export class BoundedDraft<T> {
  #entries: Record<string, T>;
  /** Keys that were written to or dropped. */
  readonly #written = new Set<string>();
  /** Counted only once something is added: most writes are to what is there already. */
  #size: number | undefined;

  /** @param age what comes first goes first when the map is full; ties by key. */
  constructor(
    private readonly before: Readonly<Record<string, T>>,
    private readonly bound: number,
    private readonly age: (key: string, entry: T) => number,
  ) {
    this.#entries = before;
  }

  get(key: string): T | undefined {
    return this.#entries[key];
  }

  set(key: string, entry: T): void {
    if (this.#entries === this.before) this.#entries = { ...this.before };
    if (this.#entries[key] === undefined) {
      let size = this.#size ?? Object.keys(this.#entries).length;
      if (size >= this.bound) {
        this.#dropOldest();
        size -= 1;
      }
      this.#size = size + 1;
    }
    this.#entries[key] = entry;
    this.#written.add(key);
  }

  /** The entries as they stand, and may yet change. */
  get current(): Readonly<Record<string, T>> {
    return this.#entries;
  }

  /** Keys that were written to, in the order of their first writing. */
  get written(): readonly string[] {
    return [...this.#written];
  }

  drop(key: string): void {
    if (this.#entries[key] === undefined) return;
    if (this.#entries === this.before) this.#entries = { ...this.before };
    delete this.#entries[key];
    this.#written.add(key);
    if (this.#size !== undefined) this.#size -= 1;
  }

  /** The entries as they stand; the very object from before if nothing was written. */
  seal(): Readonly<Record<string, T>> {
    if (this.#entries !== this.before) {
      origins.set(this.#entries, { before: this.before, written: this.#written });
    }
    return this.#entries;
  }

  #dropOldest(): void {
    let oldest: string | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const key of Object.keys(this.#entries)) {
      const age = this.age(key, this.#entries[key] as T);
      if (age < least || (age === least && oldest !== undefined && byCodeUnit(key, oldest) < 0)) {
        oldest = key;
        least = age;
      }
    }
    if (oldest === undefined) return;
    delete this.#entries[oldest];
    this.#written.add(oldest);
  }
}

interface Origin {
  readonly before: object;
  readonly written: ReadonlySet<string>;
}

const origins = new WeakMap<object, Origin>();

/**
 * The keys in which a map that a draft has sealed can differ from the one that it was opened over; `undefined` for maps
 * that weren't made so. Who compares the two needn't look at the other keys.
 */
export function keysWritten(before: object, after: object): ReadonlySet<string> | undefined {
  const origin = origins.get(after);
  return origin?.before === before ? origin.written : undefined;
}
