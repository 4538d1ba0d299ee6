import { SemanticCache } from '../src/cache/semantic/cache.js';
import type { Embedder } from '../src/cache/semantic/embedder.js';
import { GeminiEmbedder } from '../src/cache/semantic/gemini-embedder.js';
import { HashedEmbedder } from '../src/cache/semantic/hashed-embedder.js';
import type { Config } from '../src/config.js';
import { semanticTier } from '../src/llm/layers/semantic-cache.js';
import type { ModelLayer } from '../src/llm/model-layer.js';
import { type GatewayObserver, UNOBSERVED } from '../src/llm/observer.js';
import type { Logger } from '../src/observability/log.js';
import type { Database } from '../src/store/database.js';
import { semanticStore } from '../src/store/semantic-statements.js';

/** A look-up that takes longer isn't worth its wait. */
const EMBEDDING_TIMEOUT_MS = 3_000;

/** The semantic tier of this process's gateway; absent when no purpose is on the list. */
export function openSemanticTier(
  { llm, semanticCache }: Pick<Config, 'llm' | 'semanticCache'>,
  db: Database,
  log: Logger,
  observe: GatewayObserver = UNOBSERVED,
): ModelLayer | undefined {
  const { purposes, verifyRate, maxError, ttlMs } = semanticCache;
  if (purposes.length === 0) return undefined;
  const cache = new SemanticCache({
    embedder: embedderOf({ llm, semanticCache }),
    store: semanticStore(db),
    verifyRate,
    maxError,
    ttlMs,
    observe,
    log,
    now: Date.now,
    random: Math.random,
  });
  return semanticTier({ cache, purposes, observe });
}

function embedderOf({ llm, semanticCache }: Pick<Config, 'llm' | 'semanticCache'>): Embedder {
  if (semanticCache.embedder === 'offline' || llm.geminiApiKey === undefined) return new HashedEmbedder();
  return new GeminiEmbedder({
    apiKey: llm.geminiApiKey,
    model: semanticCache.embeddingModel,
    baseUrl: llm.geminiBaseUrl,
    timeoutMs: EMBEDDING_TIMEOUT_MS,
  });
}
