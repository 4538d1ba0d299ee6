import { isKeepable } from '../../cache/exact-tier.js';
import type { SemanticCache } from '../../cache/semantic/cache.js';
import { placeOf } from '../../cache/semantic/namespace.js';
import type { Json } from '../../json.js';
import { inPlaceOf, type ModelLayer } from '../model-layer.js';
import type { GatewayObserver } from '../observer.js';
import { type ModelFailure, NO_USAGE } from '../port.js';

export interface SemanticTierOptions {
  readonly cache: SemanticCache;
  /** Purposes whose answers may be given again. */
  readonly purposes: readonly string[];
  readonly observe: GatewayObserver;
}

/**
 * Answers a request as one was answered before that asks the same in other words. Only whole answers of the model are
 * kept: not those that failed, were cut off or filled in. A hit that is checked is answered by the real call, which is
 * on the caller's account like any other; if that fails, the hit is given after all, and what the failed call has cost counts.
 */
export function semanticTier({ cache, purposes, observe }: SemanticTierOptions): ModelLayer {
  return (next) =>
    inPlaceOf(next, async (request, signal) => {
      const { purpose, reuse } = request;
      if (reuse === undefined || reuse.cache === 'off' || !purposes.includes(purpose)) {
        return next.generate(request, signal);
      }
      const startedAt = performance.now();
      const place = placeOf(request, { model: next.name, embedder: cache.embedder });
      const found = await cache.find(place, signal);
      const hit = found.kind === 'hit' && reuse.cache === 'use' ? found.hit : undefined;
      const outcome = hit !== undefined ? 'hit' : found.kind === 'unavailable' ? 'unavailable' : 'miss';
      const vector = 'vector' in found ? found.vector : undefined;
      observe({ type: 'cache', tier: 'semantic', purpose, outcome });
      if (hit === undefined) {
        const reply = await next.generate(request, signal);
        if (vector !== undefined && isKeepable(reply)) {
          await cache.keep(place, vector, reply.value as Json, reply.costUsd);
        }
        return reply;
      }
      let tried: ModelFailure | undefined;
      if (hit.toCheck) {
        const reply = await next.generate(request, signal);
        if (isKeepable(reply) && !(await cache.check(place, hit, reply.value)) && vector !== undefined) {
          await cache.keep(place, vector, reply.value as Json, reply.costUsd);
        }
        if (reply.ok || reply.reason === 'aborted') return reply;
        tried = reply;
      }
      return {
        ok: true,
        value: hit.answer.value,
        usage: tried?.usage ?? NO_USAGE,
        model: next.name,
        source: 'semantic',
        costUsd: tried?.costUsd ?? 0,
        savedUsd: hit.answer.costUsd,
        latencyMs: performance.now() - startedAt,
        similarity: hit.similarity,
        calls: tried?.calls ?? 0,
        ...(tried?.unanswered !== undefined && { unanswered: tried.unanswered }),
      };
    });
}
