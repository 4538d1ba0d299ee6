import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { GatewayObserver } from '../llm/observer.js';
import type { TaskWorker } from '../tasks/worker.js';
import { type GateState, GatewayMetrics } from './gateway-metrics.js';
import { GovernorMetrics } from './governor-metrics.js';
import { RunMetrics } from './run-metrics.js';

const LOADS = [
  ['novel_engine_worker_running', 'running', 'Tasks that this worker has in hand'],
  [
    'novel_engine_worker_slots',
    'slots',
    'Tasks that this worker takes at once, 0 while its intake is paused',
  ],
] as const;

/** What a worker process shows: how its runs go, its gateway's figures, its governor's and the process's own. */
export class WorkerMetrics {
  readonly registry = new Registry();
  readonly #gateway = new GatewayMetrics(this.registry);

  readonly governor = new GovernorMetrics(this.registry);
  readonly runs = new RunMetrics(this.registry);

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Shows how many tasks are taken at once and in hand, asked at each scrape. */
  showLoad(load: TaskWorker['load']): void {
    for (const [name, what, help] of LOADS) {
      new Gauge({
        name,
        help,
        labelNames: ['kind'],
        registers: [this.registry],
        collect() {
          for (const each of load()) this.set({ kind: each.kind }, each[what]);
        },
      });
    }
  }

  /** Shows how many model calls are in flight and wait, and how many may be in flight. */
  get watchGate(): (gate: GateState) => void {
    return this.#gateway.watchGate;
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
