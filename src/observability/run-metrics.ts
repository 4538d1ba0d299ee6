import { Counter, Histogram, type Registry } from 'prom-client';
import type { RunEvent, RunObserver, RunOutcome } from '../tasks/run-observer.js';

/** From a task that a quiet pool takes at once to one that waits behind a full queue. */
const CLAIM_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 1800];
/** From the engine's own phases, well under a millisecond, to those that wait for a model. */
const PHASE_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 20, 60];
const TURN_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 20, 60, 120];
const TASK_SECONDS = [0.05, 0.1, 0.5, 1, 5, 15, 60, 180, 600, 1800, 3600];
const ENDS: ReadonlySet<RunOutcome> = new Set(['completed', 'failed', 'cancelled']);

/** How tasks are taken, played and ended, for Prometheus. Labels are few: no client, no task. */
export class RunMetrics {
  readonly #claims: Histogram<'kind'>;
  readonly #phases: Histogram<'phase'>;
  readonly #turns: Histogram;
  readonly #tasks: Histogram<'kind' | 'outcome'>;
  readonly #runs: Counter<'kind' | 'outcome'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#claims = new Histogram({
      name: 'novel_engine_task_claim_seconds',
      help: 'Time from when a task might be taken until a worker has it',
      labelNames: ['kind'],
      buckets: CLAIM_SECONDS,
      registers,
    });
    this.#turns = new Histogram({
      name: 'novel_engine_turn_duration_seconds',
      help: 'Time from the beginning of a turn to its commit; its count is the number of turns committed',
      buckets: TURN_SECONDS,
      registers,
    });
    this.#phases = new Histogram({
      name: 'novel_engine_turn_phase_duration_seconds',
      help: 'Time of the parts of a turn: stir, decide, judge, settle, resolve, close, commit, chronicle, chapter-commit',
      labelNames: ['phase'],
      buckets: PHASE_SECONDS,
      registers,
    });
    this.#tasks = new Histogram({
      name: 'novel_engine_task_duration_seconds',
      help: "Time from a task's first claim to its end; those that ended without a run are left out",
      labelNames: ['kind', 'outcome'],
      buckets: TASK_SECONDS,
      registers,
    });
    this.#runs = new Counter({
      name: 'novel_engine_runs_total',
      help: 'Runs that ended, by how: completed, failed, cancelled, handed-back or retrying (the task goes on), lost',
      labelNames: ['kind', 'outcome'],
      registers,
    });
  }

  readonly observe: RunObserver = (event: RunEvent) => {
    switch (event.type) {
      case 'claimed':
        this.#claims.observe({ kind: event.kind }, event.waitedMs / 1000);
        break;
      case 'phase':
        this.#phases.observe({ phase: event.phase }, event.ms / 1000);
        break;
      case 'turn':
        this.#turns.observe(event.ms / 1000);
        break;
      case 'ended': {
        const { kind, outcome, taskMs } = event;
        this.#runs.inc({ kind, outcome });
        if (ENDS.has(outcome)) this.#tasks.observe({ kind, outcome }, Math.max(0, taskMs) / 1000);
        break;
      }
    }
  };
}
