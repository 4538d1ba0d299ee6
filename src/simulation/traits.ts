import type { Persona } from './types.js';

/** Other words that character sheets use for a trait. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  cautious: ['caution', 'careful'],
  aggressive: ['aggression'],
  diplomatic: ['diplomacy'],
  charismatic: ['charisma'],
  loyal: ['loyalty'],
  curious: ['curiosity'],
  sociable: ['sociability', 'social'],
};

/** A trait of 0..1 under its adjective or a synonym; 0.5 when the sheet doesn't say. */
export function trait(persona: Persona, name: keyof typeof SYNONYMS): number {
  const own = persona.traits[name];
  if (own !== undefined) return own;
  for (const synonym of SYNONYMS[name] ?? []) {
    const value = persona.traits[synonym];
    if (value !== undefined) return value;
  }
  return 0.5;
}
