import { rng } from '../../simulation/random.js';
import type { PlayState } from '../hidden.js';
import { isSameName, nameAmong } from '../names.js';
import type { Consequence, Trigger } from '../session.js';
import { reputationWith } from './reputation.js';

/** When a consequence comes due. */

/** Where the session stands when its triggers are looked at: before an action is played. */
export interface Moment {
  readonly state: PlayState;
  readonly actionSeq: number;
  /** Whether the action turns to somebody who is present. */
  readonly isEncounter: boolean;
}

/** Actions that go by before a short-term and before a long-term consequence, if nothing else brings it about. */
const SHORT_TERM = [2, 5] as const;
const LONG_TERM = [8, 20] as const;

/** The trigger by the delay alone. The number of actions is drawn for each id by itself. */
export function defaultTrigger(
  delay: Consequence['delay'],
  { seed, actionSeq, id }: { readonly seed: number; readonly actionSeq: number; readonly id: string },
): Trigger {
  const drawn = ([low, high]: readonly [number, number]) =>
    rng(seed, actionSeq, 'consequence', id).int(low, high);
  switch (delay) {
    case 'immediate':
      return { kind: 'actions_elapsed', actions: 0 };
    case 'short_term':
      return {
        kind: 'any',
        of: [{ kind: 'actions_elapsed', actions: drawn(SHORT_TERM) }, { kind: 'next_encounter' }],
      };
    case 'long_term':
      return { kind: 'actions_elapsed', actions: drawn(LONG_TERM) };
  }
}

/** Whether a pending consequence is due; never in the action that it came of. */
export function isDue({ trigger, created_seq }: Consequence, moment: Moment): boolean {
  return moment.actionSeq > created_seq && holds(trigger, created_seq, moment);
}

function holds(trigger: Trigger, since: number, moment: Moment): boolean {
  const { session, hidden } = moment.state;
  switch (trigger.kind) {
    case 'actions_elapsed':
      return moment.actionSeq - since >= trigger.actions;
    case 'location':
      return isSameName(session.world_state.current_location, trigger.location);
    case 'npc_met':
      return nameAmong(session.world_state.npcs_present, trigger.npc) !== undefined;
    case 'next_encounter':
      return moment.isEncounter || hidden.encounter_seq > since;
    case 'time_of_day':
      return session.world_state.time_of_day === trigger.time_of_day;
    case 'quest_status':
      return session.quests.some(({ id, status }) => id === trigger.quest_id && status === trigger.status);
    case 'reputation': {
      const level = reputationWith(moment.state, trigger.of);
      return level >= (trigger.at_least ?? level) && level <= (trigger.at_most ?? level);
    }
    case 'all':
      return trigger.of.every((part) => holds(part, since, moment));
    case 'any':
      return trigger.of.some((part) => holds(part, since, moment));
  }
}

/** A trigger in words: `after 3 actions or at the next encounter`. */
export function triggerInWords(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'actions_elapsed':
      if (trigger.actions === 0) return 'at once';
      return trigger.actions === 1 ? 'after 1 action' : `after ${trigger.actions} actions`;
    case 'location':
      return `on arrival at ${trigger.location}`;
    case 'npc_met':
      return `on meeting ${trigger.npc}`;
    case 'next_encounter':
      return 'at the next encounter';
    case 'time_of_day':
      return trigger.time_of_day === 'day' || trigger.time_of_day === 'night'
        ? `by ${trigger.time_of_day}`
        : `in the ${trigger.time_of_day}`.replace('in the dawn', 'at dawn');
    case 'quest_status':
      return `once the quest ${trigger.quest_id} is ${trigger.status}`;
    case 'reputation': {
      const bounds = [
        ...(trigger.at_least === undefined ? [] : [`at least ${trigger.at_least}`]),
        ...(trigger.at_most === undefined ? [] : [`at most ${trigger.at_most}`]),
      ];
      return `while the reputation with ${trigger.of} is ${bounds.join(' and ') || 'anything'}`;
    }
    case 'all':
      return trigger.of.map(triggerInWords).join(' and ');
    case 'any':
      return trigger.of.map(triggerInWords).join(' or ');
  }
}
