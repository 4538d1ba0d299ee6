import { byCodeUnit } from '../simulation/numbers.js';

/**
 * One map of the state while a turn writes to it: copied on its first write, and never larger than its bound. Keys are
 * put together from two words, so that none is ever a name of Object's own.
 */
export class BoundedDraft<T> {
  #entries: Record<string, T>;
  /** What has been written so far; there from the first write on. */
  #origin: OpenOrigin | undefined;
  #keys: string[] | undefined;

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
    const origin = this.#opened();
    if (this.#entries[key] === undefined) {
      if (origin.keys.length >= this.bound) this.#dropOldest(origin);
      this.#ownKeys(origin).push(key);
      // What was dropped and comes back stands at the end, after whatever was added meanwhile.
      origin.added.delete(key);
      origin.added.add(key);
    }
    this.#entries[key] = entry;
    origin.written.add(key);
  }

  /** The entries as they stand, and may yet change. */
  get current(): Readonly<Record<string, T>> {
    return this.#entries;
  }

  /** Keys that were written to or dropped, in the order of their first writing. */
  get written(): ReadonlySet<string> {
    return this.#origin?.written ?? NONE;
  }

  drop(key: string): void {
    if (this.#entries[key] !== undefined) this.#drop(key, this.#opened());
  }

  /** The entries as they stand; the very object from before if nothing was written. */
  seal(): Readonly<Record<string, T>> {
    if (this.#origin !== undefined) this.#origin.sealed = true;
    return this.#entries;
  }

  /** The copy that is written to, and what is known of it. */
  #opened(): OpenOrigin {
    if (this.#origin !== undefined) return this.#origin;
    const keys = keysOf(this.before);
    this.#entries = copied(this.before, keys);
    forgetBeyond(STEPS_BACK, this.before);
    this.#origin = {
      before: this.before,
      written: new Set(),
      added: new Set(),
      sealed: false,
      keys,
      readings: undefined,
    };
    Object.defineProperty(this.#entries, ORIGIN, { value: this.#origin });
    return this.#origin;
  }

  /** Those of the map before, until one comes or goes. */
  #ownKeys(origin: OpenOrigin): string[] {
    this.#keys ??= [...origin.keys];
    origin.keys = this.#keys;
    return this.#keys;
  }

  #dropOldest(origin: OpenOrigin): void {
    let oldest: string | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const key of origin.keys) {
      const age = this.age(key, this.#entries[key] as T);
      if (age < least || (age === least && oldest !== undefined && byCodeUnit(key, oldest) < 0)) {
        oldest = key;
        least = age;
      }
    }
    if (oldest !== undefined) this.#drop(oldest, origin);
  }

  #drop(key: string, origin: OpenOrigin): void {
    delete this.#entries[key];
    const keys = this.#ownKeys(origin);
    keys.splice(keys.indexOf(key), 1);
    origin.written.add(key);
  }
}

/**
 * Without a prototype it is a table from the start. To spread a map that has had keys added and taken away costs the
 * runtime several times as much: it looks for a layout that no other object will have.
 */
function copied<T>(map: Readonly<Record<string, T>>, keys: readonly string[]): Record<string, T> {
  const copy = Object.create(null) as Record<string, T>;
  for (const key of keys) copy[key] = map[key] as T;
  return copy;
}

/** The keys of a map in their order. To ask a table for them takes as long as to copy it. */
export function keysOf(map: object): readonly string[] {
  return originOf(map)?.keys ?? Object.keys(map);
}

const NONE: ReadonlySet<string> = new Set();

/** So many drafts back it is looked for something made before. */
const STEPS_BACK = 4;

/** How a draft's map came about. */
interface Origin {
  /** The map that the draft was opened over; forgotten when so many have followed that nobody looks for it any more. */
  readonly before: object | undefined;
  /** Keys that were written to or dropped. */
  readonly written: Set<string>;
  /** Those of them that weren't there, in the order in which they now stand after all others. */
  readonly added: Set<string>;
  /** Whether the map is written to no more. */
  readonly sealed: boolean;
  /** All keys of the map in their order. */
  readonly keys: readonly string[];
  /** What has been made from the map, by the derivation that made it. */
  readonly readings: Map<object, unknown> | undefined;
}

type OpenOrigin = { -readonly [Part in keyof Origin]: Origin[Part] };

/**
 * Where a map has its origin: with itself, for both to be gone at once. In a weak map, as in a weak reference, all of a
 * turn's maps would be kept until the runtime looks through its whole memory.
 */
const ORIGIN = Symbol('origin');

function originOf(map: object): OpenOrigin | undefined {
  // Only tables have one, and a member that isn't there takes long to be found missing.
  if (Object.getPrototypeOf(map) !== null) return undefined;
  return (map as { readonly [ORIGIN]?: OpenOrigin })[ORIGIN];
}

/** Lets go of the maps more than so many drafts before a map: else every map would keep all those before it. */
function forgetBeyond(steps: number, map: object): void {
  let origin = originOf(map);
  for (let step = 1; step < steps && origin?.before !== undefined; step += 1)
    origin = originOf(origin.before);
  if (origin !== undefined) origin.before = undefined;
}

/**
 * The keys in which a map that a draft has sealed can differ from the one that it was opened over; `undefined` for maps
 * that weren't made so. Who compares the two needn't look at the other keys.
 */
export function keysWritten(before: object, after: object): ReadonlySet<string> | undefined {
  const origin = originOf(after);
  return origin?.before === before ? origin.written : undefined;
}

type Entries<T> = Readonly<Record<string, T>>;

/** What is made from a whole map, and made again from what was made before as far as keys were written to or added. */
export interface Derivation<T, Derived> {
  readonly whole: (entries: Entries<T>) => Derived;
  readonly changed: (
    derived: Derived,
    entries: Entries<T>,
    keys: { readonly written: ReadonlySet<string>; readonly added: ReadonlySet<string> },
  ) => Derived;
}

/**
 * A reading of maps that is kept with each map, for as long as it isn't written to any more, and follows the drafts that
 * lead from one map to the next. Both ways of making it must come to the same: which one is taken depends on what this
 * process has read before.
 */
export function derivedBy<T, Derived>(derivation: Derivation<T, Derived>): (entries: Entries<T>) => Derived {
  /** Of maps that no draft has made, of which a simulation has few. */
  const roots = new WeakMap<object, Derived>();
  const derive = (entries: Entries<T>, steps: number): Derived => {
    const origin = originOf(entries);
    if (origin === undefined) {
      const known = roots.get(entries) ?? derivation.whole(entries);
      roots.set(entries, known);
      return known;
    }
    const known = origin.readings?.get(derivation) as Derived | undefined;
    if (known !== undefined) return known;
    const source = steps === 0 ? undefined : (origin.before as Entries<T> | undefined);
    const derived =
      source === undefined
        ? derivation.whole(entries)
        : derivation.changed(derive(source, steps - 1), entries, origin);
    if (origin.sealed) {
      origin.readings ??= new Map();
      origin.readings.set(derivation, derived);
    }
    return derived;
  };
  return (entries) => derive(entries, STEPS_BACK);
}
