import { Findings, type Law } from './law.js';
import { factionTie, isSuperior } from './standing.js';

/** E005: rank, loyalty to one's own and the plans of a group bind what people do. */
export const social: Law = (action, persona, view) => {
  if (persona === undefined) return [];
  const found = new Findings('E005', 'social', action);
  const { type, target, intensity } = action;
  const forceful = intensity === 'high' || intensity === 'extreme';
  if (forceful && target !== undefined && isSuperior(persona, target, view.personas)) {
    found.add('warning', `"${target}" is above ${persona.name}`, 'keep a civil measure');
  }
  if (type === 'retreat' && persona.rank < view.retreatRank) {
    found.add('error', `${persona.name} has no leave to retreat`, 'hold the place');
  }
  if (type === 'attack' && target !== undefined) {
    const tie = factionTie(persona, target, view.personas);
    if (tie !== 'none') {
      const severity = tie === 'own' ? 'critical' : 'warning';
      found.add(severity, `"${target}" is of ${persona.name}'s own faction`, 'talk instead');
    }
  }
  if (type === 'special_ability' && !persona.state.statusEffects.includes('prepared')) {
    found.add('warning', 'nobody has been told of it');
  }
  return found.list;
};
