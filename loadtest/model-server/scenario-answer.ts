/**
 * Answers to the steps of scenario generation: as many of everything as the step asks for, under the names that the
 * prompt's outline gives, so that the pipeline behind the real protocol has something to put together.
 */

interface Slot {
  readonly name: string;
  readonly role: string;
  readonly faction?: string;
  readonly concept: string;
}

interface Outline {
  readonly places: readonly string[];
  readonly factions: readonly string[];
  readonly main_cast: readonly Slot[];
  readonly supporting_cast: readonly Slot[];
}

interface Person {
  readonly name: string;
}

const STEP = /^Step: ([a-z_]+)$/m;

/** The answer to a prompt that is a scenario's step; undefined of any other prompt. */
export function scenarioAnswer(prompt: string, random: () => number): unknown {
  const step = STEP.exec(prompt)?.[1];
  if (step === undefined) return undefined;
  const outline = () => fencedJson<{ readonly outline: Outline }>(prompt, 'ANALYSIS').outline;
  switch (step) {
    case 'analysis':
      return analysis(fencedJson(prompt, 'REQUEST'), random);
    case 'geography':
      return { locations: outline().places.map(place) };
    case 'politics':
      return politics(outline());
    case 'power_system':
      return { systems: [system('The Undertow', 'magic', outline())] };
    case 'culture':
      return culture(outline());
    case 'timeline':
      return timeline(outline());
    case 'main_cast':
      return { characters: outline().main_cast.map((slot) => person(slot, outline(), true)) };
    case 'supporting_cast':
      return { characters: outline().supporting_cast.map((slot) => person(slot, outline(), false)) };
    case 'relationships':
      return relationships(outline());
    case 'template':
      return template(prompt);
    default:
      return undefined;
  }
}

function fencedJson<T>(prompt: string, label: string): T {
  const text = new RegExp(`<<<${label}\\n([^]*?)\\n${label}>>>`).exec(prompt)?.[1] ?? 'null';
  return JSON.parse(text) as T;
}

const SYLLABLES = [
  'ar',
  'bel',
  'cor',
  'dun',
  'el',
  'fen',
  'gar',
  'hol',
  'is',
  'jor',
  'kel',
  'lun',
  'mor',
  'nev',
];

/** So many names that differ from one another and from the names of other kinds. */
function names(count: number, ending: string, random: () => number): string[] {
  const made = new Set<string>();
  while (made.size < count) {
    const [first = '', second = '', third = ''] = Array.from(
      { length: 3 },
      () => SYLLABLES[Math.floor(random() * SYLLABLES.length)] ?? 'or',
    );
    made.add(`${first.charAt(0).toUpperCase()}${first.slice(1)}${second}${third}${ending}`);
  }
  return [...made];
}

function analysis(brief: { readonly [key: string]: unknown }, random: () => number): unknown {
  const factions = names(3, ' Guild', random);
  const slot = (name: string, index: number, role: string): Slot => ({
    name,
    role,
    faction: factions[index % factions.length] ?? '',
    concept: `${name} wants what ${factions[(index + 1) % factions.length]} keeps.`,
  });
  const power = brief.power_system;
  const genre = Array.isArray(brief.genre) ? brief.genre[0] : brief.genre;
  return {
    metadata: {
      title: brief.series_title,
      type: brief.series_type,
      genre: genre ?? 'fantasy',
      genres: [genre ?? 'fantasy'],
      themes: Array.isArray(brief.themes) && brief.themes.length > 0 ? brief.themes : ['loyalty'],
      setting: brief.setting ?? 'A coast that the sea takes back year by year.',
      tone: brief.tone ?? 'grave',
      ...(typeof power === 'string' && { power_system: power }),
      time_period: 'After the flood',
      confidence_score: 0.5,
    },
    corrections: [],
    outline: {
      places: names(8, ' Haven', random),
      factions,
      main_cast: names(4, ' Vale', random).map((name, index) =>
        slot(
          name,
          index,
          ['protagonist', 'deuteragonist', 'antagonist', 'supporting'][index] ?? 'supporting',
        ),
      ),
      supporting_cast: names(6, ' Tarn', random).map((name, index) => slot(name, index, 'supporting')),
    },
    plot_summary: 'The water rises, and those who hold the high ground sell it dearer every month.',
  };
}

function place(name: string, index: number, all: readonly string[]): unknown {
  return {
    name,
    type: 'harbour',
    description: `${name} stands on piles, and every house knows the tide.`,
    significance: `Whoever holds ${name} holds the way on.`,
    connections: [all[index - 1], all[index + 1]].filter((neighbour) => neighbour !== undefined),
    notable_features: ['a bell that rings under water'],
    inhabitants: [],
    atmosphere: 'Salt, tar and quarrels.',
    dangers: ['the spring tide'],
    light: 'normal',
    weather: 'fog',
    terrain: 'urban',
  };
}

function system(name: string, type: string, { factions, main_cast }: Outline): unknown {
  return {
    name,
    type,
    description: `${name} decides who may stay when the water comes.`,
    rules: [`${factions[0]} keeps the book, and nobody reads it aloud.`],
    limitations: ['It holds only until the next spring tide.'],
    examples: ['A family that moved twice in a night.'],
    key_figures: main_cast.slice(0, 1).map(({ name: figure }) => figure),
    historical_events: ['The year of two floods'],
  };
}

function politics(outline: Outline): unknown {
  return {
    systems: [system('The Order of the Piles', 'political', outline)],
    factions: outline.factions.map((name, index) => ({
      name,
      description: `${name} was founded after the flood.`,
      goals: [`To hold ${outline.places[index] ?? outline.places[0]}`],
      territory: outline.places.slice(index, index + 1),
      leader: outline.main_cast[index]?.name,
      rivals: outline.factions.filter((other) => other !== name).slice(0, 1),
    })),
  };
}

function culture(outline: Outline): unknown {
  return {
    systems: [system('The Counting of Boats', 'cultural', outline)],
    important_items: outline.places.slice(0, 2).map((location, index) => ({
      name: `The ${index === 0 ? 'First' : 'Second'} Ledger`,
      description: 'It names who owes what to whom.',
      significance: 'Half of it was never true.',
      location,
    })),
  };
}

function timeline({ main_cast, places }: Outline): unknown {
  const event = (title: string, index: number) => ({
    title,
    description: `${title}: what nobody forgave.`,
    participants: main_cast.slice(index, index + 1).map(({ name }) => name),
    locations: places.slice(index, index + 1),
    consequences: ['The price of the high ground doubled.'],
  });
  return {
    eras: [
      { era: 'The flood', events: [event('The First Tide', 0), event('The Breach', 1)] },
      { era: 'The piles', events: [event('The Settling', 2)] },
    ],
  };
}

function person(slot: Slot, { places }: Outline, isMain: boolean): unknown {
  return {
    name: slot.name,
    role: slot.role,
    description: slot.concept,
    personality: ['patient', 'proud'],
    abilities: ['reads the tide'],
    background: `${slot.name} grew up in ${places[0]}.`,
    goals: [`To leave ${places[0]} with more than was brought`],
    speech_patterns: ['The water has time. I have not.'],
    home_location: places[0],
    faction: slot.faction,
    playable_potential: slot.role === 'protagonist' ? 'high' : 'medium',
    ...(isMain && {
      stats: {
        strength: 11,
        dexterity: 14,
        constitution: 8,
        intelligence: 15,
        wisdom: 10,
        charisma: 9,
      },
    }),
  };
}

function relationships({ main_cast, supporting_cast }: Outline): unknown {
  return {
    relationships: supporting_cast.map(({ name }, index) => ({
      character_a: main_cast[index % main_cast.length]?.name,
      character_b: name,
      type: index % 2 === 0 ? 'ally' : 'rival',
      description: `${name} owes a debt that neither speaks of.`,
      affinity: index % 2 === 0 ? 0.4 : -0.3,
      mutual: true,
    })),
  };
}

const NARRATIVE_WORDS = 220;

function template(prompt: string): unknown {
  const playable = fencedJson<readonly Person[]>(prompt, 'TO BE PLAYED');
  const start = /^It begins at (.+?)\. It is to be/m.exec(prompt)?.[1] ?? 'the harbour';
  const number = /^This is way (\d+) of/m.exec(prompt)?.[1] ?? '1';
  const lead = `You stand at ${start} and the water is rising.`.split(' ');
  const words = [
    ...lead,
    ...Array.from({ length: NARRATIVE_WORDS - lead.length }, (_, index) => WORDS[index % WORDS.length]),
  ];
  const half = words.length / 2;
  return {
    title: `The ${['First', 'Second', 'Third'][Number(number) - 1] ?? 'Last'} Tide at ${start}`,
    description: `A night at ${start} in which somebody has to decide.`,
    time_period: 'After the flood',
    starting_situation: `The bell of ${start} has rung, and the boats are gone.`,
    key_characters: playable.map(({ name }) => name),
    playable_characters: playable.map(({ name }) => ({
      name,
      personality: ['patient'],
      abilities: ['reads the tide'],
      background: `${name} has been here before.`,
    })),
    estimated_duration: '2 to 3 hours',
    tags: ['Flood', 'Choice'],
    initial_narrative: `${words.slice(0, half).join(' ')}\n\n${words.slice(half).join(' ')}`,
  };
}

const WORDS = 'the tide comes in and you count the boats again while the bell goes on under the water'.split(
  ' ',
);
