import type { CharacterProfile, Faction, LocationProfile } from '../lorebook.js';

/** What stands for somebody or something that a lorebook names and does not describe: as much as the naming tells. */

export function characterStub(name: string, named: string): CharacterProfile {
  return {
    name,
    role: 'supporting',
    description: `${name} is known here by name and by little else.`,
    personality: ['hard to read'],
    abilities: [],
    relationships: [],
    background: `What is told of ${name} is ${named}.`,
    goals: [],
    speech_patterns: [],
    playable_potential: 'low',
    aliases: [],
    public: true,
    extensions: {},
  };
}

export function locationStub(name: string, named: string): LocationProfile {
  return {
    name,
    type: 'place',
    description: `${name} is a place that people here speak of and seldom describe.`,
    significance: `What is told of it is ${named}.`,
    connections: [],
    notable_features: ['a way in and a way out'],
    inhabitants: [],
    atmosphere: 'quiet and unremarked',
    dangers: [],
    light: 'normal',
    weather: 'clear',
    terrain: 'open',
  };
}

export function factionStub(name: string, named: string): Faction {
  return {
    name,
    description: `${name} is a name that people here reckon with. What is told of it is ${named}.`,
    goals: [],
    territory: [],
    rivals: [],
  };
}
