import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../config.js';
import { storable } from '../unstorable.js';
import { CallGate } from './call-gate.js';
import { geminiProvider } from './gemini.js';
import { Breaker, withBreaker } from './layers/breaker.js';
import { withClearance } from './layers/clearance.js';
import { withDeadline } from './layers/deadline.js';
import { withLimits } from './layers/limits.js';
import { withRetry } from './layers/retry.js';
import { withReuse } from './layers/reuse.js';
import { withSchemaRepair } from './layers/schema-repair.js';
import { withTimeout } from './layers/timeout.js';
import { inPlaceOf, type ModelLayer, wrapped } from './model-layer.js';
import { type GatewayObserver, UNOBSERVED } from './observer.js';
import type { CallFailure, ModelLog, Sleep } from './outcome.js';
import { type LanguageModel, type ModelFailure, type ModelRequest, NO_USAGE, type Reuse } from './port.js';
import { LISTED_PRICES, type PriceList, priceOf } from './prices.js';
import type { PoolQuota } from './rate/pool-quota.js';

export type { ModelLog, Sleep } from './outcome.js';

/**
 * The model gateway. Its layers, outermost first:
 *
 *     of a run       budget → call journal → stand-in → reuse
 *     of a process   exact cache → coalescing → clearance → semantic cache
 *     of a call      deadline → schema repair → retry → breaker → limits → timeout → provider
 *
 * The order of the first two rows is that of `gatewayOver`, of the third that of `callsTo`. What has no run, as an
 * endpoint that asks one question, begins with the second row and says in its request what may be reused.
 */
export interface ModelGateway {
  /** For calls that belong to no run. */
  readonly model: LanguageModel;
  /** The model as one run calls it. */
  forRun(run: RunLayers): LanguageModel;
}

/** What a run has around the process's layers, outermost first; an absent one is left out. */
export interface RunLayers {
  readonly budget?: ModelLayer;
  readonly journal?: ModelLayer;
  /** Answers where the model can't be reached. Outside the caches, which keep nothing that it says. */
  readonly standIn?: ModelLayer | undefined;
  /** What holds for all calls of the run. */
  readonly reuse: Reuse;
}

/** What answers before the model is asked, outermost first; an absent tier is left out. */
export interface CacheTiers {
  readonly exact?: ModelLayer | undefined;
  readonly coalescing?: ModelLayer | undefined;
  readonly semantic?: ModelLayer | undefined;
}

export interface GatewayOptions {
  readonly config: Config['llm'];
  /** Answers everything when there is no API key. */
  readonly offline: LanguageModel;
  readonly log: ModelLog;
  readonly tiers?: CacheTiers;
  readonly observe?: GatewayObserver;
  /** Given the semaphore of calls, to look at. */
  readonly watchGate?: ((gate: CallGate) => void) | undefined;
  /** What the whole pool may ask for in a minute; nothing limits it when absent. */
  readonly quota?: PoolQuota | undefined;
  /** Prices beside the listed ones, and before them. */
  readonly prices?: PriceList | undefined;
  /** Wall clock, milliseconds since the epoch. */
  readonly now?: () => number;
  readonly sleep?: Sleep;
  /** 0..1, for the jitter of back-off. */
  readonly random?: () => number;
}

/**
 * The gateway of this process: to Gemini, or to the offline model when no key is set. Call it once per process: the
 * semaphore and the breaker are its own. The offline model costs nothing and always says the same, so no tier is put
 * before it.
 * @throws ConfigError when the API key can't be one
 */
export function createGateway(options: GatewayOptions): ModelGateway {
  const { geminiApiKey: apiKey } = options.config;
  if (apiKey === undefined) return gatewayOver(options.offline, {}, options.observe);
  return gatewayOver(callsTo(apiKey, options), options.tiers, options.observe);
}

/** A gateway over a model that sees to its own calls. */
export function gatewayOver(
  model: LanguageModel,
  { exact, coalescing, semantic }: CacheTiers = {},
  observe: GatewayObserver = UNOBSERVED,
): ModelGateway {
  const shared = wrapped(model, semantic, withClearance, coalescing, exact);
  // Only tiers read what may be reused; to add it to a request is to make the prompt, which the offline model never reads.
  const isTiered = [exact, coalescing, semantic].some((tier) => tier !== undefined);
  return {
    model: observed(shared, observe),
    // What the journal finds was told of when it was asked for.
    forRun: ({ budget, journal, standIn, reuse }) =>
      wrapped(
        observed(wrapped(isTiered ? withReuse(shared, reuse) : shared, standIn), observe),
        journal,
        budget,
      ),
  };
}

/** The layers of a call. */
function callsTo(
  apiKey: string,
  {
    config,
    log,
    quota,
    prices,
    observe = UNOBSERVED,
    watchGate,
    now = Date.now,
    sleep = sleepUntilAborted,
    random = Math.random,
  }: GatewayOptions,
): LanguageModel {
  const { geminiModel: model, geminiBaseUrl: baseUrl } = config;
  const price = priceOf(model, { ...LISTED_PRICES, ...prices });
  if (price === undefined) {
    log.warn(
      { model },
      'no price is known for this model: its calls are counted at the dearest listed price',
    );
  }
  const breaker = new Breaker(now);
  const gate = new CallGate(config.maxConcurrency, quota);
  watchGate?.(gate);

  // Innermost first. A try passes the breaker, the limits and its timeout anew; a repair does so too, with retries of
  // its own. Only the deadline spans all of it.
  const provider = geminiProvider({ apiKey, model, baseUrl, price, log, now });
  const timed = withTimeout(provider, config.timeoutMs);
  const limited = withLimits(timed, gate, { now, observe });
  const guarded = withBreaker(limited, breaker, { log, observe });
  const retried = withRetry(guarded, { now, sleep, random, log, observe });
  const structured = withSchemaRepair(retried, observe);
  const call = withDeadline(structured, config.callDeadlineMs);

  return inPlaceOf({ name: model, metered: true }, async (request, signal) => {
    const outcome = await call(request, signal);
    if (outcome.ok) return outcome;
    if (outcome.reason !== 'aborted') logFailure(log, request, outcome);
    return toReply(outcome);
  });
}

/** Tells of each call as its caller sees it. */
function observed(model: LanguageModel, observe: GatewayObserver): LanguageModel {
  return inPlaceOf(model, async (request, signal) => {
    const startedAt = performance.now();
    const reply = await model.generate(request, signal);
    const { usage = NO_USAGE, costUsd = 0 } = reply;
    observe({
      type: 'call',
      purpose: request.purpose,
      ...(reply.ok ? { outcome: 'ok', source: reply.source } : { outcome: reply.reason }),
      usage,
      costUsd,
      savedUsd: reply.ok ? reply.savedUsd : 0,
      latencyMs: performance.now() - startedAt,
    });
    return reply;
  });
}

function logFailure(log: ModelLog, request: ModelRequest, failure: CallFailure): void {
  const { reason, detail, code, retryAt, spent } = failure;
  const { purpose, key, scope } = request;
  log.warn({ purpose, key, ...scope, reason, detail, code, retryAt, ...spent }, 'model call failed');
}

/** Leaves out what only the layers read. */
function toReply({ ok, reason, detail, code, retryAt, spent, unanswered }: CallFailure): ModelFailure {
  return {
    ok,
    reason,
    // It may quote the answer, cut off anywhere, and is stored like one.
    ...(detail !== undefined && { detail: storable(detail) }),
    ...(code !== undefined && { code }),
    ...(retryAt !== undefined && { retryAt }),
    ...(spent !== undefined && { usage: spent.usage, costUsd: spent.costUsd, calls: spent.calls }),
    ...(unanswered !== undefined && { unanswered }),
  };
}

async function sleepUntilAborted(milliseconds: number, signal: AbortSignal): Promise<void> {
  // The only error is that of the abort, which the caller reads from its signal.
  await pause(milliseconds, undefined, { signal }).catch(() => undefined);
}
