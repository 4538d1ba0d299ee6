import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { CallGate } from '../llm/call-gate.js';
import type { BreakerState } from '../llm/layers/breaker.js';
import type { GatewayEvent, GatewayObserver } from '../llm/observer.js';

const PREFIX = 'novel_engine_llm';
const STATES: readonly BreakerState[] = ['closed', 'open', 'half-open'];
/** From an answer of a cache to a call that took all its tries. */
const CALL_SECONDS = [0.001, 0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 15, 30, 60, 120];
const WAIT_SECONDS = [0.001, 0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30];

/** The semaphore of the process's model calls; none without a model that is called. */
export type GateState = Pick<CallGate, 'slots' | 'inFlight' | 'waiting'>;

/** What the model gateway of a process does, for Prometheus. Labels are few: no client, no task, no text. */
export class GatewayMetrics {
  #gate: GateState = { slots: 0, inFlight: 0, waiting: 0 };
  #state: BreakerState = 'closed';
  readonly #calls: Counter<'purpose' | 'outcome' | 'source'>;
  readonly #durations: Histogram<'purpose' | 'source'>;
  readonly #tokens: Counter<'purpose' | 'source' | 'kind'>;
  readonly #cost: Counter<'purpose' | 'source'>;
  readonly #saved: Counter<'purpose' | 'source'>;
  readonly #retries: Counter<'purpose' | 'reason'>;
  readonly #repairs: Counter<'purpose'>;
  readonly #waits: Histogram<'purpose' | 'limit'>;
  readonly #breaker: Gauge<'state'>;
  readonly #cache: Counter<'tier' | 'purpose' | 'outcome'>;
  readonly #guards: Counter<'purpose' | 'guard'>;
  readonly #verifications: Counter<'purpose' | 'result'>;
  readonly #bound: Gauge<'purpose'>;

  constructor(registry: Registry) {
    const registers = [registry];
    const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
      new Counter({ name: `${PREFIX}_${name}`, help, labelNames, registers });
    this.#calls = counter('calls_total', 'Calls answered to their caller, by outcome and who answered', [
      'purpose',
      'outcome',
      'source',
    ]);
    this.#durations = new Histogram({
      name: `${PREFIX}_call_duration_seconds`,
      help: 'Time from a call to its answer, all tries and waits included; source is none for failures',
      labelNames: ['purpose', 'source'],
      buckets: CALL_SECONDS,
      registers,
    });
    this.#tokens = counter('tokens_total', 'Tokens used, by kind: prompt (cached ones included), cached, …', [
      'purpose',
      'source',
      'kind',
    ]);
    this.#cost = counter('cost_usd_total', 'US dollars spent', ['purpose', 'source']);
    this.#saved = counter('saved_usd_total', 'US dollars that answers from a cache would have cost', [
      'purpose',
      'source',
    ]);
    this.#retries = counter('retries_total', 'Tries after the first, by why the one before failed', [
      'purpose',
      'reason',
    ]);
    this.#repairs = counter(
      'repairs_total',
      'Answers asked for again because they did not fit their schema',
      ['purpose'],
    );
    this.#waits = new Histogram({
      name: `${PREFIX}_limiter_wait_seconds`,
      help: 'Time that a try waited for a slot of its process (concurrency) or for the quota of the pool (rate)',
      labelNames: ['purpose', 'limit'],
      buckets: WAIT_SECONDS,
      registers,
    });
    this.#breaker = new Gauge({
      name: `${PREFIX}_breaker_state`,
      help: '1 for the state that the breaker is in, 0 for the others',
      labelNames: ['state'],
      registers,
    });
    this.#cache = counter('cache_requests_total', 'Questions to a cache tier, by outcome', [
      'tier',
      'purpose',
      'outcome',
    ]);
    this.#guards = counter('guard_rejections_total', 'Similar questions not taken for the same, by guard', [
      'purpose',
      'guard',
    ]);
    this.#verifications = counter('verifications_total', 'Semantic hits compared with the real answer', [
      'purpose',
      'result',
    ]);
    this.#bound = new Gauge({
      name: `${PREFIX}_semantic_error_bound`,
      help: 'Upper confidence bound on the share of wrong semantic hits, as of the last comparison',
      labelNames: ['purpose'],
      registers,
    });
    this.#showBreaker();
    for (const [name, help, value] of [
      ['slots', 'Model calls that may be in flight in this process', () => this.#gate.slots],
      ['in_flight', 'Model calls that are in flight', () => this.#gate.inFlight],
      ['waiting', 'Model calls that wait for a slot or for the quota of the pool', () => this.#gate.waiting],
    ] as const) {
      new Gauge({
        name: `${PREFIX}_${name}`,
        help,
        registers,
        collect() {
          this.set(value());
        },
      });
    }
  }

  /** Shows this gate from now on. */
  readonly watchGate = (gate: GateState): void => {
    this.#gate = gate;
  };

  get breaker(): BreakerState {
    return this.#state;
  }

  readonly observe: GatewayObserver = (event) => {
    switch (event.type) {
      case 'call':
        this.#countCall(event);
        break;
      case 'retry':
        this.#retries.inc({ purpose: event.purpose, reason: event.reason });
        break;
      case 'repair':
        this.#repairs.inc({ purpose: event.purpose });
        break;
      case 'breaker':
        this.#state = event.state;
        this.#showBreaker();
        break;
      case 'limiter-wait':
        this.#waits.observe({ purpose: event.purpose, limit: event.limit }, event.waitMs / 1000);
        break;
      case 'cache':
        this.#cache.inc({ tier: event.tier, purpose: event.purpose, outcome: event.outcome });
        break;
      case 'guard-rejection':
        this.#guards.inc({ purpose: event.purpose, guard: event.guard });
        break;
      case 'verification':
        this.#verifications.inc({ purpose: event.purpose, result: event.wrong ? 'wrong' : 'right' });
        this.#bound.set({ purpose: event.purpose }, event.bound);
        break;
    }
  };

  #countCall({
    purpose,
    outcome,
    source = 'none',
    usage,
    costUsd,
    savedUsd,
    latencyMs,
  }: Labelled<Extract<GatewayEvent, { type: 'call' }>>): void {
    this.#calls.inc({ purpose, outcome, source });
    this.#durations.observe({ purpose, source }, latencyMs / 1000);
    const kinds = {
      prompt: usage.promptTokens,
      cached: usage.cachedTokens,
      output: usage.outputTokens,
      thought: usage.thoughtTokens,
    };
    for (const [kind, tokens] of Object.entries(kinds)) {
      if (tokens > 0) this.#tokens.inc({ purpose, source, kind }, tokens);
    }
    if (costUsd > 0) this.#cost.inc({ purpose, source }, costUsd);
    if (savedUsd > 0) this.#saved.inc({ purpose, source }, savedUsd);
  }

  #showBreaker(): void {
    for (const state of STATES) this.#breaker.set({ state }, state === this.#state ? 1 : 0);
  }
}

/** A failed call has no source of its own. */
type Labelled<Event extends { readonly source?: string }> = Omit<Event, 'source'> & {
  readonly source?: Event['source'] | 'none';
};
