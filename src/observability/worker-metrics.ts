import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { GatewayObserver } from '../llm/observer.js';
import { GatewayMetrics } from './gateway-metrics.js';
import { GovernorMetrics } from './governor-metrics.js';

/** What a worker process shows: its gateway's figures, its governor's and the process's own. */
export class WorkerMetrics {
  readonly registry = new Registry();
  readonly #gateway = new GatewayMetrics(this.registry);

  readonly governor = new GovernorMetrics(this.registry);

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Shows how many tasks are in hand, asked at each scrape. */
  showRunning(running: () => number): void {
    new Gauge({
      name: 'novel_engine_worker_running',
      help: 'Tasks that this worker has in hand',
      registers: [this.registry],
      collect() {
        this.set(running());
      },
    });
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
