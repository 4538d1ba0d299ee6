import type { CacheStore } from '../cache/store.js';
import type { Config, Role } from '../config.js';
import type { Feature } from '../features.js';
import type { Respond } from '../game/respond.js';
import type { Validate } from '../game/validate.js';
import type { ModelIdentity, SwitchedOff } from '../observability/health.js';
import type { HttpMetrics } from '../observability/http-metrics.js';
import type { Logger } from '../observability/log.js';
import type { Span, Tracing } from '../observability/tracing.js';
import type { QueueBoard } from '../queue/board.js';
import type { Database } from '../store/database.js';
import type { Notifier } from '../store/notifications.js';
import type { SubmittedTask } from '../tasks/accept.js';
import type { SessionRequest } from '../tasks/action-request.js';
import type { TaskChanges } from '../tasks/changes.js';
import type { CreatedSession } from '../tasks/create-session.js';
import type { ForkInput } from '../tasks/fork-simulation.js';
import type { ActionInput } from '../tasks/submit-action.js';
import type { ScenarioInput } from '../tasks/submit-scenario.js';
import type { SubmitBatchInput, SubmitInput } from '../tasks/submit-simulation.js';
import type { Shedder } from '../throttle/shedder.js';

/** Who is asking: a client and what it may do. */
export interface Caller {
  readonly clientId: string;
  readonly role: Role;
}

type Traced<F extends (...args: never) => unknown> = [...Parameters<F>, trace?: Span | undefined];

/** Everything that the API needs from the rest of the program. */
export interface ApiDependencies {
  readonly config: Pick<Config, 'http'>;
  readonly log: Logger;
  readonly db: Database;
  readonly notifier: Pick<Notifier, 'notify'>;
  /**
   * @throws NotFoundError for an unknown character, IdempotencyKeyReusedError, QueueFullError, RateLimitedError,
   *   DailyBudgetError, StoreUnavailableError
   */
  readonly submit: (input: SubmitInput) => Promise<SubmittedTask>;
  /** Submits all or none; answers in the order of the requests, and throws what `submit` does. */
  readonly submitBatch: (input: SubmitBatchInput) => Promise<readonly SubmittedTask[]>;
  /** Submits a fork of a simulation; throws what `submit` does, and NotFoundError, ConflictError, ValidationError. */
  readonly fork: (input: ForkInput) => Promise<SubmittedTask>;
  /** Submits the generation of a scenario; throws what `submit` does for want of room, and NotFoundError for lorebooks. */
  readonly generate: (input: ScenarioInput) => Promise<SubmittedTask>;
  /** Makes a game session; throws NotFoundError for templates and lorebooks, ValidationError. */
  readonly openSession: (caller: Caller, request: SessionRequest) => Promise<CreatedSession>;
  /** Submits an action of a session; throws what `submitAction` does. */
  readonly act: (input: ActionInput) => Promise<SubmittedTask>;
  /** Answers one action, below the request's span; throws DailyBudgetError, ModelRateLimitedError, ModelUnavailableError. */
  readonly respond: (...question: Traced<Respond>) => ReturnType<Respond>;
  /** Judges one action, below the request's span; throws DailyBudgetError. */
  readonly validate: (...question: Traced<Validate>) => ReturnType<Validate>;
  readonly changes: Pick<TaskChanges, 'next'>;
  /** Rejects when the queue's store can't be reached. */
  readonly queueHealth: () => Promise<void>;
  /** Shows the queues; absent where they are kept in Postgres. */
  readonly queueBoard?: Pick<QueueBoard, 'handle'>;
  /** Tasks that a worker of this configuration takes at once, by queue. */
  readonly slots: Config['pool']['slots'];
  /** Simulations at once in the whole pool, where that is limited. */
  readonly poolMaxSimulations?: number | undefined;
  /** The settings in effect, without secrets; see `describeSettings`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What is rolled out, and how far. */
  readonly features: readonly Feature[];
  /** What the caches of the pool share. */
  readonly cache: Pick<CacheStore, 'kind' | 'size'>;
  readonly model: ModelIdentity;
  readonly semanticSwitchedOff: () => Promise<readonly SwitchedOff[]>;
  /** True once the process was told to stop: it takes no more work and lets go of who waits. */
  readonly isDraining: () => boolean;
  /** Whether this process can't keep up; absent where it takes whatever comes. */
  readonly shedder?: Pick<Shedder, 'isShedding'>;
  readonly version: string;
  /** Absent: requests are not traced. */
  readonly tracing?: Tracing;
  /** Of the process, when it counts more than requests. */
  readonly metrics?: HttpMetrics;
}
