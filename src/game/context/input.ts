import type { ActionType } from '../action-type.js';
import type { PlayState } from '../hidden.js';
import type { RuleWorld } from '../rule-world.js';
import type { Consequence } from '../session.js';
import type { PlayWorld } from '../world.js';

/** What the context of an action is made from. */
export interface SceneInput {
  readonly world: PlayWorld;
  /** The same as the rules of play look at it. */
  readonly rules: RuleWorld;
  /** Due consequences are applied already. */
  readonly state: PlayState;
  readonly action: string;
  readonly actionSeq: number;
  readonly type: ActionType;
  /** Consequences that came due with this action. */
  readonly due: readonly Consequence[];
  readonly mayOfferQuest: boolean;
  readonly developmentDue: boolean;
  readonly conduct: readonly string[];
}

/** How much of each part is looked at, and how long a text of it may be in characters. */
export const MOST = {
  people: 6,
  facts: 8,
  findings: 4,
  beliefs: 6,
  exits: 8,
  things: 6,
  items: 16,
  quests: 4,
  events: 3,
  pending: 5,
  factions: 6,
  systems: 3,
  common: 6,
  lines: 2,
  features: 5,
  dangers: 3,
  description: 500,
  background: 400,
  sight: 200,
  note: 160,
} as const;
