import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { inPlaceOf, type ModelLayer } from '../llm/model-layer.js';
import type { GatewayObserver } from '../llm/observer.js';
import {
  type LanguageModel,
  type ModelFailure,
  type ModelReply,
  type ModelRequest,
  NO_USAGE,
} from '../llm/port.js';
import { callKey } from './call-key.js';
import { type ExactAnswers, isKeepable, isShared, spared } from './exact-tier.js';
import type { CacheStore, Claim } from './store.js';

/**
 * Equal calls that are in flight at once become one.
 *
 * Within the process the callers of a call share it. It is nobody's in particular: one who is aborted leaves, and only
 * when all have left is the call itself aborted. Who gets its reply first pays for it, for the others it was free.
 *
 * Across the pool each process first takes a lease on the key. Whoever holds it asks, renews it meanwhile, puts the
 * answer into the store and lets go, while its own callers go on with the reply. The others look again and again, less and less often, until the answer is there or
 * the lease is free: of a call that failed, or whose process died, another one takes over. Without a store that answers
 * each process asks for itself, and so does one that has waited for as long as a call may take.
 */
export interface CoalescingOptions {
  readonly answers: ExactAnswers;
  /** Absent: the process shares its calls with no other. */
  readonly store?: CacheStore | undefined;
  readonly observe: GatewayObserver;
  /** A process that is silent for so long has lost its lease. */
  readonly leaseMs?: number;
  /** For how long the calls of other processes are waited for: as long as a call may take. */
  readonly patienceMs: number;
}

const LEASE_MS = 5_000;
const FIRST_LOOK_MS = 20;
const LATEST_LOOK_MS = 500;
const SLOWER = 1.5;

const ABORTED: ModelFailure = { ok: false, reason: 'aborted' };

export function withCoalescing({
  answers,
  store,
  observe,
  leaseMs = LEASE_MS,
  patienceMs,
}: CoalescingOptions): ModelLayer {
  return (next) => {
    const inFlight = new Map<string, SharedCall>();
    const pool = { answers, store, leaseMs, patienceMs, next };
    const begin = (key: string, request: ModelRequest): SharedCall => {
      const call: SharedCall = new SharedCall(
        (signal) => askForAll(pool, key, request, signal),
        () => {
          if (inFlight.get(key) === call) inFlight.delete(key);
        },
      );
      inFlight.set(key, call);
      return call;
    };

    return inPlaceOf(next, async (request, signal) => {
      const key = request.reuse?.cache === 'use' ? callKey(request, answers.identity) : undefined;
      if (key === undefined) return next.generate(request, signal);
      if (signal.aborted) return ABORTED;
      let shared = inFlight.get(key);
      let reply = await (shared ?? begin(key, request)).join(signal);
      // The request that another made it with was refused: one that shared it goes on with its own.
      while (shared !== undefined && isGivenUp(reply) && !signal.aborted) {
        shared = inFlight.get(key);
        reply = await (shared ?? begin(key, request)).join(signal);
      }
      if (reply.ok) {
        const outcome = reply.source === 'coalesced' ? 'hit' : 'miss';
        observe({ type: 'cache', tier: 'coalescing', purpose: request.purpose, outcome });
      }
      return reply;
    });
  };
}

function isGivenUp(reply: ModelReply): boolean {
  return !reply.ok && reply.reason === 'aborted';
}

/** A call of this process, and who waits for its reply. */
class SharedCall {
  readonly #abort = new AbortController();
  readonly #reply: Promise<ModelReply>;
  #callers = 0;
  #isPaid = false;

  /** @param over called when nobody more may join: the reply is there, or nobody waits for it any more */
  constructor(
    ask: (signal: AbortSignal) => Promise<ModelReply>,
    private readonly over: () => void,
  ) {
    this.#reply = ask(this.#abort.signal).finally(over);
  }

  async join(signal: AbortSignal): Promise<ModelReply> {
    this.#callers += 1;
    let leave: () => void = () => undefined;
    const left = new Promise<undefined>((resolve) => {
      leave = () => resolve(undefined);
    });
    // Node takes more than ten listeners of a task's signal for a leak.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', leave, { once: true });
    try {
      const reply = await Promise.race([this.#reply, left]);
      if (reply !== undefined) return this.#takenBy(reply);
      if (this.#callers > 1) return ABORTED;
      this.over();
      this.#abort.abort();
      return await this.#reply;
    } finally {
      this.#callers -= 1;
      signal.removeEventListener('abort', leave);
    }
  }

  /** The reply as one of the callers gets it. */
  #takenBy(reply: ModelReply): ModelReply {
    if (!this.#isPaid) {
      this.#isPaid = true;
      return reply;
    }
    if (!reply.ok) {
      const { usage: _usage, costUsd: _costUsd, calls: _calls, unanswered: _unanswered, ...failure } = reply;
      return failure;
    }
    const { calls: _calls, unanswered: _unanswered, ...answer } = reply;
    return {
      ...answer,
      source: 'coalesced',
      usage: NO_USAGE,
      costUsd: 0,
      savedUsd: reply.costUsd + reply.savedUsd,
    };
  }
}

interface Pool {
  readonly answers: ExactAnswers;
  readonly store: CacheStore | undefined;
  readonly leaseMs: number;
  readonly patienceMs: number;
  readonly next: LanguageModel;
}

/** Makes a call, or waits for another process that makes it. */
async function askForAll(
  pool: Pool,
  key: string,
  request: ModelRequest,
  signal: AbortSignal,
): Promise<ModelReply> {
  const { answers, store, leaseMs, patienceMs } = pool;
  if (store === undefined || !isShared(request)) return askAndKeep(pool, key, request, signal);
  const owner = randomUUID();
  const startedAt = performance.now();
  for (let waitMs = FIRST_LOOK_MS; ; waitMs = Math.min(LATEST_LOOK_MS, waitMs * SLOWER)) {
    const claim = await store.claim(key, owner, leaseMs).catch((): Claim | undefined => undefined);
    if (signal.aborted) {
      if (claim?.kind === 'mine') await store.release(key, owner).catch(() => undefined);
      return ABORTED;
    }
    if (claim?.kind === 'mine') return askWithLease(pool, store, owner, key, request, signal);
    if (claim?.kind !== 'theirs') {
      const answer = claim === undefined ? undefined : answers.admit(key, claim.value);
      return answer === undefined
        ? askAndKeep(pool, key, request, signal)
        : spared(answer, 'coalesced', startedAt);
    }
    const leftMs = startedAt + patienceMs - performance.now();
    if (leftMs <= 0) return askAndKeep(pool, key, request, signal);
    await delay(Math.min(waitMs, leftMs), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return ABORTED;
  }
}

async function askWithLease(
  pool: Pool,
  store: CacheStore,
  owner: string,
  key: string,
  request: ModelRequest,
  signal: AbortSignal,
): Promise<ModelReply> {
  const renewing = setInterval(() => {
    store.renew(key, owner, pool.leaseMs).catch(() => undefined);
  }, pool.leaseMs / 3);
  const letGo = async () => {
    clearInterval(renewing);
    await store.release(key, owner).catch(() => undefined);
  };
  let kept: Promise<void> | undefined;
  try {
    const reply = await pool.next.generate(request, signal);
    kept = keep(pool, key, request, reply);
    return reply;
  } finally {
    // The caller has its reply meanwhile; the lease holds the others back until the answer is there for them.
    void Promise.resolve(kept).then(letGo);
  }
}

async function askAndKeep(
  pool: Pool,
  key: string,
  request: ModelRequest,
  signal: AbortSignal,
): Promise<ModelReply> {
  const reply = await pool.next.generate(request, signal);
  void keep(pool, key, request, reply);
  return reply;
}

/** In this process's memory at once, and soon in the store. An answer that can't be kept is none the worse. */
async function keep({ answers }: Pool, key: string, request: ModelRequest, reply: ModelReply): Promise<void> {
  if (isKeepable(reply)) await answers.keep(key, request, reply).catch(() => undefined);
}
