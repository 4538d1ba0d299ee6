import {
  DailyBudgetError,
  type EngineError,
  QueueFullError,
  RateLimitedError,
  ValidationError,
} from '../errors.js';
import type { Database } from '../store/database.js';
import { type Acceptance, countWaiting, type QueueLimits } from '../store/submit-statements.js';
import { costSince } from '../store/usage-reads.js';
import { createIntake, type Intake } from './intake.js';

/**
 * Whether new work is let in: the queue's length, each client's lane, and what a client may spend in a day. The first
 * two are checked by the statement that inserts; spending is looked up before, and remembered for a second.
 *
 * Counting thousands of waiting tasks with each post would cost more than all else about it. So the count of a long queue
 * holds for a second, or for so many tasks that eight processes together keep to the room that is left to others; each post
 * is counted only where that room begins.
 */
export interface Admission extends Intake {
  /** What a post of so many tasks is held to. */
  limitsFor(tasks: number): Promise<QueueLimits>;
  /** @throws DailyBudgetError when the client has spent what it may spend today */
  checkBudget(clientId: string): Promise<void>;
  /** The error that tells why there was no room for a post of so many tasks. */
  refusal(acceptance: Refusal, tasks: number): EngineError;
}

type Refusal = Extract<Acceptance, { readonly waiting: number }>;

export interface AdmissionOptions {
  readonly db: Database;
  readonly limits: QueueLimits & { readonly total: number };
  /** Undefined for no limit. */
  readonly maxCostUsdPerDay: number | undefined;
  /** Unix time, milliseconds. */
  readonly now: () => number;
}

/** When to come back to a full queue: about as long as a worker takes for a short simulation. */
const RETRY_AFTER_SECONDS = 5;
const SPENDING_MS = 1_000;
const DAY_MS = 86_400_000;

/** A count of the queue holds for this long. */
const COUNT_MS = 1_000;
/** Room for what other processes may accept meanwhile: so many tasks, and such a share of the queue, at least. */
const OTHERS_TASKS = 2_000;
const OTHERS_SHARE = 0.2;
/** Processes that may go by counts from before the room began, and together not past its end. */
const PROCESSES = 8;

interface Count {
  readonly readAt: number;
  readonly waiting: Promise<number>;
  /** Tasks of this process that may have been on their way when it was made. */
  readonly before: number;
  /** Those that it has let in since. */
  posted: number;
}

export function createAdmission(options: AdmissionOptions): Admission {
  const { db, limits, maxCostUsdPerDay, now } = options;
  const spending = new Map<string, { readonly readAt: number; readonly usd: Promise<number> }>();

  const spentToday = async (clientId: string, at: number): Promise<number> => {
    const known = spending.get(clientId);
    if (known !== undefined && at - known.readAt < SPENDING_MS) {
      return known.usd;
    }
    const reading = { readAt: at, usd: costSince(db, clientId, startOfDay(at)) };
    spending.set(clientId, reading);
    // A reading that failed must not be answered from for a second.
    reading.usd.catch(() => spending.delete(clientId));
    return reading.usd;
  };

  const othersRoom = Math.max(OTHERS_TASKS, limits.total * OTHERS_SHARE);
  const countedTasks = othersRoom / PROCESSES;
  let count: Count | undefined;

  const limitsFor = async (tasks: number): Promise<QueueLimits> => {
    if (othersRoom >= limits.total) {
      return limits;
    }
    const at = now();
    const isOld = count === undefined || at - count.readAt >= COUNT_MS;
    if (count === undefined || isOld || count.posted + tasks > countedTasks) {
      const before = isOld ? 0 : (count?.posted ?? 0);
      count = { readAt: at, waiting: countWaiting(db, limits.total), before, posted: 0 };
      count.waiting.catch(() => {
        count = undefined;
      });
    }
    const reading = count;
    reading.posted += tasks;
    const isFarFromFull =
      (await reading.waiting) + reading.before + reading.posted + othersRoom <= limits.total;
    return isFarFromFull ? { ...limits, total: null } : limits;
  };

  return {
    ...createIntake(db, limitsFor),
    limitsFor,
    checkBudget: async (clientId) => {
      if (maxCostUsdPerDay === undefined) {
        return;
      }
      const at = now();
      const spent = await spentToday(clientId, at);
      if (spent >= maxCostUsdPerDay) {
        throw new DailyBudgetError(
          `The tasks that you posted today have cost $${spent.toFixed(2)} of the $${maxCostUsdPerDay.toFixed(2)} ` +
            'that a client may spend in a day (UTC)',
          { retryAfterSeconds: (startOfDay(at).getTime() + DAY_MS - at) / 1000 },
        );
      }
    },
    refusal: ({ outcome, waiting }, tasks) => {
      const room = outcome === 'queue-full' ? limits.total : (limits.perClient ?? 0);
      // Whoever came back later would never find it.
      if (tasks > room) return neverFits(room, outcome === 'queue-full' ? 'tasks' : 'tasks of a client');
      return outcome === 'queue-full'
        ? new QueueFullError(`The queue has no room: ${waiting} of ${limits.total} places are taken`, {
            retryAfterSeconds: RETRY_AFTER_SECONDS,
          })
        : new RateLimitedError(
            `Your lane has no room: ${waiting} of ${limits.perClient} places are taken by your waiting tasks`,
            {
              policy: 'waiting-tasks',
              quota: limits.perClient ?? 0,
              remaining: Math.max(0, (limits.perClient ?? 0) - waiting),
              resetSeconds: RETRY_AFTER_SECONDS,
            },
            { retryAfterSeconds: RETRY_AFTER_SECONDS },
          );
    },
  };
}

/** Of a batch with more tasks than may wait when nothing else does. */
function neverFits(room: number, whose: string): ValidationError {
  const message = `must have at most ${room} entries: no more ${whose} may wait at once`;
  return new ValidationError(`items ${message}`, {
    issues: [{ path: 'items', message }],
    suggestions: ['Post them in several batches'],
  });
}

function startOfDay(at: number): Date {
  return new Date(Math.floor(at / DAY_MS) * DAY_MS);
}
