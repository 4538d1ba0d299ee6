import { StoreUnavailableError } from '../errors.js';
import type { Database } from '../store/database.js';
import { insertMany, mayShare } from '../store/submit-many.js';
import {
  type Acceptance,
  insertTasks,
  type QueueLimits,
  type Submission,
} from '../store/submit-statements.js';

/**
 * Where posts of this process wait for the database: while statements are on their way, what comes in is collected, and
 * goes with the next one, in one commit. A post that comes alone goes at once and alone. Where places in the queue must be
 * counted exactly, and where a shared statement fails, each post has one of its own.
 */
export interface Intake {
  /** Resolves once the post is committed or refused; as `insertTasks`. */
  take(submission: Submission): Promise<Acceptance>;
}

/** Statements under way: one that works, and one that waits for the disk. */
const LANES = 2;
/** Posts of one statement. */
const MOST_TOGETHER = 64;
/** Places that must be free beyond what the posts need; as other processes may insert at the same moment. */
const MARGIN = 200;
/** With so much room a queue can't be filled in the time for which its count is believed. */
const AMPLE = 5_000;
const BELIEVED_MS = 250;

interface Waiting {
  readonly submission: Submission;
  readonly resolve: (acceptance: Acceptance) => void;
  readonly reject: (error: unknown) => void;
}

export function createIntake(db: Database, limits: QueueLimits): Intake {
  const line: Waiting[] = [];
  let busy = 0;
  /** Until when the queue is known to have ample room, and until when places are counted one by one. */
  let roomyUntil = -Infinity;
  let tightUntil =
    Math.min(limits.total, limits.perClient ?? limits.total) <= 2 * MARGIN ? Infinity : -Infinity;

  const alone = ({ submission, resolve, reject }: Waiting): Promise<void> =>
    insertTasks(db, submission, limits).then(resolve, reject);

  const together = async (posts: readonly Waiting[]): Promise<void> => {
    const submissions = posts.map(({ submission }) => submission);
    const now = performance.now();
    const accepted = await insertMany(db, submissions, limits, MARGIN, now < roomyUntil);
    if (accepted === undefined) {
      roomyUntil = -Infinity;
      tightUntil = Math.max(tightUntil, now + BELIEVED_MS);
      await Promise.all(posts.map(alone));
      return;
    }
    if (accepted.waiting !== null && limits.total - accepted.waiting >= AMPLE) roomyUntil = now + BELIEVED_MS;
    const taken = new Set(accepted.taken);
    for (const [index, { resolve }] of posts.entries()) {
      resolve(
        taken.has(index)
          ? { outcome: 'accepted', createdAt: accepted.createdAt, reused: [] }
          : { outcome: 'key-used' },
      );
    }
  };

  const send = async (posts: readonly Waiting[]): Promise<void> => {
    try {
      await together(posts);
    } catch (error) {
      if (error instanceof StoreUnavailableError) {
        // Nobody knows whether it was committed.
        for (const { reject } of posts) reject(error);
      } else {
        // Nothing was committed; one of them may be why.
        await Promise.all(posts.map(alone));
      }
    }
  };

  const begin = (): void => {
    while (busy < LANES && line.length > 0) {
      busy += 1;
      void send(nextOf(line)).finally(() => {
        busy -= 1;
        begin();
      });
    }
  };

  return {
    take: (submission) => {
      if (!mayShare(submission) || performance.now() < tightUntil) return insertTasks(db, submission, limits);
      return new Promise((resolve, reject) => {
        line.push({ submission, resolve, reject });
        begin();
      });
    },
  };
}

/** Takes the next posts off the line, none of a client with the idempotency key of one before it. */
function nextOf(line: Waiting[]): readonly Waiting[] {
  const next: Waiting[] = [];
  const stays: Waiting[] = [];
  const keys = new Set<string>();
  for (const waiting of line.splice(0)) {
    const { clientId, idempotency } = waiting.submission;
    const key = idempotency === null ? undefined : JSON.stringify([clientId, idempotency.key]);
    if (next.length === MOST_TOGETHER || (key !== undefined && keys.has(key))) {
      stays.push(waiting);
    } else {
      if (key !== undefined) keys.add(key);
      next.push(waiting);
    }
  }
  line.push(...stays);
  return next;
}
