import { collectDefaultMetrics, Registry } from 'prom-client';
import type { GatewayObserver } from '../llm/observer.js';
import { GatewayMetrics } from './gateway-metrics.js';

/** What a worker process shows: its gateway's figures and the process's own. */
export class WorkerMetrics {
  readonly registry = new Registry();
  readonly #gateway = new GatewayMetrics(this.registry);

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  get observe(): GatewayObserver {
    return this.#gateway.observe;
  }

  /** `degraded` while the model's provider is left alone because too many calls failed. */
  health(): { readonly status: 'healthy' | 'degraded'; readonly model: { readonly breaker: string } } {
    const { breaker } = this.#gateway;
    return { status: breaker === 'closed' ? 'healthy' : 'degraded', model: { breaker } };
  }
}
