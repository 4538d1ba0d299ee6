import type { Config } from '../src/config.js';
import { type CacheTiers, createGateway, type ModelGateway } from '../src/llm/gateway.js';
import { OfflineModel } from '../src/llm/offline/model.js';
import type { PoolQuota } from '../src/llm/rate/pool-quota.js';
import type { Logger } from '../src/observability/log.js';

/** The gateway through which this process calls the model. */
export function openGateway(
  config: Config,
  log: Logger,
  quota: PoolQuota | undefined,
  tiers: CacheTiers,
): ModelGateway {
  return createGateway({ config: config.llm, offline: new OfflineModel(), log, quota, tiers });
}

/** Which model that is, in a line for the one who started the program. */
export function describeModel(config: Config): string {
  return config.llm.geminiApiKey === undefined
    ? 'offline narrator (no GEMINI_API_KEY)'
    : config.llm.geminiModel;
}
