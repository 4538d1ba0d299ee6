import { round6 } from '../numbers.js';
import type { ActionType, Persona, ProposedAction } from '../types.js';
import { isTooTired, staminaCost } from './costs.js';
import { equipped } from './equipment.js';
import { Findings, type Law } from './law.js';

/** E002: the actor has the strength, the equipment and the gifts that an action takes. */

const EQUIPMENT: Readonly<Partial<Record<ActionType, string>>> = {
  attack: 'weapon',
  defend: 'armor',
  cast_spell: 'focus',
};
const WORN = 0.3;

type Stat = keyof Persona['stats'];
const LEAST: Readonly<Partial<Record<ActionType, readonly (readonly [Stat, number])[]>>> = {
  attack: [
    ['strength', 3],
    ['dexterity', 2],
  ],
  defend: [
    ['strength', 2],
    ['willpower', 3],
  ],
  move: [['dexterity', 2]],
  communicate: [
    ['charisma', 2],
    ['intelligence', 2],
  ],
  observe: [
    ['perception', 3],
    ['intelligence', 2],
  ],
  investigate: [
    ['intelligence', 4],
    ['perception', 3],
  ],
  search: [['perception', 3]],
  hide: [['dexterity', 3]],
  cast_spell: [
    ['intelligence', 4],
    ['willpower', 3],
  ],
  special_ability: [['willpower', 3]],
  use_item: [['dexterity', 2]],
};

/** What the action has to be done with: the type's piece, and more for blows above normal intensity. */
export function equipmentFor({ type, intensity }: ProposedAction): readonly string[] {
  const piece = EQUIPMENT[type];
  if (piece === undefined) return NOTHING;
  const needs = [piece];
  if (type === 'attack' && (intensity === 'high' || intensity === 'extreme')) needs.push('enhanced_weapon');
  if (type === 'attack' && intensity === 'extreme') needs.push('targeting_system');
  return needs;
}

const NOTHING: readonly string[] = [];
const LESS_EFFORT = 'go about it with less effort';

export const resource: Law = (action, persona) => {
  const found = new Findings('E002', 'resource', action);
  if (persona === undefined) {
    found.add('critical', `nobody is "${action.actorId}"`);
    return found.list;
  }
  const { verb, type, intensity } = action;
  if (isTooTired(action, persona)) {
    const left = persona.resources.stamina.current;
    found.add('error', `${verb} takes ${staminaCost(action)} stamina, and ${left} is left`, LESS_EFFORT);
  }
  for (const need of equipmentFor(action)) {
    const piece = equipped(persona, need);
    if (piece === undefined) {
      found.add('error', `${verb} takes ${need.replaceAll('_', ' ')}`, LESS_EFFORT);
    } else if (piece.condition < WORN) found.add('warning', `${piece.name} is all but worn out`);
  }
  const factor = intensity === 'extreme' ? 2 : intensity === 'high' ? 1.5 : 1;
  for (const [stat, least] of LEAST[type] ?? NO_STATS) {
    const needed = round6(least * factor);
    if (persona.stats[stat] >= needed) continue;
    found.add('error', `${verb} takes ${stat} ${needed}, and ${persona.stats[stat]} is there`, LESS_EFFORT);
  }
  return found.list;
};

const NO_STATS: readonly (readonly [Stat, number])[] = [];
