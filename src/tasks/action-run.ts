import { ConflictError, InternalError, NotFoundError } from '../errors.js';
import type { ActionOutcome, SessionEvent } from '../game/outcome.js';
import type { playAction } from '../game/play.js';
import { wireSession } from '../game/wire.js';
import { beginAction, commitAction, loadSession, type StoredSession } from '../store/session-statements.js';
import type { ClaimedTask } from '../store/task-statements.js';
import { type RunAccounts, withAccounts } from './accounts.js';
import { assertSessionReadable } from './checkpoint.js';
import { faultPoint } from './fault-point.js';
import { LeaseLostError } from './lease.js';
import type { RunContext, RunEnd } from './run.js';
import type { ActionTaskRequest } from './task-request.js';

/**
 * One run of a player's action, from its claim to its end: the session is read, the action is played, and all that comes
 * of it is committed in one statement. It is short, so a worker on its way out waits for it.
 *
 * Only the oldest unfinished action of a session runs, so nothing else should change the session meanwhile. Where
 * something has (its version isn't the one that was played from), nothing is written: the action is played again from
 * what the session has come to, a few times. The answers of the model are in the task's journal: a run that goes on after
 * another pays for none of them twice, as long as it asks the same. One that plays again finds them in the cache, unless the
 * request goes without.
 */
export interface ActionRunContext extends RunContext {
  readonly play: PlayAction;
}

/** Plays an action by the rules of the game. */
export type PlayAction = typeof playAction;

/** How often an action is played again because its session has changed. */
const MORE_TRIES = 3;

/**
 * @throws LeaseLostError when a write was refused; NotFoundError when the session was deleted; ConflictError when it isn't
 *   at the version that the player expects, or changes again and again; UnreadableCheckpointError
 */
export async function runAction(context: ActionRunContext, task: ClaimedTask): Promise<RunEnd> {
  const { sessionId } = task.request as unknown as ActionTaskRequest;
  const { db, notifier } = context;
  const begun = await beginAction(db, task, sessionId);
  if (begun === null) throw new LeaseLostError(task.taskId);
  notifier.notify('changed', task.taskId);
  notifier.notify('changed', sessionId);
  // A stand-in for the model is no use here: the game master fills in for the whole action, not for a call.
  return withAccounts({ ...context, standIn: undefined }, task, { limits: {}, cache: 'off' }, (accounts) =>
    play(context, task, accounts, begun.session),
  );
}

async function play(
  context: ActionRunContext,
  task: ClaimedTask,
  accounts: RunAccounts,
  opened: StoredSession | undefined,
): Promise<RunEnd> {
  const request = task.request as unknown as ActionTaskRequest;
  const { sessionId } = request;
  let session = opened;
  for (let tries = 0; tries <= MORE_TRIES; tries += 1) {
    const stored = playable(session, request);
    if (await playOnce(context, task, accounts, stored)) return 'finished';
    context.log.info(
      { sessionId, version: stored.version },
      'the session has changed: the action is played again',
    );
    session = await loadSession(context.db, sessionId);
  }
  throw new ConflictError('VERSION_CONFLICT', 'The session has changed each time that the action was played');
}

/** Whether the action could be committed: the session is still at the version that it was played from. */
async function playOnce(
  { db, notifier, now, play, signal }: ActionRunContext,
  task: ClaimedTask,
  { model, writes, callsSettled, spentBy }: RunAccounts,
  stored: StoredSession,
): Promise<boolean> {
  const { sessionId, action: text } = task.request as unknown as ActionTaskRequest;
  const { taskId, clientId } = task;
  const actionSeq = task.serialNo ?? 0;
  const at = new Date(now()).toISOString();
  const outcome = await play({ model }, stored, { text, actionSeq, taskId, clientId, at }, signal);
  assertNext(outcome, stored.version);
  await callsSettled();
  faultPoint('before-action-commit', taskId);
  let isCommitted = false;
  await writes.write(async (usage) => {
    const end = await commitAction(db, task, {
      sessionId,
      actionSeq,
      version: stored.version,
      applied: outcome.kind === 'applied' ? { state: outcome.state, story: outcome.story } : null,
      result: resultOf(outcome),
      events: eventsOf(outcome, taskId),
      usage,
    });
    isCommitted = end === 'committed';
    return end !== 'lost';
  }, spentBy(outcome.usage));
  // In one breath with the task's own change.
  notifier.notify('changed', sessionId);
  if (isCommitted) faultPoint('after-action-commit', taskId);
  return isCommitted;
}

/** @throws NotFoundError, ConflictError, UnreadableCheckpointError */
function playable(
  session: StoredSession | undefined,
  { sessionId, expectedVersion }: ActionTaskRequest,
): StoredSession {
  if (session === undefined) throw new NotFoundError('SESSION', `The session ${sessionId} was deleted`);
  if (expectedVersion !== undefined && session.version !== expectedVersion) {
    throw new ConflictError(
      'VERSION_CONFLICT',
      `The session is at version ${session.version}, not at ${expectedVersion} as the action expects`,
    );
  }
  assertSessionReadable(session);
  return session;
}

/** The rules and the store must count alike: a version that is skipped could never be played from. */
function assertNext(outcome: ActionOutcome, version: number): void {
  const wanted = outcome.kind === 'applied' ? version + 1 : version;
  const told = outcome.kind === 'applied' ? outcome.state.session.version : outcome.result.version;
  if (told !== wanted) {
    throw new InternalError(`An action has led from version ${version} to ${told}`);
  }
}

/** In wire form. */
function resultOf(outcome: ActionOutcome): object {
  return outcome.kind === 'applied'
    ? { ...outcome.result, updated_session: wireSession(outcome.state.session) }
    : outcome.result;
}

function eventsOf(outcome: ActionOutcome, taskId: string): readonly SessionEvent[] {
  if (outcome.kind === 'applied') return outcome.events;
  const { version, error, reason, suggested_actions } = outcome.result;
  return [
    {
      type: 'action_response',
      data: { success: false, task_id: taskId, version, error, reason, suggested_actions },
    },
  ];
}
