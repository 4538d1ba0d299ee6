import { round6 } from '../numbers.js';
import type { ActionType, Persona, ProposedAction } from '../types.js';
import { isTooTired, staminaCost } from './costs.js';
import { equipped } from './equipment.js';
import { type Law, violations } from './law.js';

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
  return [
    ...(piece === undefined ? [] : [piece]),
    ...(type === 'attack' && (intensity === 'high' || intensity === 'extreme') ? ['enhanced_weapon'] : []),
    ...(type === 'attack' && intensity === 'extreme' ? ['targeting_system'] : []),
  ];
}

export const resource: Law = (action, persona) => {
  const found = violations('E002', 'resource', action);
  if (persona === undefined) return [found('critical', `nobody is "${action.actorId}"`)];
  const factor = action.intensity === 'extreme' ? 2 : action.intensity === 'high' ? 1.5 : 1;
  return [
    ...(isTooTired(action, persona)
      ? [
          found(
            'error',
            `${action.verb} takes ${staminaCost(action)} stamina, and ${persona.resources.stamina.current} is left`,
            'go about it with less effort',
          ),
        ]
      : []),
    ...equipmentFor(action).flatMap((need) => {
      const piece = equipped(persona, need);
      if (piece === undefined)
        return [
          found('error', `${action.verb} takes ${need.replaceAll('_', ' ')}`, 'go about it with less effort'),
        ];
      return piece.condition < WORN ? [found('warning', `${piece.name} is all but worn out`)] : [];
    }),
    ...(LEAST[action.type] ?? []).flatMap(([stat, least]) => {
      const needed = round6(least * factor);
      return persona.stats[stat] < needed
        ? [
            found(
              'error',
              `${action.verb} takes ${stat} ${needed}, and ${persona.stats[stat]} is there`,
              'go about it with less effort',
            ),
          ]
        : [];
    }),
  ];
};
