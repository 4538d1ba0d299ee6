import { createHash } from 'node:crypto';
import type { WireUsage } from './wire.js';

/** What the server does with one call. */
export type Behaviour =
  /** A complete answer; without `text` one that fits the request's schema. */
  | { readonly kind: 'answer'; readonly text?: string; readonly usage?: WireUsage }
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly message?: string;
      readonly details?: readonly unknown[];
    }
  /** 429 with RetryInfo (`retryDelay`, a protobuf duration such as `0.250s`) and QuotaFailure (`quotaId`). */
  | { readonly kind: 'rate-limit'; readonly retryDelay?: string; readonly quotaId?: string }
  /** An answer that ends with STOP and isn't JSON. */
  | { readonly kind: 'malformed' }
  /** This very text as a JSON body, whatever it is. */
  | {
      readonly kind: 'verbatim';
      readonly status: number;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Status 200 with a page of HTML, as from a proxy. */
  | { readonly kind: 'page' }
  | { readonly kind: 'blocked'; readonly by: 'prompt' | 'answer'; readonly reason: string }
  /** Half an answer, ended with MAX_TOKENS. */
  | { readonly kind: 'truncated' }
  | { readonly kind: 'empty' }
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** Closes the connection, before the answer or in the middle of it. */
  | { readonly kind: 'drop'; readonly midway?: boolean };

/** The misbehaviours that can be given as a share of all calls. */
export const RATE_NAMES = [
  'error',
  'rate-limit',
  'malformed',
  'blocked',
  'truncated',
  'empty',
  'hang',
  'drop',
] as const;
export type RateName = (typeof RATE_NAMES)[number];
export type Rates = Readonly<Partial<Record<RateName, number>>>;

/** What the misbehaviours that can vary look like. */
export interface Misfortune {
  readonly errorStatus?: number;
  /** A protobuf duration such as `0.250s`. */
  readonly retryDelay?: string;
  readonly quotaId?: string;
}

export function misfortunes({
  errorStatus = 503,
  retryDelay = '0.250s',
  quotaId,
}: Misfortune): Readonly<Record<RateName, Behaviour>> {
  return {
    error: {
      kind: 'error',
      status: errorStatus,
      message: 'The model is overloaded. Please try again later.',
    },
    'rate-limit': { kind: 'rate-limit', retryDelay, ...(quotaId !== undefined && { quotaId }) },
    malformed: { kind: 'malformed' },
    blocked: { kind: 'blocked', by: 'answer', reason: 'SAFETY' },
    truncated: { kind: 'truncated' },
    empty: { kind: 'empty' },
    hang: { kind: 'hang' },
    drop: { kind: 'drop' },
  };
}

/** Picks a behaviour by its share; a complete answer for what is left. */
export function drawBehaviour(
  rates: Rates,
  random: () => number,
  rated: Readonly<Record<RateName, Behaviour>>,
): Behaviour {
  let left = random();
  for (const name of RATE_NAMES) {
    left -= rates[name] ?? 0;
    if (left < 0) return rated[name];
  }
  return { kind: 'answer' };
}

/** Milliseconds, or a log-normal distribution by its median and 95th percentile, cut off at `max`. */
export type Latency = number | { readonly medianMs: number; readonly p95Ms: number; readonly maxMs: number };

/** Standard normal quantile of 0.95. */
const Z95 = 1.6449;

/** Draws how long an answer takes. */
export function drawLatency(latency: Latency, random: () => number): number {
  if (typeof latency === 'number') return latency;
  const sigma = Math.log(latency.p95Ms / latency.medianMs) / Z95;
  // Box and Muller.
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.min(latency.maxMs, latency.medianMs * Math.exp(sigma * normal));
}

/**
 * A random stream of one call (mulberry32), from the server's seed and what the call says. Calls arrive in any order;
 * a stream of the server's own would give another run other misfortunes.
 */
export function randomOf(...parts: readonly (string | number)[]): () => number {
  let state = createHash('sha256').update(parts.join('\u0000')).digest().readInt32LE(0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
