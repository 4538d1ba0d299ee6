import { v7 as uuidv7 } from 'uuid';
import { hashState } from '../cache/state-hash.js';
import { ActionRequiredError } from '../errors.js';
import type { Viewer } from '../store/task-reads.js';
import { type AcceptDependencies, acceptTasks, onlyTask, type Post, type SubmittedTask } from './accept.js';
import type { ActionRequest } from './action-request.js';
import type { ActionTaskRequest } from './task-request.js';

export interface ActionDependencies extends AcceptDependencies {
  readonly sessionLimits: {
    /** Most actions of a session that may wait. */
    readonly maxWaiting: number;
    /** Most that a session takes within a minute. */
    readonly perMinute: number;
  };
}

export interface ActionInput extends Omit<Post, 'session'> {
  readonly role: Viewer['role'];
  readonly sessionId: string;
  readonly request: ActionRequest;
}

/** A waiting person's turn: before everything that a client has in the background. */
const PRIORITY = 1;

/**
 * Accepts an action of a session: it gets the session's next number and its task in one transaction. When this returns,
 * it is committed and told of in the session.
 * @throws ActionRequiredError for one without words; NotFoundError for an unknown session; RateLimitedError when the
 *   session has too many that wait, or took too many in the last minute; what `acceptTasks` throws
 */
export async function submitAction(deps: ActionDependencies, input: ActionInput): Promise<SubmittedTask> {
  const { clientId, role, sessionId } = input;
  const { action = '', expected_version: expectedVersion } = input.request;
  if (action === '') throw new ActionRequiredError('Action text is required');
  const request: ActionTaskRequest = {
    sessionId,
    action,
    ...(expectedVersion !== undefined && { expectedVersion }),
  };
  const requestHash = hashState(request);
  const post = {
    ...input,
    session: { id: sessionId, viewer: { clientId, role }, ...deps.sessionLimits },
  };
  const tasks = await acceptTasks(deps, 'action', post, requestHash, async () => [
    {
      kind: 'action',
      id: uuidv7(),
      priority: PRIORITY,
      request,
      requestHash,
      reuseKey: null,
      deadlineSeconds: null,
    },
  ]);
  deps.notifier.notify('changed', sessionId);
  return onlyTask(tasks);
}
