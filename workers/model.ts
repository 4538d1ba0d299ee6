import type { BoundedStore } from '../src/cache/bounded-store.js';
import { withCoalescing } from '../src/cache/coalescing.js';
import { ExactAnswers, withExactAnswers } from '../src/cache/exact-tier.js';
import type { Config } from '../src/config.js';
import { createGateway, type GatewayOptions, type ModelGateway } from '../src/llm/gateway.js';
import type { ModelLayer } from '../src/llm/model-layer.js';
import { type GatewayObserver, UNOBSERVED } from '../src/llm/observer.js';
import { OfflineModel } from '../src/llm/offline/model.js';
import type { Logger } from '../src/observability/log.js';

export interface GatewayParts {
  readonly config: Config;
  readonly log: Logger;
  /** What the pool's processes share; see `openCacheStore`. */
  readonly cache: BoundedStore;
  /** What the pool may ask of the model; see `openModelQuota`. */
  readonly quota: GatewayOptions['quota'];
  /** Absent: no answer is given to a question that is only similar. */
  readonly semantic?: ModelLayer | undefined;
  readonly observe?: GatewayObserver;
  readonly watchGate?: GatewayOptions['watchGate'];
}

/** The gateway through which this process calls the model. */
export function openGateway({
  config,
  log,
  cache,
  quota,
  semantic,
  observe = UNOBSERVED,
  watchGate,
}: GatewayParts): ModelGateway {
  const answers = new ExactAnswers(
    { provider: 'gemini', model: config.llm.geminiModel },
    cache,
    config.cache,
  );
  return createGateway({
    config: config.llm,
    offline: new OfflineModel(),
    log,
    quota,
    prices: config.llmPrices,
    observe,
    watchGate,
    tiers: {
      exact: withExactAnswers(answers, observe),
      coalescing: withCoalescing({
        answers,
        store: cache,
        observe,
        patienceMs: config.llm.callDeadlineMs,
      }),
      semantic,
    },
  });
}

/** Which model that is, in a line for the one who started the program. */
export function describeModel(config: Config): string {
  return config.llm.geminiApiKey === undefined
    ? 'offline narrator (no GEMINI_API_KEY)'
    : config.llm.geminiModel;
}
