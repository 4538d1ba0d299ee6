import type { ActionAnswer, SectionName } from './answer.js';
import type { PlayState } from './hidden.js';
import { reduceConsequences } from './reducers/consequences.js';
import { reduceDevelopment } from './reducers/development.js';
import { reduceExperience } from './reducers/experience.js';
import { reduceItems } from './reducers/items.js';
import { reducePeople } from './reducers/people.js';
import { reduceQuests } from './reducers/quest-answer.js';
import { type Acting, inOrder, type Reduce } from './reducers/step.js';
import { reduceVitals } from './reducers/vitals-answer.js';
import { reduceWorld } from './reducers/world.js';
import type { Step } from './turn.js';

/**
 * The systems of play, in the order in which they take their part of an answer. A new system is an entry here and, unless
 * it shares one, a section of the answer: how a model is asked for it, how it is read, and what stands for it when it is
 * missing. The call that asks stays the same one.
 */
interface System {
  readonly name: string;
  /** The sections that it takes. */
  readonly sections: readonly (SectionName | 'action_analysis')[];
  readonly reduce: Reduce;
}

export const SYSTEMS: readonly System[] = [
  { name: 'world', sections: ['world_change'], reduce: reduceWorld },
  { name: 'people', sections: ['npc_updates'], reduce: reducePeople },
  { name: 'items', sections: ['items'], reduce: reduceItems },
  { name: 'vitals', sections: ['character_development'], reduce: reduceVitals },
  { name: 'consequences', sections: ['consequences'], reduce: reduceConsequences },
  { name: 'quests', sections: ['quest_updates'], reduce: reduceQuests },
  { name: 'experience', sections: ['action_analysis', 'world_change'], reduce: reduceExperience },
  { name: 'development', sections: ['character_development'], reduce: reduceDevelopment },
];

/** All of an answer, system after system. */
export function reduceAnswer(state: PlayState, answer: ActionAnswer, acting: Acting): Step {
  return inOrder(state, SYSTEMS, (reached, { reduce }) => reduce(reached, answer, acting));
}
