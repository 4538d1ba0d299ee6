import { ModelRateLimitedError, ModelUnavailableError } from '../errors.js';
import type { LanguageModel, ModelFailureReason, ModelReply, ModelSource } from '../llm/port.js';
import type { UsageTotals } from '../simulation/types.js';
import { usageOf } from '../simulation/usage.js';
import { type Responded, type ResponseRequest, respondedSchema, responseCall } from './response-request.js';

/**
 * Answers one action without a session. When the model fails, what happens is that of a player's action: an answer of
 * no use, and a model that can't be reached, are filled in by the offline narrator and marked as degraded; a rate limit
 * longer than the gateway waits is passed on, since there is no task that could wait.
 */

export interface ResponderOptions {
  readonly model: LanguageModel;
  /** Fills in. */
  readonly offline: LanguageModel;
  /** What happens while the model can't be reached. */
  readonly outage: 'offline' | 'fail';
  /** @throws DailyBudgetError when the client may spend no more today */
  checkBudget(clientId: string): Promise<void>;
  /** Puts what a call used on the client's account. */
  noteUsage(clientId: string, usage: UsageTotals): Promise<void>;
}

export interface Response {
  readonly response: Responded;
  readonly source: ModelSource;
  /** Of a semantic hit: the cosine of this action and the one that was answered before. */
  readonly similarity: number | null;
  /** Why the answer isn't the model's; null if it is. */
  readonly degraded: ModelFailureReason | null;
  readonly usage: UsageTotals;
}

export type Respond = (clientId: string, request: ResponseRequest, signal: AbortSignal) => Promise<Response>;

/**
 * The function throws DailyBudgetError, ModelRateLimitedError, ModelUnavailableError (where nothing fills in), and the
 * signal's reason once it is aborted.
 */
export function createResponder(options: ResponderOptions): Respond {
  const { model, offline, outage, checkBudget, noteUsage } = options;
  return async (clientId, request, signal) => {
    await checkBudget(clientId);
    const call = responseCall(clientId, request);
    const reply = await model.generate(call, signal);
    const usage = usageOf(reply);
    await noteUsage(clientId, usage);
    const response = reply.ok ? respondedSchema.safeParse(reply.value).data : undefined;
    if (reply.ok && response !== undefined) {
      return { response, source: reply.source, similarity: reply.similarity ?? null, degraded: null, usage };
    }
    signal.throwIfAborted();
    const reason = reply.ok ? 'invalid' : reply.reason;
    refuse(reply, outage);
    const filled = await offline.generate(call, signal);
    if (!filled.ok) throw new Error(`the offline model failed: ${filled.detail ?? filled.reason}`);
    const said = respondedSchema.parse(filled.value);
    return { response: said, source: 'fallback', similarity: null, degraded: reason, usage };
  };
}

function refuse(reply: ModelReply, outage: ResponderOptions['outage']): void {
  if (reply.ok) return;
  if (reply.reason === 'rate-limited' && reply.retryAt !== undefined) {
    const seconds = Math.max(1, (reply.retryAt.getTime() - Date.now()) / 1000);
    throw new ModelRateLimitedError('The model takes no more calls for now', reply.retryAt, {
      retryAfterSeconds: seconds,
    });
  }
  if (reply.reason === 'unavailable' && outage === 'fail') {
    throw new ModelUnavailableError("The model can't be reached");
  }
}
