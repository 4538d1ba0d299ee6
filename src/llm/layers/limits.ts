import type { CallGate } from '../call-gate.js';
import type { GatewayObserver } from '../observer.js';
import { ABORTED, type CallFailure, type Layer, NEVER, spendingOf } from '../outcome.js';
import type { ModelAnswer } from '../port.js';
import { TokenEstimate, tokensOf } from '../rate/token-estimate.js';

/**
 * Lets calls pass as our own limits allow: so many in flight in this process, so many requests and tokens a minute in
 * the pool. It is inside the retry layer, so that every try passes it anew and none holds anything while it sleeps. The
 * call's deadline stands still meanwhile; a call that the quota has no place for within 10 s fails with the moment at
 * which it may come back.
 */
export function withLimits(
  next: Layer,
  gate: CallGate,
  { now, observe }: { readonly now: () => number; readonly observe: GatewayObserver },
): Layer {
  const estimate = new TokenEstimate();
  return async (request, call) => {
    const guess = gate.countsTokens ? estimate.of(request) : 0;
    const entry = await call.offTheClock(() => gate.enter(request.scope.clientId, guess, call.signal));
    if (entry.kind === 'gone') return ABORTED;
    if (entry.kind === 'limited') {
      return {
        ok: false,
        reason: 'rate-limited',
        detail: 'the quota of the pool (LLM_RPM, LLM_TPM) has no place for the call within ten seconds',
        retryAt: new Date(now() + entry.retryAfterMs),
        retry: NEVER,
      };
    }
    const { limit, waitMs } = entry;
    observe({ type: 'limiter-wait', purpose: request.purpose, limit, waitMs });
    let used: number | undefined;
    try {
      const outcome = await next(request, call);
      used = usedBy(outcome);
      if (used !== undefined && used > 0 && gate.countsTokens) estimate.learn(request, used);
      return outcome;
    } finally {
      entry.leave(used);
    }
  };
}

/** Tokens that a try took; undefined when it was sent and nobody knows what became of it. */
function usedBy(outcome: ModelAnswer | CallFailure): number | undefined {
  const spent = spendingOf(outcome);
  if (spent !== undefined) return tokensOf(spent.usage);
  return outcome.unanswered === undefined ? 0 : undefined;
}
