import type { Change } from './changes.js';
import { sortedKeys } from './numbers.js';
import { type Complication, professionOf, type SimulationSnapshot } from './snapshot.js';
import type { SimulationState } from './state.js';
import type { Persona } from './types.js';
import { lose } from './world-effects.js';
import type { CharacterImpact } from './world-file.js';

const RESOURCES = ['health', 'stamina', 'morale'] as const;

/** What a complication does to everybody it concerns: to all, to their faction and to their profession, added up. */
export function impactChanges(
  { impact }: Complication,
  snapshot: SimulationSnapshot,
  { personas }: SimulationState,
): Change[] {
  if (impact === undefined) return [];
  return sortedKeys(personas).flatMap((id): Change[] => {
    const persona = personas[id];
    if (persona === undefined) return [];
    const profession = professionOf(snapshot, id)?.id;
    const parts = [
      ...(impact.all === undefined ? [] : [impact.all]),
      ...named(impact.factions, (name) => name.toLowerCase() === persona.faction?.toLowerCase()),
      ...named(impact.professions, (name) => name === profession),
    ];
    return felt(persona, parts);
  });
}

function named(
  impacts: Readonly<Record<string, CharacterImpact>>,
  concerns: (name: string) => boolean,
): CharacterImpact[] {
  return sortedKeys(impacts).flatMap((name) => (concerns(name) ? (impacts[name] ?? []) : []));
}

function felt(persona: Persona, parts: readonly CharacterImpact[]): Change[] {
  const sum = (field: keyof CharacterImpact) => parts.reduce((total, part) => total + (part[field] ?? 0), 0);
  const stress = sum('stress');
  return [
    ...(stress === 0 ? [] : [{ kind: 'stress', persona: persona.id, delta: stress } as const]),
    ...RESOURCES.flatMap((resource) => {
      const delta = sum(resource);
      return delta === 0 ? [] : [lose(persona, resource, delta)];
    }),
  ];
}
