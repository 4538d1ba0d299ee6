import type { ModelGateway } from '../llm/gateway.js';
import type { ModelLayer } from '../llm/model-layer.js';
import type { Logger } from '../observability/log.js';
import type { Span } from '../observability/tracing.js';
import type { Database } from '../store/database.js';
import type { Notifier } from '../store/notifications.js';
import type { RunObserver } from './run-observer.js';

/** What one run of a task works with, from its claim to its end, whatever its kind. */
export interface RunContext {
  readonly db: Database;
  readonly gateway: ModelGateway;
  /** Answers where the model can't be reached; absent while that is waited for. */
  readonly standIn?: ModelLayer | undefined;
  /** Version of this program, noted with what it commits. */
  readonly version: string;
  readonly notifier: Notifier;
  /** Parent of what the run does. */
  readonly span: Span;
  /** Told how the run goes. */
  readonly observe: RunObserver;
  /** The run's own. */
  readonly log: Logger;
  /** Aborted when the run must stop at once: its lease is lost, or the time for an orderly end is over. */
  readonly signal: AbortSignal;
  /** True when the worker is on its way out: the run stops at its next boundary, a turn's or a step's end. */
  readonly draining: () => boolean;
  /** Unix time by the database's clock, milliseconds. */
  readonly now: () => number;
}

/** `drained`: everything that was done is committed, and the rest is left for another worker. */
export type RunEnd = 'finished' | 'drained';
