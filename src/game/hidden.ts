import type { Json } from '../json.js';
import type { SessionState } from './outcome.js';
import type { InventoryItem } from './session.js';

/** What a session keeps beside what players see. */

/** Kinds of conduct that actions are counted by. */
export const PATTERNS = [
  'combat',
  'diplomatic',
  'investigative',
  'magical',
  'stealthy',
  'helpful',
  'selfish',
  'cautious',
  'reckless',
] as const;
export type Pattern = (typeof PATTERNS)[number];

/** A way that so many pieces of a thing went: made, ended, left at a place, or taken up there. */
export type Movement = {
  readonly action_seq: number;
  readonly kind: 'created' | 'removed' | 'left' | 'taken';
  readonly item_id: string;
  readonly name: string;
  readonly quantity: number;
  readonly because: string;
};

/** A place that play has added to the world of this session alone. */
export type AddedPlace = {
  readonly name: string;
  readonly description: string;
  readonly connections: readonly string[];
  readonly created_seq: number;
};

export type Hidden = {
  /** Patterns that each of the last 20 actions showed, oldest first. */
  readonly patterns: readonly (readonly Pattern[])[];
  /** Entries of the story so far, the opening's included. */
  readonly entries: number;
  /** Number of entries when a quest was last offered; null before that. */
  readonly quest_offered_at: number | null;
  /** Minutes of the story since its opening. */
  readonly minutes: number;
  /** Number of the newest action in which somebody came to be present; 0 before that. */
  readonly encounter_seq: number;
  /** Ids of the newest 200 consequences that were applied, oldest first. */
  readonly applied: readonly string[];
  /** What lies at each place, by its name. */
  readonly things: { readonly [place: string]: readonly InventoryItem[] };
  /** Places that aren't in the world's own list, at most 20. */
  readonly places: readonly AddedPlace[];
  /**
   * Pieces of things ever made and ended, of which what is owned or lies somewhere is the difference; and the number of
   * ids that things have been given.
   */
  readonly ledger: { readonly created: number; readonly removed: number; readonly ids: number };
  /** The newest 100, oldest first. */
  readonly movements: readonly Movement[];

  // Below: written by what makes the context of an action.
  /** What each person of the world knows and believes. */
  readonly reality: Json;
  /** The newest 10 entries of the story, oldest first. */
  readonly recent: readonly { readonly id: string; readonly type: string; readonly text: string }[];
  /** Lines that stand for the older ones, at most 40. */
  readonly summary: readonly string[];
};

/** What a session begins with, apart from what lies where. */
export const NOTHING_HIDDEN: Hidden = {
  patterns: [],
  entries: 0,
  quest_offered_at: null,
  minutes: 0,
  encounter_seq: 0,
  applied: [],
  things: {},
  places: [],
  ledger: { created: 0, removed: 0, ids: 0 },
  movements: [],
  reality: null,
  recent: [],
  summary: [],
};

/** The state of a session as the rules of play know it. */
export interface PlayState extends SessionState {
  readonly hidden: Hidden;
}

/** A stored state is one that these rules made. */
export function playStateOf(state: SessionState): PlayState {
  return state as PlayState;
}
