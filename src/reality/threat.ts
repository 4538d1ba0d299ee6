import type { Persona, Threat, WorldState } from '../simulation/types.js';

/**
 * How dangerous a place looks to somebody in it. A hazard of severity 0.8 or a fresh injury below a third of one's
 * health is CRITICAL together with anything else, HIGH alone; an open enemy or a lesser hazard is MODERATE.
 */
export function threatTo(world: WorldState, self: Persona, people: readonly Persona[]): Threat {
  const hazard = world.conditions
    .filter(({ type, affectedArea }) => type !== 'blocked' && affectedArea === self.locationId)
    .reduce((worst, { severity }) => Math.max(worst, severity), 0);
  const enemies = people.filter(
    ({ state, relationships }) =>
      state.conscious &&
      Object.hasOwn(relationships, self.id) &&
      (relationships[self.id]?.affinity ?? 0) <= -0.6,
  ).length;
  const { current, maximum } = self.resources.health;
  const level =
    (hazard >= 0.8 ? 2 : hazard >= 0.4 ? 1 : 0) + (enemies > 0 ? 1 : 0) + (current * 3 < maximum ? 2 : 0);
  return level >= 3 ? 'CRITICAL' : level === 2 ? 'HIGH' : level === 1 ? 'MODERATE' : 'LOW';
}
