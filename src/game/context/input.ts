import type { ActionType } from '../action-type.js';
import type { PlayState } from '../hidden.js';
import type { Consequence } from '../session.js';
import type { PlayWorld } from '../world.js';

/** What the context of an action is made from. */
export interface SceneInput {
  readonly world: PlayWorld;
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
  beliefs: 8,
  exits: 8,
  things: 8,
  items: 24,
  quests: 5,
  events: 4,
  pending: 6,
  factions: 6,
  systems: 4,
  common: 10,
  description: 700,
  background: 500,
  note: 240,
  sight: 260,
} as const;
