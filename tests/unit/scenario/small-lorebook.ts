import type {
  CharacterProfile,
  Faction,
  ImportantItem,
  LocationProfile,
  Lorebook,
  Relationship,
  TimelineEvent,
  WorldSystem,
} from '../../../src/scenario/lorebook.js';

/** Parts of lorebooks with as little in them as a schema asks for, and a small book that is sound. */

export function person(name: string, more: Partial<CharacterProfile> = {}): CharacterProfile {
  return {
    name,
    role: 'supporting',
    description: `${name} mends nets by the water.`,
    personality: ['patient'],
    abilities: ['mending'],
    relationships: [],
    background: `${name} came with the tide.`,
    goals: ['find the drowned bell'],
    speech_patterns: ['says little'],
    playable_potential: 'medium',
    aliases: [],
    public: true,
    extensions: {},
    ...more,
  };
}

export function place(
  name: string,
  connections: string[],
  more: Partial<LocationProfile> = {},
): LocationProfile {
  return {
    name,
    type: 'harbour',
    description: `${name} lies by the water.`,
    significance: 'Boats are counted here.',
    connections,
    notable_features: ['a row of mooring posts'],
    inhabitants: [],
    atmosphere: 'salt and tar',
    dangers: ['a sudden tide'],
    light: 'normal',
    weather: 'clear',
    terrain: 'urban',
    ...more,
  };
}

export function faction(name: string, more: Partial<Faction> = {}): Faction {
  return {
    name,
    description: `${name} owns boats.`,
    goals: ['own the bell'],
    territory: [],
    rivals: [],
    ...more,
  };
}

export function happening(title: string, order: number, more: Partial<TimelineEvent> = {}): TimelineEvent {
  return {
    id: `event-${order}`,
    era: 'The Long Ebb',
    order,
    title,
    description: `${title} came and was remembered.`,
    participants: [],
    locations: [],
    consequences: ['nobody fished for a year'],
    ...more,
  };
}

export function tie(a: string, b: string, more: Partial<Relationship> = {}): Relationship {
  return {
    character_a: a,
    character_b: b,
    type: 'friend',
    description: `${a} and ${b} share a boat.`,
    affinity: 0.5,
    mutual: true,
    ...more,
  };
}

export function system(name: string, more: Partial<WorldSystem> = {}): WorldSystem {
  return {
    name,
    type: 'political',
    description: `${name} says who may fish where.`,
    rules: ['nobody fishes at slack water'],
    limitations: [],
    examples: [],
    key_figures: [],
    historical_events: [],
    ...more,
  };
}

export function item(name: string, more: Partial<ImportantItem> = {}): ImportantItem {
  return {
    name,
    description: `${name} is older than the harbour.`,
    significance: 'It calls the tide.',
    ...more,
  };
}

/** A book in which everything holds. */
export function soundBook(more: Partial<Lorebook> = {}): Lorebook {
  return {
    series_metadata: {
      title: 'The Drowned Bell',
      type: 'novel',
      genre: 'fantasy',
      genres: ['fantasy'],
      themes: ['loss'],
      setting: 'A harbour town that the tide is leaving.',
      tone: 'quiet',
      source_urls: [],
      confidence_score: 0.5,
    },
    characters: [
      person('Ada Merrow', {
        role: 'protagonist',
        home_location: 'the Long Pier',
        faction: 'The Net Guild',
        aliases: ['the Netmaker'],
        relationships: [{ character: 'Ben Quill', type: 'friend' }],
      }),
      person('Ben Quill', { playable_potential: 'high', home_location: 'the Salt Market' }),
      person('Cass', { role: 'antagonist', faction: 'The Tidewrights' }),
    ],
    locations: [
      place('the Long Pier', ['the Salt Market'], { inhabitants: ['Ada Merrow'] }),
      place('the Salt Market', ['the Long Pier', 'the Bell Rock'], { inhabitants: ['Ben Quill'] }),
      place('the Bell Rock', ['the Salt Market'], { terrain: 'open', light: 'dim' }),
    ],
    world_systems: [system('The Law of Slack Water', { key_figures: ['Cass'] })],
    timeline: [
      happening('The Bell Sinks', 0, { participants: ['The Tidewrights'], locations: ['the Bell Rock'] }),
      happening('The Pier Burns', 1, { participants: ['Ada Merrow', 'Cass'], locations: ['the Long Pier'] }),
    ],
    relationships: [
      tie('Ada Merrow', 'Ben Quill'),
      tie('Ada Merrow', 'Cass', { type: 'enemy', affinity: -0.6 }),
    ],
    themes: ['loss'],
    tone: 'quiet',
    factions: [
      faction('The Net Guild', {
        territory: ['the Long Pier'],
        leader: 'Ada Merrow',
        rivals: ['The Tidewrights'],
      }),
      faction('The Tidewrights', { territory: ['the Bell Rock'], leader: 'Cass', rivals: ['The Net Guild'] }),
    ],
    important_items: [item('the drowned bell', { location: 'the Bell Rock', owner: 'Cass' })],
    entries: [],
    plot_summary: 'A bell has been heard under the water.',
    key_events: ['The Bell Sinks', 'The Pier Burns'],
    generation_metadata: {
      method: 'import',
      model: 'none',
      seed: 0,
      degraded_steps: [],
      repairs: [],
      score: 1,
    },
    ...more,
  };
}
