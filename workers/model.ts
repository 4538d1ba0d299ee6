import type { Config } from '../src/config.js';
import { createLanguageModel } from '../src/llm/gateway.js';
import { OfflineModel } from '../src/llm/offline/model.js';
import type { LanguageModel } from '../src/llm/port.js';
import type { Logger } from '../src/observability/log.js';

/** The model that this process calls, with the layers of the gateway around it. */
export function openModel(config: Config, log: Logger): LanguageModel {
  return createLanguageModel({ config: config.llm, offline: new OfflineModel(), log });
}

/** Which model that is, in a line for the one who started the program. */
export function describeModel(config: Config): string {
  return config.llm.geminiApiKey === undefined
    ? 'offline narrator (no GEMINI_API_KEY)'
    : config.llm.geminiModel;
}
