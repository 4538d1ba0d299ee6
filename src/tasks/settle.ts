import {
  EngineError,
  ModelRateLimitedError,
  ModelUnavailableError,
  ShuttingDownError,
  StoreUnavailableError,
} from '../errors.js';
import type { Database } from '../store/database.js';
import {
  type Backoff,
  failTask,
  type Holding,
  handBackTask,
  type OutagePatience,
  retryTask,
  type TaskError,
  waitForModel,
} from '../store/task-statements.js';
import { TaskCancelledError } from './cancelled.js';
import { UnreadableCheckpointError } from './checkpoint.js';
import { LeaseGivenUpError, LeaseLostError } from './lease.js';

/** What became of a task whose run ended with an error. */
export type Settlement = 'lost' | 'cancelled' | 'handed-back' | 'failed' | 'retrying';

/** A worker of another version may come by in this time. */
const OTHER_VERSION_MS = 5_000;
/** The database may be back for longer by then; and a statement that always finds it away is not tried in a tight loop. */
const STORE_AWAY_MS = 1_000;

/**
 * Ends a run that threw, by the error's class:
 * - its lease is lost: nothing, the task is another's;
 * - its lease was given up by a worker that was awake: handed back at once, if it isn't another's yet;
 * - it was cancelled: nothing, that is final;
 * - the worker shuts down: handed back at once;
 * - the database was away: handed back, since that is evidence of nothing against the task;
 * - it can't read what a newer worker committed: handed back for one that can;
 * - the model is away: handed back while the patience lasts, see `waitForModel`;
 * - `rate-limit`: handed back until the named time, counted nowhere;
 * - `never`: failed;
 * - all else: counted, and tried again later or failed.
 *
 * May be repeated when the outcome is unknown: what is settled is no longer the runner's.
 */
export async function settle(
  db: Database,
  holding: Holding,
  error: unknown,
  options: { readonly backoff: Backoff; readonly outage: OutagePatience; readonly now: number },
): Promise<Settlement> {
  if (error instanceof TaskCancelledError) {
    return 'cancelled';
  }
  if (error instanceof ShuttingDownError || error instanceof LeaseGivenUpError) {
    const mine = await handBackTask(db, holding, { delayMs: 0, currentStep: 'Waiting for another worker' });
    return mine ? 'handed-back' : 'lost';
  }
  if (error instanceof LeaseLostError) {
    return 'lost';
  }
  if (error instanceof StoreUnavailableError) {
    const currentStep = 'Waiting for the database';
    const mine = await handBackTask(db, holding, { delayMs: STORE_AWAY_MS, currentStep });
    return mine ? 'handed-back' : 'lost';
  }
  if (error instanceof ModelRateLimitedError) {
    const delayMs = Math.max(0, error.retryAt.getTime() - options.now);
    // The only place where a client learns why its task waits, which may be until tomorrow.
    const currentStep = `Waiting for the model provider, which takes no calls until ${error.retryAt.toISOString()}`;
    const mine = await handBackTask(db, holding, { delayMs, currentStep });
    return mine ? 'handed-back' : 'lost';
  }
  if (error instanceof UnreadableCheckpointError) {
    const currentStep = 'Waiting for a worker of a newer version';
    const mine = await handBackTask(db, holding, { delayMs: OTHER_VERSION_MS, currentStep });
    return mine ? 'handed-back' : 'lost';
  }
  const told = taskError(error);
  if (error instanceof ModelUnavailableError) {
    const status = await waitForModel(db, holding, told, options.outage);
    return status === null ? 'lost' : status === 'failed' ? 'failed' : 'retrying';
  }
  if (error instanceof EngineError && error.retry === 'never') {
    return (await failTask(db, holding, told)) ? 'failed' : 'lost';
  }
  const status = await retryTask(db, holding, told, options.backoff);
  return status === null ? 'lost' : status === 'failed' ? 'failed' : 'retrying';
}

/** What a client is told; of an unforeseen error only that it was one, since its text may hold anything. */
function taskError(error: unknown): TaskError {
  return error instanceof EngineError
    ? { error: error.title, message: error.message, error_code: error.code }
    : {
        error: 'Internal error',
        message: 'The run failed for a reason that was logged',
        error_code: 'INTERNAL',
      };
}
