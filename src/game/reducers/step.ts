import type { ActionAnswer } from '../answer.js';
import type { Hidden, PlayState } from '../hidden.js';
import type { GameSession } from '../session.js';
import type { Activated, Done, Played, Refusal, Step, Turn } from '../turn.js';

/** An action while its answer is applied: what reducers go by and never change. */
export interface Acting extends Turn, Played {
  /** Where the session stood when the action began, with what was due applied. */
  readonly activated: Activated;
}

/** What an answer is to reducers that are no part of one. */
export type Reduce = (state: PlayState, answer: ActionAnswer, acting: Acting) => Step;

export function unchanged(state: PlayState): Step {
  return { state, done: [], refused: [] };
}

export function made(state: PlayState, ...done: readonly Done[]): Step {
  return { state, done, refused: [] };
}

export function refused(state: PlayState, refusal: Refusal): Step {
  return { state, done: [], refused: [refusal] };
}

/** One step and the one that follows from where it leads. */
export function andThen(step: Step, next: (state: PlayState) => Step): Step {
  const after = next(step.state);
  return {
    state: after.state,
    done: [...step.done, ...after.done],
    refused: [...step.refused, ...after.refused],
  };
}

/** Changes one after the other, each from where the one before has led. */
export function inOrder<T>(
  state: PlayState,
  changes: readonly T[],
  reduce: (state: PlayState, change: T, index: number) => Step,
): Step {
  return changes.reduce(
    (step: Step, change, index) => andThen(step, (reached) => reduce(reached, change, index)),
    unchanged(state),
  );
}

export function withSession(state: PlayState, changes: Partial<GameSession>): PlayState {
  return { ...state, session: { ...state.session, ...changes } };
}

export function withHidden(state: PlayState, changes: Partial<Hidden>): PlayState {
  return { ...state, hidden: { ...state.hidden, ...changes } };
}

/** The newest `max` of a list that grows at its end. */
export function newest<T>(list: readonly T[], max: number): T[] {
  return list.length > max ? list.slice(-max) : [...list];
}

/** `a0007`, `c0007` and so on: the first part of ids of what came of an action. */
export function idOf(letter: string, actionSeq: number): string {
  return `${letter}${String(actionSeq).padStart(4, '0')}`;
}
