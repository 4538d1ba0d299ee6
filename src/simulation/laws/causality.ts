import { takesTarget } from '../action-rules.js';
import { type Law, violations } from './law.js';

/** E001: an action has a reason, a duration that can pass, and a target that its actor knows to be there. */
const NEEDS_TARGET = new Set(['move', 'communicate', 'investigate', 'interact', 'use_item']);
const REASON_LEAST = 3;

export const causality: Law = (action, _persona, view) => {
  const found = violations('E001', 'causality', action);
  const { type, verb, target, thought, duration } = action;
  return [
    ...(thought.trim().length < REASON_LEAST
      ? [found('error', 'there is no reason for it', 'take the top goal as the reason')]
      : []),
    ...(target === undefined && type === 'attack' ? [found('critical', 'a blow is aimed at nobody')] : []),
    ...(target === undefined && NEEDS_TARGET.has(type) && takesTarget({ action: verb })
      ? [found('error', `${verb} is aimed at nothing`, 'aim at the nearest that fits')]
      : []),
    ...(duration < 0 ? [found('error', 'it would end before it began')] : []),
    ...(target !== undefined && !view.knows(target)
      ? [found('error', `nothing is known of "${target}"`, 'aim at the nearest that fits')]
      : []),
    ...(target !== undefined &&
    view.leaks.some(
      (leak) => leak.personaId === action.actorId && leak.where === 'target' && leak.entityId === target,
    )
      ? [found('error', `"${target}" can't be known to the actor`, 'aim at the nearest that fits')]
      : []),
  ];
};
