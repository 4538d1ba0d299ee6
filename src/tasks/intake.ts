import { StoreUnavailableError } from '../errors.js';
import { createCollector } from '../store/collector.js';
import type { Database } from '../store/database.js';
import { insertMany, mayShare } from '../store/submit-many.js';
import {
  type Acceptance,
  insertTasks,
  type QueueLimits,
  type Submission,
} from '../store/submit-statements.js';

/**
 * Where posts of this process come to the database: those that come at once share a statement and a commit. Where places
 * in the queue must be counted exactly, and where a shared statement fails, each post has one of its own.
 */
export interface Intake {
  /** Resolves once the post is committed or refused; as `insertTasks`. */
  take(submission: Submission): Promise<Acceptance>;
}

/** Statements under way: one that works, and one that waits for the disk. */
const LANES = 2;
const MOST_TOGETHER = 64;
/** Places that must be free beyond what the posts need: other processes may insert at the same moment. */
const MARGIN = 200;
/** With so much room a queue can't be filled in the time for which its count is believed. */
const AMPLE = 5_000;
const BELIEVED_MS = 250;

export function createIntake(db: Database, limits: QueueLimits): Intake {
  const isSmall = Math.min(limits.total, limits.perClient ?? limits.total) <= 2 * MARGIN;
  /** Until when the queue is known to have ample room, and until when places are counted one by one. */
  let roomyUntil = Number.NEGATIVE_INFINITY;
  let tightUntil = isSmall ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;

  const oneByOne = (posts: readonly Submission[]): Promise<readonly PromiseSettledResult<Acceptance>[]> =>
    Promise.allSettled(posts.map((post) => insertTasks(db, post, limits)));

  const together = async (
    posts: readonly Submission[],
  ): Promise<readonly PromiseSettledResult<Acceptance>[]> => {
    const now = performance.now();
    const accepted = await insertMany(db, posts, limits, MARGIN, now < roomyUntil);
    if (accepted === undefined) {
      roomyUntil = Number.NEGATIVE_INFINITY;
      tightUntil = Math.max(tightUntil, now + BELIEVED_MS);
      return oneByOne(posts);
    }
    const { createdAt, taken, waiting } = accepted;
    if (waiting !== null && limits.total - waiting >= AMPLE) roomyUntil = now + BELIEVED_MS;
    return posts.map((_, index) => ({
      status: 'fulfilled',
      value: taken.has(index) ? { outcome: 'accepted', createdAt, reused: [] } : { outcome: 'key-used' },
    }));
  };

  const collector = createCollector<Submission, PromiseSettledResult<Acceptance>>({
    lanes: LANES,
    most: MOST_TOGETHER,
    // A statement can insert a key once.
    keyOf: ({ clientId, idempotency }) => idempotency?.key && JSON.stringify([clientId, idempotency.key]),
    run: (posts) =>
      together(posts).catch((error: unknown) => {
        // Nobody knows whether it was committed.
        if (error instanceof StoreUnavailableError) throw error;
        // Nothing was committed; one of them may be why.
        return oneByOne(posts);
      }),
  });

  return {
    take: async (submission) => {
      if (!mayShare(submission) || performance.now() < tightUntil) return insertTasks(db, submission, limits);
      const answer = await collector.ask(submission);
      if (answer.status === 'rejected') throw answer.reason;
      return answer.value;
    },
  };
}
