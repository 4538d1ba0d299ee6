import type { Json } from '../json.js';
import type { UsageTotals } from '../simulation/types.js';
import type { Consequence, GameSession, InventoryItem, StoryEntry } from './session.js';

/**
 * What passes between the rails (store, queue, HTTP) and the rules of play. To the rails, world and state of a session
 * are documents that they keep and hand back; what they read of them is `session` alone.
 */

/** What a session is played in, from its creation on the same: its places, people, things, lore and opening, resolved. */
export interface SessionWorld {
  readonly schemaVersion: 1;
  readonly [part: string]: Json | undefined;
}

/** Where a session stands after an action. */
export interface SessionState {
  readonly schemaVersion: 1;
  readonly session: GameSession;
  /** What players don't see: what others know and believe, the counts of the rules, the summary of the older story. */
  readonly hidden: { readonly [part: string]: Json | undefined };
}

export interface OpenedSession {
  readonly world: SessionWorld;
  readonly state: SessionState;
  /** The opening; its entries have ids of action 0. */
  readonly story: readonly StoryEntry[];
}

export interface PlayerAction {
  /** Trimmed, 1..1000 characters. */
  readonly text: string;
  /** From 1, without a gap in what was accepted. */
  readonly actionSeq: number;
  readonly taskId: string;
  readonly clientId: string;
  /** ISO 8601, for the story's entries. */
  readonly at: string;
}

/** An event of a session; the store numbers them. Types as in the README's table of session events. */
export interface SessionEvent {
  readonly type: string;
  readonly data: { readonly [key: string]: unknown };
}

interface ActionAnalysis {
  readonly type: string;
  readonly difficulty: 'trivial' | 'easy' | 'medium' | 'hard' | 'extreme';
  /** 0..1 */
  readonly confidence: number;
}

/** A consequence as clients see it. */
export type WireConsequence = Consequence & {
  /** Whether it is applied in the action that it came of. */
  readonly type: 'immediate' | 'delayed';
  /** When it comes due, in words. */
  readonly trigger_time: string;
};

/** What an applied action has done, in wire form. */
export interface ActionResult {
  readonly success: true;
  readonly session_id: string;
  readonly version: number;
  readonly action_result: {
    readonly player_action: string;
    readonly ai_response: string;
    readonly world_changes: { readonly [field: string]: unknown };
    readonly character_effects: { readonly [field: string]: unknown };
    readonly consequences: readonly WireConsequence[];
    readonly quest_updates: readonly { readonly [field: string]: unknown }[];
    readonly items: readonly InventoryItem[];
    readonly suggested_actions: readonly string[];
  };
  readonly action_analysis: ActionAnalysis;
  /** 1 less 0.2 for each check that failed, at least 0. */
  readonly consistency_score: number;
  /** Whether the answer isn't the model's own. */
  readonly degraded: boolean;
  /** Whether the model could not be asked whether the action is possible, so that it was allowed. */
  readonly unverified: boolean;
}

/** An action that the rules don't allow: nothing has changed. */
export interface ActionRefusal {
  readonly success: false;
  readonly session_id: string;
  readonly version: number;
  /** Names the rule: `TOO_SHORT`, `OUT_OF_PLAY`, `NO_MANA`, `TOO_WEAK`, `DOWNED`, `ITEM_NOT_OWNED`, `NO_WAY`, `NOT_ABLE`. */
  readonly error: string;
  readonly reason: string;
  readonly suggested_actions: readonly string[];
}

interface Asked {
  /** Of all calls to the model. */
  readonly usage: UsageTotals;
  /** Keys of the calls that were answered: their journal entries are done with. */
  readonly usedCalls: readonly string[];
  /** Whether the stand-in had to answer since the model can't be reached. */
  readonly byFallback: boolean;
}

export type ActionOutcome = Asked &
  (
    | { readonly kind: 'refused'; readonly result: ActionRefusal }
    | {
        readonly kind: 'applied';
        /** `session.version` is one more than before. */
        readonly state: SessionState;
        /** New entries of the story, oldest first. */
        readonly story: readonly StoryEntry[];
        readonly result: ActionResult;
        /** To be told with the commit, in this order. */
        readonly events: readonly SessionEvent[];
      }
  );
