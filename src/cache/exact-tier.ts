import { LRUCache } from 'lru-cache';
import { inPlaceOf, type ModelLayer } from '../llm/model-layer.js';
import type { GatewayObserver } from '../llm/observer.js';
import { type ModelAnswer, type ModelReply, type ModelRequest, NO_USAGE } from '../llm/port.js';
import { decodeAnswer, encodeAnswer, type KeptAnswer } from './answer-codec.js';
import { callKey, type ModelIdentity } from './call-key.js';
import type { CacheStore, StoredValue } from './store.js';

/** Bytes that an answer takes as objects, for each that it takes as JSON. */
const IN_MEMORY = 2;

/**
 * Answers to questions that were asked before, word for word: those of this process in memory, those of the whole pool
 * in the shared store behind it. Kept is only what the model itself said and said in full.
 *
 * Calls whose answers only their own task may have again stay in memory: no other process can ask for them.
 */
export class ExactAnswers {
  readonly #memory: LRUCache<string, KeptAnswer>;
  /** Look-ups in the shared store that are under way, so that a crowd of equal calls looks once. */
  readonly #lookups = new Map<string, Promise<Found>>();

  constructor(
    readonly identity: ModelIdentity,
    private readonly store: CacheStore | undefined,
    private readonly limits: { readonly ttlMs: number; readonly memoryBytes: number },
  ) {
    this.#memory = new LRUCache({ maxSize: limits.memoryBytes, ttl: limits.ttlMs });
  }

  /** The answer to a call, or why there is none. */
  async find(key: string, request: ModelRequest): Promise<Found> {
    const kept = this.#memory.get(key);
    if (kept !== undefined) return { answer: kept };
    if (this.store === undefined || !isShared(request)) return MISS;
    let lookup = this.#lookups.get(key);
    if (lookup === undefined) {
      lookup = this.#lookUp(key, this.store).finally(() => this.#lookups.delete(key));
      this.#lookups.set(key, lookup);
    }
    return lookup;
  }

  /** An answer that came from the store by another way, for as long as it lasts there; undefined when it is none. */
  admit(key: string, { bytes, leftMs }: StoredValue): KeptAnswer | undefined {
    const decoded = decodeAnswer(key, bytes);
    if (decoded === undefined) return undefined;
    this.#memory.set(key, decoded.answer, { size: IN_MEMORY * decoded.size, ttl: leftMs });
    return decoded.answer;
  }

  /** Keeps an answer, here and in the store. A store that fails leaves it here only. */
  async keep(key: string, request: ModelRequest, { value, model, costUsd }: ModelAnswer): Promise<void> {
    const kept = { value, model, costUsd };
    const { answer: bytes, size } = encodeAnswer(key, kept);
    this.#memory.set(key, kept, { size: IN_MEMORY * size });
    if (this.store !== undefined && isShared(request)) {
      await this.store.set(key, bytes, this.limits.ttlMs).catch(() => undefined);
    }
  }

  /** Whether an answer lies in memory. */
  holds(key: string): boolean {
    return this.#memory.has(key);
  }

  async #lookUp(key: string, store: CacheStore): Promise<Found> {
    let value: StoredValue | undefined;
    try {
      value = await store.get(key);
    } catch {
      return { answer: undefined, unavailable: true };
    }
    return value === undefined ? MISS : { answer: this.admit(key, value) };
  }
}

interface Found {
  readonly answer: KeptAnswer | undefined;
  /** The store could not be asked. */
  readonly unavailable?: boolean;
}

const MISS: Found = { answer: undefined };

/** Whether an answer may be kept: the model's own, complete, and not one that somebody else was given. */
export function isKeepable(reply: ModelReply): reply is ModelAnswer {
  return reply.ok && reply.source === 'model' && reply.truncated !== true;
}

/** Whether other tasks, in other processes, may have the answer. */
export function isShared({ reuse }: ModelRequest): boolean {
  return reuse?.within === 'client';
}

/** An answer that was given before, as the reply to a call that it spares. */
export function spared(
  { value, model, costUsd }: KeptAnswer,
  source: 'exact' | 'coalesced',
  startedAt: number,
): ModelAnswer {
  return {
    ok: true,
    value,
    usage: NO_USAGE,
    model,
    source,
    costUsd: 0,
    savedUsd: costUsd,
    latencyMs: performance.now() - startedAt,
  };
}

/** The exact tier as a layer: `use` looks before it asks, `refresh` asks and overwrites, `off` passes by. */
export function withExactAnswers(answers: ExactAnswers, observe: GatewayObserver): ModelLayer {
  return (next) =>
    inPlaceOf(next, async (request, signal) => {
      const cache = request.reuse?.cache ?? 'off';
      const key = cache === 'off' ? undefined : callKey(request, answers.identity);
      if (key === undefined) return next.generate(request, signal);
      if (cache === 'use') {
        const startedAt = performance.now();
        const { answer, unavailable } = await answers.find(key, request);
        const outcome = answer !== undefined ? 'hit' : unavailable === true ? 'unavailable' : 'miss';
        observe({ type: 'cache', tier: 'exact', purpose: request.purpose, outcome });
        if (answer !== undefined) return spared(answer, 'exact', startedAt);
      }
      const reply = await next.generate(request, signal);
      // What the coalescing tier has shared is kept already.
      if (isKeepable(reply) && (cache === 'refresh' || !answers.holds(key))) {
        await answers.keep(key, request, reply);
      }
      return reply;
    });
}
