import { Counter, Gauge, type Registry } from 'prom-client';

/** Whether an API process turns work away, and why, for Prometheus. */
export class SheddingMetrics {
  readonly #delay: Gauge;
  readonly #isShedding: Gauge;
  readonly #shed: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#delay = new Gauge({
      name: 'novel_engine_http_event_loop_delay_seconds',
      help: 'What the event loop was late by in the last half second, 99th percentile',
      registers,
    });
    this.#isShedding = new Gauge({
      name: 'novel_engine_http_shedding',
      help: '1 while this process turns work away because its event loop is late',
      registers,
    });
    this.#shed = new Counter({
      name: 'novel_engine_http_shed_total',
      help: 'Requests that were turned away for that',
      registers,
    });
  }

  readonly observe = (delayMs: number, isShedding: boolean): void => {
    this.#delay.set(delayMs / 1000);
    this.#isShedding.set(isShedding ? 1 : 0);
  };

  readonly countShed = (): void => this.#shed.inc();
}
