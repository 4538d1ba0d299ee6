/**
 * The error classes of the program. Each carries a stable `code`, the HTTP `status` that the API answers with,
 * and `retry`, which the worker reads: nobody decides anything from a message's text.
 *
 * - `never`: the same request would fail again.
 * - `backoff`: something around the request failed; try again later.
 * - `rate-limit`: the other side named a time to come back; not counted as a failure.
 */
export type RetryPolicy = 'never' | 'backoff' | 'rate-limit';

/** One thing that is wrong with a request: `path` names the field, `message` says what to do. */
export interface Issue {
  readonly path: string;
  readonly message: string;
}

export interface EngineErrorOptions {
  readonly cause?: unknown;
  readonly issues?: readonly Issue[];
  readonly suggestions?: readonly string[];
  /** Seconds after which a client may try again (`Retry-After`). */
  readonly retryAfterSeconds?: number;
}

export abstract class EngineError extends Error {
  abstract readonly code: string;
  abstract readonly status: number;
  /** The short name of the error's kind: the `error` field on the wire. */
  abstract readonly title: string;
  readonly retry: RetryPolicy = 'never';
  readonly issues: readonly Issue[];
  readonly suggestions: readonly string[];
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, options: EngineErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.issues = options.issues ?? [];
    this.suggestions = options.suggestions ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

export class ValidationError extends EngineError {
  readonly code = 'VALIDATION_FAILED';
  readonly status = 422;
  readonly title = 'Validation failed';
}

/** A file that can't be read as what it is imported as; the message says what is wrong with it. */
export class ImportError extends EngineError {
  readonly code = 'IMPORT_FAILED';
  readonly status = 422;
  readonly title = 'Import failed';
}

export class MalformedJsonError extends EngineError {
  readonly code = 'MALFORMED_JSON';
  readonly status = 400;
  readonly title = 'Malformed JSON';
}

export class MalformedRequestError extends EngineError {
  readonly code = 'MALFORMED_REQUEST';
  readonly status = 400;
  readonly title = 'Malformed request';
}

/** An action without words. */
export class ActionRequiredError extends EngineError {
  readonly code = 'ACTION_REQUIRED';
  readonly status = 400;
  readonly title = 'Action required';
}

export class UnsupportedMediaTypeError extends EngineError {
  readonly code = 'UNSUPPORTED_MEDIA_TYPE';
  readonly status = 415;
  readonly title = 'Unsupported media type';
}

export class PayloadTooLargeError extends EngineError {
  readonly code = 'PAYLOAD_TOO_LARGE';
  readonly status = 413;
  readonly title = 'Payload too large';
}

export class NotAcceptableError extends EngineError {
  readonly code = 'NOT_ACCEPTABLE';
  readonly status = 406;
  readonly title = 'Not acceptable';
}

export class UnauthorizedError extends EngineError {
  readonly code = 'UNAUTHORIZED';
  readonly status = 401;
  readonly title = 'Unauthorized';
}

export class ForbiddenError extends EngineError {
  readonly code = 'FORBIDDEN';
  readonly status = 403;
  readonly title = 'Forbidden';
}

/** What is asked for isn't open to this client yet. */
export class FeatureOffError extends EngineError {
  readonly code = 'FEATURE_OFF';
  readonly status = 403;
  readonly title = 'Feature off';
}

/** Something named in a request that isn't there, or is another client's. */
export class NotFoundError extends EngineError {
  readonly status = 404;
  readonly title = 'Not found';
  readonly code: string;

  constructor(
    what:
      | 'ROUTE'
      | 'QUEUE_BOARD'
      | 'TASK'
      | 'SIMULATION'
      | 'TURN'
      | 'STORY'
      | 'CHARACTER'
      | 'SCENARIO_TEMPLATE'
      | 'LOREBOOK'
      | 'SESSION',
    message: string,
    options?: EngineErrorOptions,
  ) {
    super(message, options);
    this.code = `${what}_NOT_FOUND`;
  }
}

export class MethodNotAllowedError extends EngineError {
  readonly code = 'METHOD_NOT_ALLOWED';
  readonly status = 405;
  readonly title = 'Method not allowed';

  constructor(
    message: string,
    /** Methods for the `Allow` header. */
    readonly allowed: readonly string[],
  ) {
    super(message);
  }
}

export class IdempotencyKeyReusedError extends EngineError {
  readonly code = 'IDEMPOTENCY_KEY_REUSED';
  readonly status = 422;
  readonly title = 'Idempotency key reused';
}

/** What is asked for doesn't go with the state that something is in. */
export class ConflictError extends EngineError {
  readonly status = 409;
  readonly title = 'Conflict';

  constructor(
    readonly code:
      | 'TASK_ENDED'
      | 'TASK_NOT_FAILED'
      | 'SIMULATION_NOT_ENDED'
      | 'TURN_NOT_COMMITTED'
      | 'CHARACTER_EXISTS'
      | 'CHARACTER_IN_USE'
      | 'CHARACTER_SHARED'
      | 'LOREBOOK_CHANGED'
      | 'LOREBOOK_IN_USE'
      | 'VERSION_CONFLICT',
    message: string,
    options?: EngineErrorOptions,
  ) {
    super(message, options);
  }
}

/** So many tasks wait that no more are taken, from anybody. */
export class QueueFullError extends EngineError {
  readonly code = 'QUEUE_FULL';
  readonly status = 503;
  readonly title = 'Queue full';
  override readonly retry = 'backoff';
}

/** How much of a quota is left, as `RateLimit` and `RateLimit-Policy` headers tell it. */
export interface QuotaState {
  /** Names the quota in both headers: lower-case letters, digits and -. */
  readonly policy: string;
  readonly quota: number;
  /** Over which the quota is spread; undefined for one that isn't a matter of time. */
  readonly windowSeconds?: number;
  readonly remaining: number;
  /** Until more of it is there. */
  readonly resetSeconds: number;
}

/** The client asks for more than its share. */
export class RateLimitedError extends EngineError {
  readonly code = 'RATE_LIMITED';
  readonly status = 429;
  readonly title = 'Rate limited';
  override readonly retry = 'backoff';

  constructor(
    message: string,
    readonly exceeded: QuotaState,
    options?: EngineErrorOptions,
  ) {
    super(message, options);
  }
}

/** The client has spent what it may spend on a day. */
export class DailyBudgetError extends EngineError {
  readonly code = 'DAILY_BUDGET_SPENT';
  readonly status = 429;
  readonly title = 'Daily budget spent';
  override readonly retry = 'backoff';
}

/** The database can't be reached or doesn't answer. */
export class StoreUnavailableError extends EngineError {
  readonly code = 'STORE_UNAVAILABLE';
  readonly status = 503;
  readonly title = 'Store unavailable';
  override readonly retry = 'backoff';
}

/** The process that was asked can't keep up with what it has to do already. */
export class OverloadedError extends EngineError {
  readonly code = 'OVERLOADED';
  readonly status = 503;
  readonly title = 'Overloaded';
  override readonly retry = 'backoff';
}

/** The process is on its way out and takes no more work. */
export class ShuttingDownError extends EngineError {
  readonly code = 'SHUTTING_DOWN';
  readonly status = 503;
  readonly title = 'Shutting down';
  override readonly retry = 'backoff';
}

/** The model can't be reached, or its provider is failing. */
export class ModelUnavailableError extends EngineError {
  readonly code = 'MODEL_UNAVAILABLE';
  readonly status = 503;
  readonly title = 'Model unavailable';
  override readonly retry = 'backoff';
}

/** The model's provider asked to come back later. */
export class ModelRateLimitedError extends EngineError {
  readonly code = 'MODEL_RATE_LIMITED';
  readonly status = 503;
  readonly title = 'Model rate limited';
  override readonly retry = 'rate-limit';

  constructor(
    message: string,
    /** The moment from which the provider takes calls again. */
    readonly retryAt: Date,
    options?: EngineErrorOptions,
  ) {
    super(message, options);
  }
}

export class BudgetExceededError extends EngineError {
  readonly code = 'BUDGET_EXCEEDED';
  readonly status = 422;
  readonly title = 'Budget exceeded';
}

/** A cast, world or setting that the turn engine can't play. */
export class SimulationInputError extends EngineError {
  readonly code = 'SIMULATION_INPUT';
  readonly status = 422;
  readonly title = 'Simulation input';
}

export class InternalError extends EngineError {
  readonly code = 'INTERNAL';
  readonly status = 500;
  readonly title = 'Internal error';
  override readonly retry = 'backoff';
}

/** The retry policy of anything thrown: what isn't ours is treated as passing. */
export function retryPolicyOf(error: unknown): RetryPolicy {
  return error instanceof EngineError ? error.retry : 'backoff';
}
