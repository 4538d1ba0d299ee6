import type { Json } from '../../../src/json.js';
import type { Location, Persona, WorldState } from '../../../src/simulation/types.js';

/** A cast and a world as small as a test needs them. */

const FULL = { current: 100, maximum: 100, regenerationRate: 1 };

export function personaAt(locationId: string, state: Partial<Persona['state']> = {}, id = 'ada'): Persona {
  return {
    id,
    name: id,
    aliases: [],
    pronouns: { subject: 'she', object: 'her', possessive: 'her', reflexive: 'herself' },
    description: 'somebody',
    rank: 0,
    traits: {},
    weights: {
      selfPreservation: 0.5,
      factionLoyalty: 0.7,
      personalRelationships: 0.6,
      missionSuccess: 0.8,
      moralPrinciples: 0.4,
    },
    goals: [],
    stats: { strength: 5, dexterity: 5, intelligence: 5, willpower: 5, perception: 5, charisma: 5 },
    resources: { health: FULL, stamina: FULL, morale: FULL },
    equipment: [],
    locationId,
    biases: {},
    state: {
      conscious: true,
      mobile: true,
      alertness: 'relaxed',
      focus: 'unfocused',
      stress: 0,
      fatigue: 0,
      statusEffects: [],
      injuries: [],
      ...state,
    },
    relationships: {},
    sayings: [],
    secrets: [],
  };
}

type Setting = Pick<Location, 'light' | 'weather' | 'terrain'>;

/** Places by id with their connections, all in the same light, and their properties. */
export function worldOf(
  connections: Readonly<Record<string, readonly string[]>>,
  properties: Readonly<Record<string, Readonly<Record<string, Json>>>> = {},
  setting: Setting = { light: 'normal', weather: 'none', terrain: 'open' },
): WorldState {
  const locations = Object.entries(connections).map(([id, ways]): [string, Location] => [
    id,
    {
      name: `the ${id}`,
      description: 'A place.',
      features: [],
      connections: ways,
      ...setting,
      properties: properties[id] ?? {},
    },
  ]);
  return {
    turn: 0,
    clock: 0,
    locations: Object.fromEntries(locations),
    entities: {},
    factions: {},
    conditions: [],
    triggersFired: [],
    counters: { investigation: 0, dialogue: 0 },
    phase: 'initialization',
  };
}
