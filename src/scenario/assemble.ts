import { cutAtWord } from '../narrative/plain-text.js';
import type { LoreEntry } from '../simulation/lore-entry.js';
import { loreEntrySchema } from '../simulation/lore-entry.js';
import type { CharacterProfile, GenerationMetadata, Lorebook, TimelineEvent } from './lorebook.js';
import { pathsOf, playableCharacter } from './playable.js';
import type { StepAnswer, StepInputs } from './steps.js';
import type { ScenarioTemplate } from './template.js';

/** Puts the answers of the steps together. What they say of one another is judged afterwards, by validation. */

export interface LorebookAnswers {
  readonly analysis: StepAnswer<'analysis'>;
  readonly geography: StepAnswer<'geography'>;
  readonly politics: StepAnswer<'politics'>;
  readonly power_system: StepAnswer<'power_system'> | null;
  readonly culture: StepAnswer<'culture'>;
  readonly timeline: StepAnswer<'timeline'>;
  readonly main_cast: StepAnswer<'main_cast'>;
  readonly supporting_cast: StepAnswer<'supporting_cast'>;
  readonly relationships: StepAnswer<'relationships'>;
}

/** The lorebook that the answers make, without entries; the story begins at its first place. */
export function assembleLorebook(answers: LorebookAnswers, metadata: GenerationMetadata): Lorebook {
  const { analysis, politics, culture, geography } = answers;
  const timeline = eventsOf(answers.timeline);
  return {
    series_metadata: { ...analysis.metadata, source_urls: [] },
    characters: charactersOf(answers),
    locations: inOutlineOrder(geography.locations, analysis.outline.places),
    world_systems: [...politics.systems, ...(answers.power_system?.systems ?? []), ...culture.systems],
    timeline,
    relationships: answers.relationships.relationships,
    themes: analysis.metadata.themes,
    tone: analysis.metadata.tone,
    factions: politics.factions,
    important_items: culture.important_items,
    plot_summary: analysis.plot_summary,
    key_events: timeline.map(({ title }) => title),
    entries: [],
    generation_metadata: metadata,
  };
}

function inOutlineOrder<T extends { readonly name: string }>(
  things: readonly T[],
  names: readonly string[],
): T[] {
  const places = new Map(names.map((name, index) => [name.toLowerCase(), index]));
  const placeOf = ({ name }: T) => places.get(name.toLowerCase()) ?? names.length;
  return things.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** All characters, each with its own relationships as the others' list tells them. */
function charactersOf({ main_cast, supporting_cast, relationships }: LorebookAnswers): CharacterProfile[] {
  return [...main_cast.characters, ...supporting_cast.characters].map((character) => {
    const name = character.name.toLowerCase();
    return {
      ...character,
      relationships: relationships.relationships.flatMap(({ character_a, character_b, type, mutual }) => {
        if (character_a.toLowerCase() === name) return [{ character: character_b, type }];
        return mutual && character_b.toLowerCase() === name ? [{ character: character_a, type }] : [];
      }),
      extensions: {},
    };
  });
}

/** An era with several events becomes several events of the timeline. */
function eventsOf({ eras }: StepAnswer<'timeline'>): TimelineEvent[] {
  return eras
    .flatMap(({ era, events }) => events.map((event) => ({ era, ...event })))
    .map((event, order) => ({ id: `e${String(order + 1).padStart(3, '0')}`, order, ...event }));
}

const ENTRY_MAX = 2_000;

/** What of a book comes to mind when it is spoken of: an entry for each person, place, faction, system and thing. */
export function entriesOf(book: Lorebook): LoreEntry[] {
  const entry = (
    kind: string,
    index: number,
    name: string,
    said: readonly string[],
    more: Partial<LoreEntry> = {},
  ) =>
    loreEntrySchema.parse({
      uid: `${kind}-${index + 1}`,
      keys: [name],
      comment: name,
      content: cutAtWord(said.join(' '), ENTRY_MAX),
      match_whole_words: true,
      subjects: [name],
      ...more,
    });
  return [
    ...book.characters.map(({ name, aliases, public: known, ...character }, index) =>
      entry('character', index, name, [`${name}, ${character.role}: ${character.description}`], {
        keys: [name, ...aliases],
        public: known,
      }),
    ),
    ...book.locations.map(({ name, description, significance }, index) =>
      entry('location', index, name, [`${name}: ${description}`, significance]),
    ),
    ...book.factions.map(({ name, description, goals }, index) =>
      entry('faction', index, name, [`${name}: ${description}`, ...goals.map((goal) => `It wants: ${goal}`)]),
    ),
    ...book.world_systems.map(({ name, description, rules }, index) =>
      entry('system', index, name, [`${name}: ${description}`, ...rules]),
    ),
    ...book.important_items.map(({ name, description, significance }, index) =>
      entry('item', index, name, [`${name}: ${description}`, significance]),
    ),
  ];
}

/** A template from its step's answer: who can be played is as the lorebook has it, in figures and in order. */
export function assembleTemplate(
  answer: StepAnswer<'template'>,
  { lorebook, playable, setting_location, difficulty_level }: StepInputs['template'],
  narrative_metadata: ScenarioTemplate['narrative_metadata'],
): ScenarioTemplate {
  const characters = playable.map((character) => {
    const told = answer.playable_characters.find(
      ({ name }) => name.toLowerCase() === character.name.toLowerCase(),
    );
    return playableCharacter({ ...character, ...told, name: character.name });
  });
  const names = new Map(lorebook.characters.map(({ name }) => [name.toLowerCase(), name]));
  const key = answer.key_characters.flatMap((name) => names.get(name.toLowerCase()) ?? []);
  return {
    title: answer.title,
    description: answer.description,
    setting_location,
    time_period: answer.time_period,
    starting_situation: answer.starting_situation,
    key_characters: key.length > 0 ? [...new Set(key)] : playable.map(({ name }) => name),
    playable_characters: characters,
    available_paths: [
      ...pathsOf({
        stats: characters.map(({ stats }) => stats),
        places: placesFrom(lorebook, setting_location),
        ...powerOf(lorebook),
      }),
    ],
    difficulty_level,
    estimated_duration: answer.estimated_duration,
    tags: answer.tags,
    initial_narrative: answer.initial_narrative,
    narrative_metadata,
  };
}

/** The places of a book, the one where it begins first. */
function placesFrom({ locations }: Lorebook, start: string): readonly string[] {
  return [start, ...locations.map(({ name }) => name).filter((name) => name !== start)];
}

const POWER_NAME_MAX = 60;

/** What the power system is called in a line: a long description is no name. */
function powerOf({ series_metadata: { power_system } }: Lorebook): { readonly powerSystem?: string } {
  if (power_system === undefined) return {};
  return { powerSystem: power_system.length <= POWER_NAME_MAX ? power_system : 'the power' };
}

const TITLE_MAX = 200;

/** The same templates; of several with one title the later ones are told apart by where they begin, or by number. */
export function withDifferentTitles(templates: readonly ScenarioTemplate[]): readonly ScenarioTemplate[] {
  const taken = new Set<string>();
  return templates.map((template, index) => {
    const endings = ['', `: ${template.setting_location}`, ` (${index + 1})`];
    const titles = endings.map((ending) => cutAtWord(template.title, TITLE_MAX - ending.length) + ending);
    const title = titles.find((each) => !taken.has(each.toLowerCase())) ?? template.title;
    taken.add(title.toLowerCase());
    return { ...template, title };
  });
}
