import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../config.js';
import { FairSemaphore } from './fair-semaphore.js';
import { geminiProvider } from './gemini.js';
import { Breaker, withBreaker } from './layers/breaker.js';
import { withConcurrencyLimit } from './layers/concurrency.js';
import { withDeadline } from './layers/deadline.js';
import { withRetry } from './layers/retry.js';
import { withSchemaRepair } from './layers/schema-repair.js';
import { withTimeout } from './layers/timeout.js';
import type { CallFailure, ModelLog, Sleep } from './outcome.js';
import type { LanguageModel, ModelFailure, ModelRequest } from './port.js';
import { priceOf } from './prices.js';

export type { ModelLog, Sleep } from './outcome.js';

export interface GatewayOptions {
  readonly config: Config['llm'];
  /** Answers everything when there is no API key. */
  readonly offline: LanguageModel;
  readonly log: ModelLog;
  /** Wall clock, milliseconds since the epoch. */
  readonly now?: () => number;
  readonly sleep?: Sleep;
  /** 0..1, for the jitter of back-off. */
  readonly random?: () => number;
}

/**
 * The language model of this process: Gemini behind the layers below, or the offline model when no key is set. Call
 * it once per process: the semaphore and the breaker are its own.
 * @throws ConfigError when the API key can't be one
 */
export function createLanguageModel({
  config,
  offline,
  log,
  now = Date.now,
  sleep = sleepUntilAborted,
  random = Math.random,
}: GatewayOptions): LanguageModel {
  const { geminiApiKey: apiKey, geminiModel: model, geminiBaseUrl: baseUrl } = config;
  if (apiKey === undefined) return offline;
  if (priceOf(model) === undefined) {
    log.warn(
      { model },
      'no price is known for this model: its calls are counted at the dearest listed price',
    );
  }
  const breaker = new Breaker(now);
  const slots = new FairSemaphore(config.maxConcurrency);

  // The order of the layers, innermost first. A try passes the breaker, the limits and its timeout anew; a repair
  // does so too, with retries of its own. Only the deadline spans all of it.
  const provider = geminiProvider({ apiKey, model, baseUrl, log, now });
  const timed = withTimeout(provider, config.timeoutMs);
  const limited = withConcurrencyLimit(timed, slots);
  const guarded = withBreaker(limited, breaker, log);
  const retried = withRetry(guarded, { now, sleep, random, log });
  const structured = withSchemaRepair(retried);
  const call = withDeadline(structured, config.callDeadlineMs);

  return {
    name: model,
    metered: true,
    async generate(request, signal) {
      const outcome = await call(request, signal);
      if (outcome.ok) return outcome;
      if (outcome.reason !== 'aborted') logFailure(log, request, outcome);
      return toReply(outcome);
    },
  };
}

function logFailure(log: ModelLog, request: ModelRequest, failure: CallFailure): void {
  const { reason, detail, retryAt, spent } = failure;
  const { purpose, key, scope } = request;
  log.warn({ purpose, key, ...scope, reason, detail, retryAt, ...spent }, 'model call failed');
}

/** Leaves out what only the layers read. */
function toReply({ ok, reason, detail, retryAt, spent, unanswered }: CallFailure): ModelFailure {
  return {
    ok,
    reason,
    ...(detail !== undefined && { detail }),
    ...(retryAt !== undefined && { retryAt }),
    ...(spent !== undefined && { usage: spent.usage, costUsd: spent.costUsd, calls: spent.calls }),
    ...(unanswered !== undefined && { unanswered }),
  };
}

async function sleepUntilAborted(milliseconds: number, signal: AbortSignal): Promise<void> {
  // The only error is that of the abort, which the caller reads from its signal.
  await pause(milliseconds, undefined, { signal }).catch(() => undefined);
}
