import { sweepCache } from '../cache/store/postgres.js';
import type { Database } from '../store/database.js';
import { releaseOldKeys } from '../store/idempotency.js';
import { clearJournals } from '../store/journal-statements.js';
import { deleteEndedTasks } from '../store/retention-statements.js';
import { deleteOldEvents } from '../store/session-retention.js';
import { deleteUnusedSources } from '../store/simulation-sources.js';
import { deleteExpiredTickets } from '../store/socket-tickets.js';

/**
 * What is kept for a time only: answers in the journals of tasks that ended, ended tasks with all that hangs on them, sources
 * that no simulation has, idempotency keys, the older events of sessions, tickets that nobody took, and answers that the cache
 * keeps in Postgres. It goes in small batches, apart from the relay's rounds, so that a large backlog of it delays no dispatch.
 */
export interface Housekeeping {
  /** Begins a round if the last one began a minute ago or more, and is over. */
  begin(): void;
  /** Ends a round under way after its batch in hand. */
  close(): Promise<void>;
}

/** How much is kept. */
export interface Retention {
  /** How long ended tasks are. */
  readonly days: number;
  /** How many answers of the model are, in Postgres. */
  readonly cacheEntries: number;
}

export interface HousekeepingOptions {
  readonly db: Database;
  readonly retention: Retention;
  readonly onError: (error: unknown) => void;
}

const INTERVAL_MS = 60_000;
/** Rows at a time; a task has some dozens of rows hanging on it. */
const BATCH = 100;

export function createHousekeeping(options: HousekeepingOptions): Housekeeping {
  let begunAt = Number.NEGATIVE_INFINITY;
  let round: Promise<void> | undefined;
  let closing = false;

  const inBatches = async (remove: (limit: number) => Promise<number>) => {
    while (!closing && (await remove(BATCH)) === BATCH) {
      // The next batch.
    }
  };
  const run = async () => {
    await clearJournals(options.db);
    await inBatches((limit) => deleteEndedTasks(options.db, options.retention.days, limit));
    await inBatches((limit) => deleteUnusedSources(options.db, limit));
    await inBatches((limit) => releaseOldKeys(options.db, limit));
    await inBatches((limit) => deleteOldEvents(options.db, limit));
    await inBatches((limit) => deleteExpiredTickets(options.db, limit));
    await inBatches((limit) => sweepCache(options.db, options.retention.cacheEntries, limit));
  };
  return {
    begin: () => {
      const now = performance.now();
      if (closing || round !== undefined || now - begunAt < INTERVAL_MS) {
        return;
      }
      begunAt = now;
      round = run()
        .catch(options.onError)
        .finally(() => {
          round = undefined;
        });
    },
    close: async () => {
      closing = true;
      await round;
    },
  };
}
