import type { Persona, ProposedAction } from '../types.js';
import { distanceTo, measuredDistance } from './distance.js';
import { Findings, type Law, type LawView } from './law.js';

/** E003: bodies move along ways that are open, no further than they can, and reach no further than their reach. */
export const physics: Law = (action, persona, view) => {
  if (persona === undefined) return [];
  const found = new Findings('E003', 'physics', action);
  const { type, target, intensity, range } = action;
  if (type === 'move' || type === 'retreat') judgeMovement(found, action, persona, view);
  if (
    (type === 'attack' || type === 'observe') &&
    target !== undefined &&
    distanceTo(persona, target, view) > range
  ) {
    found.add('warning', `"${target}" is out of range`);
  }
  if (intensity === 'extreme') {
    const { health, stamina } = persona.resources;
    const spent = health.current * 2 < health.maximum || stamina.current * 2 < stamina.maximum;
    found.add(spent ? 'error' : 'warning', 'such an effort is hard on a body', 'hold back a little');
  }
  return found.list;
};

function judgeMovement(found: Findings, action: ProposedAction, persona: Persona, view: LawView): void {
  const { target, duration } = action;
  if (!persona.state.mobile) {
    found.add('error', `${persona.name} can't move`);
    return;
  }
  if (target === undefined) return;
  const measured = measuredDistance(persona, target, view);
  if (measured === undefined) {
    if (view.seen.exits.includes(target)) return;
    found.add('error', `no open way leads to "${target}"`, 'take the next step on the way there');
    return;
  }
  const reach = (4 + 0.5 * (persona.stats.dexterity + persona.stats.strength)) * Math.max(1, duration);
  if (measured > reach) {
    found.add('error', `"${target}" is too far to reach`, 'take the next step on the way there');
  }
}
