import type { Json } from '../../json.js';
import type { GatewayObserver } from '../../llm/observer.js';
import type { ModelLog } from '../../llm/outcome.js';
import type { Purpose } from '../../llm/port.js';
import { comparisonFor, sameAnswer } from './answers.js';
import type { Embedder } from './embedder.js';
import type { SemanticStore, StoredAnswer } from './entries.js';
import { guardsAgainst } from './guards.js';
import type { Place } from './namespace.js';
import { readText } from './text/reading.js';
import { VectorIndex } from './vector-index.js';
import { type Checks, type Trust, trustIn, upperBound } from './verification.js';

/**
 * Answers given again for texts that ask the same in other words.
 *
 * A look-up goes from hard to soft: the partition (see `namespace.ts`) is equal or there is nothing to find; of its
 * entries the nearest by cosine are candidates; a candidate that fails one guard is out; the first that passes them
 * all is given. A share of the hits is marked to be checked: the caller then makes the real call, gives its answer, and
 * reports it here. A namespace whose checks show too many wrong hits finds nothing any more.
 *
 * Entries and checks are the store's; each process holds what it has loaded and asks for news at most once a second.
 * A store that fails makes misses, never errors.
 */

export interface SemanticCacheOptions {
  readonly embedder: Embedder;
  readonly store: SemanticStore;
  /** Share of hits that are checked, 0..1. */
  readonly verifyRate: number;
  /** Largest tolerable share of wrong hits, 0..1. */
  readonly maxError: number;
  readonly ttlMs: number;
  readonly observe: GatewayObserver;
  readonly log: ModelLog;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** 0..1. */
  readonly random: () => number;
}

export interface NamespaceState extends Checks {
  readonly namespace: string;
  readonly purpose: Purpose;
  readonly bound: number;
}

export interface Hit {
  readonly answer: StoredAnswer;
  /** Cosine of the two texts. */
  readonly similarity: number;
  /** Whether the real call is to be made as well, and reported to `check`. */
  readonly toCheck: boolean;
}

/** What a look-up found; a miss with a vector can be filled. */
export type Found =
  | { readonly kind: 'hit'; readonly hit: Hit; readonly vector: Float32Array }
  | { readonly kind: 'miss'; readonly vector: Float32Array }
  | { readonly kind: 'off' }
  /** There is no vector to look for. */
  | { readonly kind: 'unavailable' };

const CAPACITY = 10_000;
const CANDIDATES = 8;
/** How long a process goes without asking the store for news of a partition or namespace. */
const FRESH_MS = 1_000;
/** Entries held in memory over all partitions; those not looked at for longest are let go of. */
const MOST_HELD = 20_000;

interface Held {
  readonly index: VectorIndex<StoredAnswer>;
  lastId: bigint;
  syncedAt: number;
  /** Its share of what this process holds. */
  weight: number;
}

interface Trusted {
  trust: Trust;
  syncedAt: number;
}

export class SemanticCache {
  readonly #partitions = new Map<string, Held>();
  readonly #namespaces = new Map<string, Trusted>();
  readonly #off = new Map<string, NamespaceState>();
  /** What all partitions weigh. */
  #weight = 0;

  constructor(private readonly options: SemanticCacheOptions) {}

  /** Name of the embedder: part of every namespace. */
  get embedder(): string {
    return this.options.embedder.name;
  }

  /** Those that this process found switched off. */
  switchedOff(): readonly NamespaceState[] {
    return [...this.#off.values()];
  }

  async find(place: Place, signal: AbortSignal): Promise<Found> {
    const { embedder, observe, random, verifyRate, now } = this.options;
    if ((await this.#trust(place)) === 'off') return { kind: 'off' };
    const embedding = await embedder.embed([place.text], signal);
    const vector = embedding.ok ? embedding.vectors[0] : undefined;
    if (vector === undefined) {
      if (!embedding.ok && !signal.aborted) this.#failed('no embedding', { detail: embedding.detail });
      return { kind: 'unavailable' };
    }
    const { index } = await this.#entries(place.partition, vector.length);
    const reading = readText(place.text);
    for (const { entry, similarity } of index.nearest(vector, embedder.threshold, CANDIDATES)) {
      if (entry.expiresAt.getTime() <= now()) continue;
      const [guard] = guardsAgainst(readText(entry.text), reading);
      if (guard === undefined) {
        const hit = { answer: entry, similarity, toCheck: random() < verifyRate };
        return { kind: 'hit', hit, vector };
      }
      observe({ type: 'guard-rejection', purpose: place.purpose, guard });
    }
    return { kind: 'miss', vector };
  }

  /** Keeps an answer that was paid for. */
  async keep(place: Place, vector: Float32Array, value: Json, costUsd: number): Promise<void> {
    const { store, ttlMs, now } = this.options;
    const expiresAt = new Date(now() + ttlMs);
    const answer = { partition: place.partition, text: place.text, vector, value, costUsd, expiresAt };
    try {
      await store.save(answer, CAPACITY);
      // Loaded with the next look-up, in the order of the store, along with what others have stored.
      const held = this.#partitions.get(place.partition);
      if (held !== undefined) held.syncedAt = 0;
    } catch (error) {
      this.#failed('no store', { err: error });
    }
  }

  /** Records what the real call said where a hit would have been given; a hit that was wrong is forgotten. */
  async check(place: Place, { answer }: Hit, real: unknown): Promise<boolean> {
    const { store, maxError, now, observe } = this.options;
    const agreed = sameAnswer(comparisonFor(place.purpose), answer.value, real);
    try {
      const checks = await store.record(place.namespace, place.purpose, agreed);
      const trust = trustIn(checks, maxError);
      observe({ type: 'verification', purpose: place.purpose, wrong: !agreed, bound: upperBound(checks) });
      this.#settle(place, checks, trust, now());
      if (!agreed) {
        this.#partitions.get(place.partition)?.index.remove(({ id }) => id === answer.id);
        await store.remove(answer.id);
      }
    } catch (error) {
      this.#failed('no store', { err: error });
    }
    return agreed;
  }

  async #trust(place: Place): Promise<Trust> {
    const { store, maxError, now } = this.options;
    const known = this.#namespaces.get(place.namespace);
    if (known !== undefined && now() - known.syncedAt < FRESH_MS) return known.trust;
    try {
      const checks = await store.checks(place.namespace);
      const trust = trustIn(checks, maxError);
      this.#settle(place, checks, trust, now());
      return trust;
    } catch (error) {
      this.#failed('no store', { err: error });
      return known?.trust ?? 'proving';
    }
  }

  #failed(what: string, fields: object): void {
    this.options.log.warn(fields, `semantic cache has ${what}; the model is asked`);
  }

  #settle({ namespace, purpose }: Place, checks: Checks, trust: Trust, syncedAt: number): void {
    this.#namespaces.set(namespace, { trust, syncedAt });
    if (trust !== 'off') {
      this.#off.delete(namespace);
    } else if (!this.#off.has(namespace)) {
      const state = { ...checks, namespace, purpose, bound: upperBound(checks) };
      this.#off.set(namespace, state);
      this.options.log.error(
        state,
        'semantic cache is switched off here: too many of its checked hits were wrong',
      );
    }
  }

  /** The partition's entries, with what other processes have stored since. */
  async #entries(partition: string, dimensions: number): Promise<Held> {
    const { store, now } = this.options;
    const held = this.#partitions.get(partition) ?? {
      index: new VectorIndex<StoredAnswer>(dimensions, CAPACITY),
      lastId: 0n,
      syncedAt: 0,
      weight: 0,
    };
    // Set anew, so that the map's order is that of use.
    this.#partitions.delete(partition);
    this.#partitions.set(partition, held);
    const at = now();
    if (at - held.syncedAt >= FRESH_MS) {
      held.syncedAt = at;
      try {
        held.index.remove(({ expiresAt }) => expiresAt.getTime() <= at);
        for (const answer of await store.load(partition, held.lastId, CAPACITY, new Date(at))) {
          // Another look-up may have loaded it while this one waited.
          if (answer.id <= held.lastId) continue;
          held.lastId = answer.id;
          held.index.add(answer.vector, answer);
        }
      } catch (error) {
        this.#failed('no store', { err: error });
      }
    }
    this.#weigh(partition, held);
    return held;
  }

  /** Counts what a partition holds now, and lets go of those not used for longest if it's too much in all. */
  #weigh(partition: string, held: Held): void {
    if (this.#partitions.get(partition) !== held) return;
    // An empty one weighs, too.
    const weight = held.index.size + 1;
    this.#weight += weight - held.weight;
    held.weight = weight;
    for (const [name, other] of this.#partitions) {
      if (this.#weight <= MOST_HELD || other === held) return;
      this.#weight -= other.weight;
      this.#partitions.delete(name);
    }
  }
}
