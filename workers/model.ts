import type { Config } from '../src/config.js';
import { createGateway, type GatewayOptions, type ModelGateway } from '../src/llm/gateway.js';
import { OfflineModel } from '../src/llm/offline/model.js';
import type { Logger } from '../src/observability/log.js';

/** The gateway through which this process calls the model. */
export function openGateway(
  config: Config,
  log: Logger,
  { quota, observe, tiers }: Pick<GatewayOptions, 'quota' | 'observe' | 'tiers'>,
): ModelGateway {
  return createGateway({
    config: config.llm,
    offline: new OfflineModel(),
    log,
    quota,
    prices: config.llmPrices,
    ...(observe && { observe }),
    ...(tiers && { tiers }),
  });
}

/** Which model that is, in a line for the one who started the program. */
export function describeModel(config: Config): string {
  return config.llm.geminiApiKey === undefined
    ? 'offline narrator (no GEMINI_API_KEY)'
    : config.llm.geminiModel;
}
