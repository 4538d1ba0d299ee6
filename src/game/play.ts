import type { LanguageModel } from '../llm/port.js';
import type { ActionOutcome, PlayerAction, SessionState, SessionWorld } from './outcome.js';

export interface PlayDeps {
  /** The model as the action's task calls it. Where it can't answer, the offline game master does. */
  readonly model: LanguageModel;
}

/** A session as it is stored. */
export interface StoredSession {
  readonly world: SessionWorld;
  readonly state: SessionState;
}

/**
 * Plays one action: from the session as it stands to what it becomes. Nothing is stored here. Every call's key follows
 * from the action's number, so that a journal finds it after a crash.
 * Rejects with ModelRateLimitedError, and with the signal's reason when it is aborted: nothing has happened then.
 */
export type PlayAction = (
  deps: PlayDeps,
  stored: StoredSession,
  action: PlayerAction,
  signal: AbortSignal,
) => Promise<ActionOutcome>;
