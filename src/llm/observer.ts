import type { BreakerState } from './layers/breaker.js';
import type { ModelFailureReason, ModelSource, ModelUsage, Purpose } from './port.js';

/**
 * What the gateway's layers tell of what they do, as it happens: for metrics, never for decisions. A layer calls its
 * observer in passing, so an observer must be quick and must not throw.
 */
export type GatewayEvent =
  /** A call came back to its caller: once for each, however many tries it took and whoever answered. */
  | {
      readonly type: 'call';
      readonly purpose: Purpose;
      readonly outcome: 'ok' | ModelFailureReason;
      /** Who answered; absent of failures. */
      readonly source?: ModelSource;
      readonly usage: ModelUsage;
      readonly costUsd: number;
      readonly savedUsd: number;
      readonly latencyMs: number;
    }
  /** A try failed and the same request is sent again, `waitMs` later. */
  | {
      readonly type: 'retry';
      readonly purpose: Purpose;
      readonly reason: ModelFailureReason;
      readonly waitMs: number;
    }
  /** An answer didn't fit its schema and is asked for once more. */
  | { readonly type: 'repair'; readonly purpose: Purpose }
  | { readonly type: 'breaker'; readonly state: BreakerState }
  /** A try passed a limit of ours after so long; `limit` names it. */
  | {
      readonly type: 'limiter-wait';
      readonly purpose: Purpose;
      /** `concurrency`: a slot of this process; `rate`: a place in the pool's quota of requests and tokens. */
      readonly limit: 'concurrency' | 'rate';
      readonly waitMs: number;
    }
  /** A tier was asked. `unavailable`: its store gave no answer in time, which counts as a miss. */
  | {
      readonly type: 'cache';
      readonly tier: 'exact' | 'coalescing' | 'semantic';
      readonly purpose: Purpose;
      readonly outcome: 'hit' | 'miss' | 'unavailable';
    }
  /** A similar question was found and not taken for the same; `guard` says which guard refused. */
  | { readonly type: 'guard-rejection'; readonly purpose: Purpose; readonly guard: string }
  /** A semantic hit was compared with the real answer; `bound` is the namespace's upper bound on its error, 0..1. */
  | {
      readonly type: 'verification';
      readonly purpose: Purpose;
      readonly wrong: boolean;
      readonly bound: number;
    };

export type GatewayObserver = (event: GatewayEvent) => void;

export const UNOBSERVED: GatewayObserver = () => undefined;
