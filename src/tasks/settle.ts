import { EngineError, ModelRateLimitedError, ShuttingDownError } from '../errors.js';
import type { Database } from '../store/database.js';
import {
  type Backoff,
  failTask,
  type Holding,
  handBackTask,
  retryTask,
  type TaskError,
} from '../store/task-statements.js';
import { LeaseLostError } from './lease.js';

/** What became of a task whose run ended with an error. */
export type Settlement = 'lost' | 'handed-back' | 'failed' | 'retrying';

/**
 * Ends a run that threw, by the error's class:
 * - its lease is lost: nothing, the task is another's;
 * - the worker shuts down: handed back at once;
 * - `rate-limit`: handed back until the named time, counted nowhere;
 * - `never`: failed;
 * - all else: counted, and tried again later or failed.
 */
export async function settle(
  db: Database,
  holding: Holding,
  error: unknown,
  options: { readonly backoff: Backoff; readonly now: number },
): Promise<Settlement> {
  if (error instanceof LeaseLostError) {
    return 'lost';
  }
  if (error instanceof ShuttingDownError) {
    const mine = await handBackTask(db, holding, { delayMs: 0, currentStep: 'Waiting for another worker' });
    return mine ? 'handed-back' : 'lost';
  }
  if (error instanceof ModelRateLimitedError) {
    const delayMs = Math.max(0, error.retryAt.getTime() - options.now);
    const mine = await handBackTask(db, holding, { delayMs, currentStep: 'Waiting for the model provider' });
    return mine ? 'handed-back' : 'lost';
  }
  const told = taskError(error);
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
