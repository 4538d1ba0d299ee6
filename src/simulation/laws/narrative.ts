import { trait } from '../traits.js';
import type { Persona } from '../types.js';
import { Findings, type Law } from './law.js';
import { isAlly } from './standing.js';

/** E004: people act in character, and nobody strikes a friend. */
const STRONG = 0.7;

export const narrative: Law = (action, persona, view) => {
  if (persona === undefined) return [];
  const found = new Findings('E004', 'narrative', action);
  const { type, target, intensity, dialogue } = action;
  if (type === 'attack' && target !== undefined && isAlly(persona, target, view.personas)) {
    found.add('error', `"${target}" is on the same side`, 'talk instead');
  }
  if (
    (type === 'attack' && isStrongly(persona, 'peaceful')) ||
    (type === 'retreat' && isStrongly(persona, 'aggressive')) ||
    (type === 'communicate' && isStrongly(persona, 'antisocial')) ||
    (intensity === 'extreme' && isStrongly(persona, 'cautious'))
  ) {
    found.add('warning', `it isn't like ${persona.name}`);
  }
  const loud = intensity === 'high' || intensity === 'extreme' || dialogue?.volume === 'loud';
  if (type === 'attack' && loud && view.stealth) {
    found.add('error', 'the noise would give everybody away');
  }
  return found.list;
};

function isStrongly(persona: Persona, name: string): boolean {
  return trait(persona, name) > STRONG;
}
