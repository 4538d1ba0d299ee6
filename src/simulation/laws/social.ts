import { type Law, violations } from './law.js';
import { factionTie, isSuperior } from './standing.js';

/** E005: rank, loyalty to one's own and the plans of a group bind what people do. */
export const social: Law = (action, persona, view) => {
  if (persona === undefined) return [];
  const found = violations('E005', 'social', action);
  const { type, target, intensity } = action;
  const tie = target === undefined ? 'none' : factionTie(persona, target, view.personas);
  const forceful = intensity === 'high' || intensity === 'extreme';
  return [
    ...(forceful && target !== undefined && isSuperior(persona, target, view.personas)
      ? [found('warning', `"${target}" is above ${persona.name}`, 'keep a civil measure')]
      : []),
    ...(type === 'retreat' && persona.rank < view.retreatRank
      ? [found('error', `${persona.name} has no leave to retreat`, 'hold the place')]
      : []),
    ...(type === 'attack' && tie !== 'none'
      ? [
          found(
            tie === 'own' ? 'critical' : 'warning',
            `"${target}" is of ${persona.name}'s own faction`,
            'talk instead',
          ),
        ]
      : []),
    ...(type === 'special_ability' && !persona.state.statusEffects.includes('prepared')
      ? [found('warning', 'nobody has been told of it')]
      : []),
  ];
};
