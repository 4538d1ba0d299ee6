import { takesTarget } from '../action-rules.js';
import { isAimedWell } from './aim.js';
import { Findings, type Law } from './law.js';

/** E001: an action has a reason, a duration that can pass, and a target that its actor knows of and that fits it. */
const NEEDS_TARGET = new Set(['move', 'communicate', 'investigate', 'interact', 'use_item']);
const REASON_LEAST = 3;

export const causality: Law = (action, _persona, view) => {
  const found = new Findings('E001', 'causality', action);
  const { type, verb, target, thought, duration } = action;
  if (thought.trim().length < REASON_LEAST) {
    found.add('error', 'there is no reason for it', 'take the top goal as the reason');
  }
  if (target === undefined && type === 'attack') found.add('critical', 'a blow is aimed at nobody');
  if (target === undefined && NEEDS_TARGET.has(type) && takesTarget({ action: verb })) {
    found.add('error', `${verb} is aimed at nothing`, 'aim at the nearest that fits');
  }
  if (duration < 0) found.add('error', 'it would end before it began');
  if (target === undefined) return found.list;
  if (!view.knows(target)) {
    found.add('error', `nothing is known of "${target}"`, 'aim at the nearest that fits');
  } else if (!isAimedWell(action, view)) {
    found.add('error', `"${target}" is nothing to ${verb}`, 'aim at the nearest that fits');
  }
  for (const leak of view.leaks) {
    if (leak.personaId !== action.actorId || leak.where !== 'target' || leak.entityId !== target) continue;
    found.add('error', `"${target}" can't be known to the actor`, 'aim at the nearest that fits');
    break;
  }
  return found.list;
};
