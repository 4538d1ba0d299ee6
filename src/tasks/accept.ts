import { IdempotencyKeyReusedError, InternalError } from '../errors.js';
import { type Span, within } from '../observability/tracing.js';
import type { TaskQueueName } from '../queue/names.js';
import type { Database } from '../store/database.js';
import { findRememberedPost } from '../store/idempotency.js';
import type { Notifier } from '../store/notifications.js';
import type { SessionIntake } from '../store/session-intake.js';
import type { Admission } from './admission.js';
import { faultPoint } from './fault-point.js';
import { type ResolvedTask, reusing, type Teller } from './reuse.js';
import { sessionRefusal } from './session-refusal.js';
import type { TaskStatus } from './state.js';

/** Accepting posts, whatever the tasks are that they ask for. */

export interface AcceptDependencies {
  readonly db: Database;
  readonly notifier: Pick<Notifier, 'notify' | 'takeTurn'>;
  /** Stored with the task: which program resolved its request. */
  readonly engineVersion: string;
  /** Name of the model that the pool asks: what it told is reused for its own only. */
  readonly model: string;
  /** For how long a completed task's result may be reused. */
  readonly reuseMs: number;
  readonly admission: Admission;
}

/** Whose post it is, and how it may be repeated. */
export interface Post {
  readonly clientId: string;
  readonly idempotencyKey?: string;
  /** Of an action: the session that it is for. */
  readonly session?: SessionIntake;
  /** Of the request; the tasks carry its trace on. */
  readonly trace?: Span;
}

/** A drawn seed is small enough to be read out and typed in again. */
export const SEED_LIMIT = 2 ** 31;

export interface SubmittedTask {
  readonly id: string;
  readonly kind: TaskQueueName;
  readonly status: TaskStatus;
  readonly createdAt: Date;
}

/** The task of a post for one. */
export function onlyTask([task]: readonly SubmittedTask[]): SubmittedTask {
  if (task === undefined) {
    throw new InternalError('A post was accepted without a task');
  }
  return task;
}

/**
 * Accepts the tasks of a post, all or none: once for each idempotency key, and if there is room.
 * @param bodyHash of the whole post, which its idempotency key belongs to
 * @param resolve makes the tasks; not called for a post that was accepted before
 * @throws IdempotencyKeyReusedError; QueueFullError, RateLimitedError and DailyBudgetError when there is no room;
 *   ValidationError when there can be none for so many;
 *   NotFoundError when the session isn't there; what `resolve` throws
 */
export async function acceptTasks(
  deps: AcceptDependencies,
  kind: TaskQueueName,
  post: Post,
  bodyHash: string,
  resolve: () => Promise<readonly ResolvedTask[]>,
): Promise<readonly SubmittedTask[]> {
  if (post.trace === undefined) return accept(deps, kind, post, bodyHash, null, resolve);
  return within(post.trace.child('accept'), async (span) => {
    const tasks = await accept(deps, kind, post, bodyHash, span.traceparent, resolve);
    // Of a batch the first: a span is no list of tasks.
    span.set({
      'novel_engine.kind': kind,
      'novel_engine.task': tasks[0]?.id,
      'novel_engine.tasks': tasks.length,
    });
    return tasks;
  });
}

async function accept(
  deps: AcceptDependencies,
  kind: TaskQueueName,
  post: Post,
  bodyHash: string,
  traceparent: string | null,
  resolve: () => Promise<readonly ResolvedTask[]>,
): Promise<readonly SubmittedTask[]> {
  const { clientId, idempotencyKey: key } = post;
  const earlier = key === undefined ? null : await findEarlier(deps.db, kind, post, bodyHash);
  if (earlier !== null) {
    return earlier;
  }
  await deps.admission.checkBudget(clientId);
  const tasks = await reusing(deps.db, clientId, await resolve(), deps.reuseMs);
  const acceptance = await deps.admission.take({
    clientId,
    engineVersion: deps.engineVersion,
    tasks,
    idempotency: key === undefined ? null : { key, requestHash: bodyHash },
    session: post.session,
    tellsRelay: deps.notifier.takeTurn(),
    traceparent,
  });
  if (acceptance.outcome !== 'accepted') {
    // A post with the same key may have been faster, and may have taken the last place in the queue.
    const faster = await findEarlier(deps.db, kind, post, bodyHash);
    if (faster !== null) {
      return faster;
    }
    if (acceptance.outcome === 'key-used') {
      throw new InternalError(
        'The day of this Idempotency-Key ended while it was used; send the request again',
      );
    }
    throw 'waiting' in acceptance
      ? deps.admission.refusal(acceptance, tasks.length)
      : sessionRefusal(acceptance, post.session);
  }
  faultPoint('after-submit-commit');
  const reused = new Set(acceptance.reused);
  if (!acceptance.toldRelay && reused.size < tasks.length) deps.notifier.notify('queued', kind);
  return tasks.map(({ id }) => ({
    id,
    kind,
    status: reused.has(id) ? 'completed' : 'queued',
    createdAt: acceptance.createdAt,
  }));
}

/** The tasks that the client's idempotency key made the first time, if there is a key and it was used. */
async function findEarlier(
  db: Database,
  kind: TaskQueueName,
  { clientId, idempotencyKey }: Post,
  bodyHash: string,
): Promise<readonly SubmittedTask[] | null> {
  if (idempotencyKey === undefined) {
    return null;
  }
  const first = await findRememberedPost(db, clientId, idempotencyKey);
  if (first === undefined) {
    return null;
  }
  if (first.requestHash !== bodyHash) {
    throw new IdempotencyKeyReusedError('This Idempotency-Key was used with another request body', {
      issues: [
        { path: 'Idempotency-Key', message: 'belongs to another request; use a new key for a new request' },
      ],
      suggestions: [
        'Send the same body to get the first answer again',
        'Use a new key to start another task',
      ],
    });
  }
  // Of a task that was deleted since, what the first answer said is all there is to say.
  return first.tasks.map(({ id, status }) => ({
    id,
    kind,
    status: status ?? 'queued',
    createdAt: first.createdAt,
  }));
}

/** What tells the stories of this program. */
export function tellerOf({ engineVersion, model }: AcceptDependencies): Teller {
  return { engineVersion, model };
}
