import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../src/config.js';
import type { Logger } from '../src/observability/log.js';
import type { WorkerMetrics } from '../src/observability/worker-metrics.js';
import { govern, type Intake } from '../src/throttle/governor.js';
import { openSampler } from '../src/throttle/sampler.js';

const SAMPLE_MS = 1_000;

/** Governs a worker's intake until stopped, as far as the settings want it. */
export function startGovernor(
  settings: Config['pool']['governor'],
  intake: Intake,
  metrics: WorkerMetrics,
  log: Logger,
): { stop(): void } {
  if (settings === undefined) {
    return { stop: () => undefined };
  }
  const sampler = openSampler();
  const stopping = new AbortController();
  const governing = govern({
    ...settings,
    intake,
    sample: () => sampler.sample(),
    tick: () => delay(SAMPLE_MS, true, { signal: stopping.signal, ref: false }).catch(() => false),
    onDecision: (decision, sample) => {
      metrics.governor.observe(decision, sample);
      if (decision.action !== 'keep') {
        const { limit, isPaused } = decision.state;
        log.info({ ...sample, limit, isPaused, reason: decision.reason }, `governor: ${decision.action}`);
      }
    },
    onError: (error) => log.warn({ err: error }, 'the machine could not be looked at'),
  });
  void governing.finally(() => sampler.close());
  return { stop: () => stopping.abort() };
}
