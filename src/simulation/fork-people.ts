import { type CharacterInput, characterSchema, toPersona } from './character.js';
import type { CharacterChanges } from './fork-changes.js';
import { bondOf, type Mind } from './state.js';
import type { Persona, Resource } from './types.js';

/** How a fork's changes of a character are carried out. */

const WEIGHTS = {
  self_preservation: 'selfPreservation',
  faction_loyalty: 'factionLoyalty',
  personal_relationships: 'personalRelationships',
  mission_success: 'missionSuccess',
  moral_principles: 'moralPrinciples',
} as const;

/** What a character is like, apart from how it is doing: this changes where it is described, too. */
export function withNature<P extends Pick<Persona, 'id' | 'name' | 'locationId'> & Nature>(
  persona: P,
  changes: CharacterChanges,
): P {
  const { traits = {}, weights = {}, goals, stats = {}, biases = {} } = changes;
  // Read as a new character would be, so that scales are recognised and goals get their ids in the same way.
  const plain = characterSchema.parse({ name: persona.name });
  const read = toPersona(
    { ...plain, traits, weights, goals: goals ?? [], stats, biases } satisfies CharacterInput,
    persona.id,
    persona.locationId,
  );
  return {
    ...persona,
    traits: { ...persona.traits, ...read.traits },
    weights: {
      ...persona.weights,
      ...given(weights, (name) => [WEIGHTS[name], read.weights[WEIGHTS[name]]]),
    },
    goals: goals === undefined ? persona.goals : read.goals,
    stats: { ...persona.stats, ...given(stats, (name) => [name, read.stats[name]]) },
    biases: { ...persona.biases, ...read.biases },
  };
}

type Nature = Pick<Persona, 'traits' | 'weights' | 'goals' | 'stats' | 'biases'>;

/** How a character is doing: bonds, place, strength and state. */
export function withCondition(persona: Persona, changes: CharacterChanges): Persona {
  const { relationships = {}, location_id: locationId, resources = {}, state = {} } = changes;
  const bonds = Object.entries(relationships).map(
    ([id, bond]) => [id, { ...bondOf(persona, id), ...defined(bond) }] as const,
  );
  const { health, stamina, morale } = persona.resources;
  const placed = locationId === undefined || locationId === persona.locationId;
  const { position: _left, ...elsewhere } = persona;
  return {
    // Coordinates belong to the place that is left.
    ...(placed ? persona : { ...elsewhere, locationId }),
    relationships: { ...persona.relationships, ...Object.fromEntries(bonds) },
    resources: {
      health: withLevels(health, resources.health),
      stamina: withLevels(stamina, resources.stamina),
      morale: withLevels(morale, resources.morale),
    },
    state: { ...persona.state, ...defined(state) },
  };
}

/** What has been done for a goal counts as long as it is the same goal. */
export function withGoalsOf(mind: Mind, before: Persona, after: Persona): Mind {
  if (before.goals === after.goals) return mind;
  const kept = Object.entries(mind.progress).filter(([id]) =>
    after.goals.some(
      (goal) => goal.id === id && before.goals.some((old) => old.id === id && old.text === goal.text),
    ),
  );
  return { ...mind, progress: Object.fromEntries(kept) };
}

function withLevels(
  before: Resource,
  {
    current = before.current,
    maximum = before.maximum,
  }: NonNullable<CharacterChanges['resources']>['health'] = {},
): Resource {
  return { ...before, current: Math.min(current, maximum), maximum };
}

function given<K extends string, V>(
  values: Readonly<Partial<Record<K, number | undefined>>>,
  entry: (name: K) => readonly [string, V],
): Record<string, V> {
  const names = (Object.keys(values) as K[]).filter((name) => values[name] !== undefined);
  return Object.fromEntries(names.map(entry));
}

/** The fields that have a value: an optional one that wasn't given must not hide the old one. */
function defined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
