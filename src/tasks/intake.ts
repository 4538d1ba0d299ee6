import { StoreUnavailableError } from '../errors.js';
import { createCollector, FOR_MANY } from '../store/collector.js';
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
 * in the queue must be counted, and where a shared statement fails, each post has one of its own.
 */
export interface Intake {
  /** Resolves once the post is committed or refused; as `insertTasks`. */
  take(submission: Submission): Promise<Acceptance>;
}

/** Statements under way: one that works, and one that waits for the disk, where many come. */
const LANES = 2;
const MOST_TOGETHER = 64;

type Settled = PromiseSettledResult<Acceptance>;

/** @param limitsFor what a post of so many tasks is held to; a `total` of null where the queue is far from full */
export function createIntake(db: Database, limitsFor: (tasks: number) => Promise<QueueLimits>): Intake {
  const alone = async (post: Submission): Promise<Acceptance> =>
    insertTasks(db, post, await limitsFor(post.tasks.length));

  const oneByOne = (posts: readonly Submission[]): Promise<readonly Settled[]> =>
    Promise.allSettled(posts.map(alone));

  const together = async (posts: readonly Submission[]): Promise<readonly Settled[]> => {
    const limits = await limitsFor(posts.reduce((sum, { tasks }) => sum + tasks.length, 0));
    if (limits.total !== null) return oneByOne(posts);
    const accepted = await insertMany(db, posts, limits.perClient);
    if (accepted === undefined) return oneByOne(posts);
    const { createdAt, isTaken, toldRelay } = accepted;
    return posts.map((_, index) => ({
      status: 'fulfilled',
      value: isTaken(index)
        ? { outcome: 'accepted', createdAt, reused: [], toldRelay }
        : { outcome: 'key-used' },
    }));
  };

  const collector = createCollector<Submission, Settled>({
    lanes: LANES,
    beside: FOR_MANY,
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
      if (!mayShare(submission)) return alone(submission);
      const answer = await collector.ask(submission);
      if (answer.status === 'rejected') throw answer.reason;
      return answer.value;
    },
  };
}
