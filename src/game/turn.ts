import type { ActionAnswer } from './answer.js';
import type { Movement, PlayState } from './hidden.js';
import type { ActionResult, PlayerAction, SessionEvent } from './outcome.js';
import type { RuleWorld } from './rule-world.js';
import type { Consequence, StoryEntry } from './session.js';

/**
 * How an action is played: `checkAction` says whether it can be (`validation.ts`), `activateDue` applies what has come due
 * before it, so that the answer can tell of it, and `applyAnswer` applies the answer (`apply.ts`). All are pure.
 */

/** An action in the world that it is played in. */
export interface Turn {
  readonly world: RuleWorld;
  readonly action: PlayerAction;
}

/** What the rules say to an action before any model is asked. */
export type Verdict =
  | { readonly outcome: 'allowed' }
  | {
      readonly outcome: 'refused';
      /** As `ActionRefusal.error`. */
      readonly error: string;
      readonly reason: string;
      readonly suggestions: readonly string[];
    }
  /** It takes something that nothing says the character has: `capability` is the word for it. */
  | { readonly outcome: 'needs-model'; readonly capability: string };

export type CheckAction = (turn: Turn, state: PlayState) => Verdict;

/** Where a session stands once all that was due has been applied. */
export interface Activated {
  readonly before: PlayState;
  /** The version is still that of `before`. */
  readonly state: PlayState;
  /** Those that were applied, in the order in which they were. */
  readonly consequences: readonly Consequence[];
  readonly done: readonly Done[];
}

export type ActivateDue = (turn: Turn, before: PlayState) => Activated;

/** What was answered to an action, and how. */
export interface Played {
  readonly answer: ActionAnswer;
  /** Whether the answer isn't the model's own: experience is then by the fallback's table. */
  readonly degraded: boolean;
  readonly unverified: boolean;
}

export interface Applied {
  /** The version is one more than before; the parts of `hidden` that make the context are as they were. */
  readonly state: PlayState;
  readonly story: readonly StoryEntry[];
  readonly result: ActionResult;
  readonly events: readonly SessionEvent[];
  /** Parts of the answer that were dropped, for the log and for measures. */
  readonly refused: readonly Refusal[];
}

export type ApplyAnswer = (turn: Turn, activated: Activated, played: Played) => Applied;

/** What an answer is checked for; each failed one costs 0.2 of the consistency score. */
export const CHECKS = [
  'speakers-present',
  'place-reached',
  'used-items-owned',
  'no-dead-act',
  'vitals-fit',
] as const;
export type Check = (typeof CHECKS)[number];

/** A change that was not made, and why. */
export interface Refusal {
  /** Name of the system. */
  readonly system: string;
  /** What was to change. */
  readonly what: string;
  readonly why: string;
  /** The check that failed, if it was one. */
  readonly check?: Check;
}

/** A change that was made. */
export type Done =
  | {
      readonly of: 'world';
      readonly field: string;
      readonly from?: string;
      readonly to: string;
      readonly because: string;
    }
  | {
      readonly of: 'person';
      readonly name: string;
      readonly says?: string;
      readonly does?: string;
      readonly status?: string;
      readonly location?: string;
      readonly disposition?: number;
      readonly because: string;
    }
  | ({ readonly of: 'movement' } & Movement)
  | {
      readonly of: 'item';
      readonly change: 'used' | 'equipped' | 'unequipped';
      readonly item_id: string;
      readonly name: string;
    }
  /** By how much health and mana really changed. */
  | { readonly of: 'vitals'; readonly health: number; readonly mana: number }
  | { readonly of: 'condition'; readonly change: 'begun' | 'ended'; readonly name: string }
  | { readonly of: 'reputation'; readonly name: string; readonly by: number; readonly to: number }
  | {
      readonly of: 'consequence';
      readonly change: 'begun' | 'applied' | 'expired';
      readonly consequence: Consequence;
    }
  | {
      readonly of: 'quest';
      readonly change: 'offered' | 'activated' | 'progress' | 'completed' | 'failed';
      readonly quest_id: string;
      readonly objective?: string;
    }
  | { readonly of: 'experience'; readonly gained: number }
  | { readonly of: 'level'; readonly level: number; readonly max_health: number; readonly max_mana: number }
  | { readonly of: 'development'; readonly kind: 'stat' | 'skill' | 'trait'; readonly text: string };

/** What a reducer gives: a new state, and what came of each change. */
export interface Step {
  readonly state: PlayState;
  readonly done: readonly Done[];
  readonly refused: readonly Refusal[];
}
