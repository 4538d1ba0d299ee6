import { trait } from '../traits.js';
import type { Persona } from '../types.js';
import { type Law, violations } from './law.js';
import { isAlly } from './standing.js';

/** E004: people act in character, and nobody strikes a friend. */
const STRONG = 0.7;

export const narrative: Law = (action, persona, view) => {
  if (persona === undefined) return [];
  const found = violations('E004', 'narrative', action);
  const { type, target, intensity, dialogue } = action;
  const outOfCharacter =
    (type === 'attack' && isStrongly(persona, 'peaceful')) ||
    (type === 'retreat' && isStrongly(persona, 'aggressive')) ||
    (type === 'communicate' && isStrongly(persona, 'antisocial')) ||
    (intensity === 'extreme' && isStrongly(persona, 'cautious'));
  const loud = intensity === 'high' || intensity === 'extreme' || dialogue?.volume === 'loud';
  return [
    ...(type === 'attack' && target !== undefined && isAlly(persona, target, view.personas)
      ? [found('error', `"${target}" is on the same side`, 'talk instead')]
      : []),
    ...(outOfCharacter ? [found('warning', `it isn't like ${persona.name}`)] : []),
    ...(type === 'attack' && loud && view.stealth
      ? [found('error', 'the noise would give everybody away')]
      : []),
  ];
};

function isStrongly(persona: Persona, name: string): boolean {
  return trait(persona, name) > STRONG;
}
