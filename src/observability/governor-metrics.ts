import { Counter, Gauge, type Registry } from 'prom-client';
import type { Decision, Sample } from '../throttle/policy.js';

/** What a worker's governor sees and decides, for Prometheus. */
export class GovernorMetrics {
  readonly #limit: Gauge;
  readonly #paused: Gauge;
  readonly #decisions: Counter<'action'>;
  readonly #samples: Gauge<'what'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#limit = new Gauge({
      name: 'novel_engine_governor_limit',
      help: 'Simulations that this worker takes at once, as its governor has decided',
      registers,
    });
    this.#paused = new Gauge({
      name: 'novel_engine_governor_paused',
      help: '1 while the worker takes no tasks because its memory is nearly used up',
      registers,
    });
    this.#decisions = new Counter({
      name: 'novel_engine_governor_decisions_total',
      help: 'Decisions that changed something: raise, lower, pause, resume',
      labelNames: ['action'],
      registers,
    });
    this.#samples = new Gauge({
      name: 'novel_engine_governor_sample',
      help: 'The last sample: cpu_percent, memory_percent, event_loop_delay_ms, memory_pressure_percent',
      labelNames: ['what'],
      registers,
    });
  }

  observe({ state, action }: Decision, sample: Sample): void {
    this.#limit.set(state.limit);
    this.#paused.set(state.isPaused ? 1 : 0);
    if (action !== 'keep') {
      this.#decisions.inc({ action });
    }
    for (const [what, value] of [
      ['cpu_percent', sample.cpuPercent],
      ['memory_percent', sample.memoryPercent],
      ['event_loop_delay_ms', sample.eventLoopDelayMs],
      ['memory_pressure_percent', sample.memoryPressurePercent],
    ] as const) {
      if (value !== null) {
        this.#samples.set({ what }, value);
      }
    }
  }
}
