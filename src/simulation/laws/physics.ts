import type { Persona, ProposedAction } from '../types.js';
import { distanceTo, measuredDistance } from './distance.js';
import { type Law, type LawView, type Violation, violations } from './law.js';

/** E003: bodies move along ways that are open, no further than they can, and reach no further than their reach. */
export const physics: Law = (action, persona, view) => {
  if (persona === undefined) return [];
  const found = violations('E003', 'physics', action);
  const { type, target, intensity, range } = action;
  const { health, stamina } = persona.resources;
  const spent = health.current * 2 < health.maximum || stamina.current * 2 < stamina.maximum;
  return [
    ...(type === 'move' || type === 'retreat' ? movement(action, persona, view) : []),
    ...((type === 'attack' || type === 'observe') &&
    target !== undefined &&
    distanceTo(persona, target, view) > range
      ? [found('warning', `"${target}" is out of range`)]
      : []),
    ...(intensity === 'extreme'
      ? [found(spent ? 'error' : 'warning', 'such an effort is hard on a body', 'hold back a little')]
      : []),
  ];
};

function movement(action: ProposedAction, persona: Persona, view: LawView): Violation[] {
  const found = violations('E003', 'physics', action);
  const { target, duration } = action;
  if (!persona.state.mobile) return [found('error', `${persona.name} can't move`)];
  if (target === undefined) return [];
  const measured = measuredDistance(persona, target, view);
  if (measured === undefined) {
    return view.seen.exits.includes(target)
      ? []
      : [found('error', `no open way leads to "${target}"`, 'take the next step on the way there')];
  }
  const reach = (4 + 0.5 * (persona.stats.dexterity + persona.stats.strength)) * Math.max(1, duration);
  return measured > reach
    ? [found('error', `"${target}" is too far to reach`, 'take the next step on the way there')]
    : [];
}
