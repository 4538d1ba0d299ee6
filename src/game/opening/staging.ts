import { cutAt } from '../../narrative/plain-text.js';
import type { CharacterProfile, Lorebook } from '../../scenario/lorebook.js';
import { chooseGenre } from '../../scenario/offline/choose-genre.js';
import { characterOfProfile } from '../../scenario/play/character.js';
import { nameInText } from '../../scenario/play/wording.js';
import { stageWorld } from '../../scenario/play/world.js';
import { inLine } from '../../scenario/sentences.js';
import type { ScenarioTemplate } from '../../scenario/template.js';
import { type CharacterInput, characterId, characterSchema } from '../../simulation/character.js';
import { rng } from '../../simulation/random.js';
import { type SimulationSnapshot, takeSnapshot } from '../../simulation/snapshot.js';
import type { PersonaId } from '../../simulation/types.js';
import { mentionsIn, nameKey } from '../names.js';
import { shortName } from '../offline/names.js';
import type { PlayPerson, PlayPlace, PlayThing, PlayWorld } from '../world.js';
import type { ChosenCharacter } from './character.js';
import type { ChosenBook } from './chosen-world.js';

/**
 * Stages a book for play: its places, things and past as a simulation stages them, everybody at home, the player's
 * character where the story begins. What everybody knows is told once and not put into each mind.
 */

/** People whose minds a session keeps. */
const MOST_PEOPLE = 24;
/** Lore that may come to mind; a world is read for every action. */
const MOST_LORE = { entries: 400, keys: 4_000, characters: 400_000 };
const LONGEST_NAME = 80;
const MOST_IN_OPENING = 4;

export function stageForPlay(
  { lorebook, template }: ChosenBook,
  character: ChosenCharacter,
  seed: number,
): PlayWorld {
  const staged = stageWorld(lorebook, template);
  if (staged === undefined) throw new Error('a book that is played in has a place');
  const { lore: common, ...world } = staged.world;
  const [first] = world.locations;
  const start = world.locations.find((place) => place.start)?.id ?? first?.id ?? '';
  const placeId = placeIds(lorebook, world.locations);
  const player = playerInput(character, lorebook, start);
  const playerId = characterId(character.name);
  const people = peopleOf(lorebook, template, character, placeId).filter(
    ({ name }) => characterId(name) !== playerId,
  );
  const homes = homesOf(
    people,
    lorebook,
    placeId,
    world.locations.map(({ id }) => id),
    start,
    template?.initial_narrative ?? '',
    seed,
  );
  const firstNames = [character.name, ...people.map(({ name }) => name)].map(firstNameOf);
  const snapshot = takeSnapshot({
    seed,
    turns: 0,
    world: {
      ...world,
      lore: [],
      complications: [],
      discoveries: world.discoveries.filter(
        ({ id, text }) => !BEGINS_BACK.test(text) && !(PAST_RESULT.test(id) && POINTS_BACK.test(text)),
      ),
    },
    lore: boundedLore(lorebook.entries),
    members: [
      { id: playerId, character: player },
      ...people.map((profile) => ({
        id: characterId(profile.name),
        character: {
          ...calledByFirstName(
            characterOfProfile(profile, { lorebook, professions: [], startOf: placeId }),
            firstNames,
          ),
          location_id: homes.get(profile.name) ?? start,
        },
      })),
    ],
  });
  const places = placesOf(lorebook, snapshot, placeId);
  const nameOfPlace = (id: string | undefined) => places.find((place) => place.id === id)?.name ?? '';
  return {
    schemaVersion: 1,
    title: world.title,
    genre: world.genre,
    register: chooseGenre({
      genre: lorebook.series_metadata.genre,
      series_title: lorebook.series_metadata.title,
      setting: lorebook.series_metadata.setting,
    }).id,
    tone: lorebook.tone,
    premise: world.premise,
    playerId,
    places,
    people: people.flatMap((profile) => personOf(profile, snapshot, nameOfPlace) ?? []),
    things: thingsOf(lorebook, snapshot, nameOfPlace),
    factions: lorebook.factions.slice(0, 20).map(({ name, description, goals, leader, rivals }) => ({
      name,
      description,
      goals,
      rivals,
      ...(leader === undefined ? {} : { leader }),
    })),
    systems: lorebook.world_systems.slice(0, 20).map(({ name, type, description, rules, limitations }) => ({
      name,
      type,
      description,
      rules,
      limitations,
    })),
    commonKnowledge: common.map(({ text }) => text),
    snapshot,
  };
}

/** What came of something in the past is told by itself only if it doesn't point back to it. */
const PAST_RESULT = /^past_\d+_[2-9]$/u;
const BEGINS_BACK = /^(?:it|they|he|she|this|these|those|some of them|one of (?:the two|them)|the two)\b/iu;
const POINTS_BACK = /\b(?:it|its|they|them|their|he|him|she|her|that|those|both|the two|some of|others?)\b/iu;

const SHORTEST_NAME = 3;
const MOST_ALIASES = 10;

function firstNameOf(name: string): string {
  const called = shortName(name);
  return called.length >= SHORTEST_NAME && /^\p{Lu}/u.test(called) ? called : name;
}

/** People go by their first name, too, if nobody else has it. */
function calledByFirstName(character: CharacterInput, firstNames: readonly string[]): CharacterInput {
  const called = firstNameOf(character.name);
  const isShared = firstNames.filter((name) => name === called).length > 1;
  if (called === character.name || isShared || character.aliases.includes(called)) return character;
  return { ...character, aliases: [...character.aliases, called].slice(-MOST_ALIASES) };
}

/** The first entries, as many as there is room for. */
function boundedLore(entries: Lorebook['entries']): Lorebook['entries'] {
  let keys = 0;
  let characters = 0;
  return entries.slice(0, MOST_LORE.entries).filter((entry) => {
    keys += entry.keys.length + entry.secondary_keys.length;
    characters += entry.content.length;
    return keys <= MOST_LORE.keys && characters <= MOST_LORE.characters;
  });
}

type StagedLocations = NonNullable<ReturnType<typeof stageWorld>>['world']['locations'];

/** Ids of staged places by their names in the book. */
function placeIds({ locations }: Lorebook, staged: StagedLocations): (name: string) => string | undefined {
  const byText = new Map(staged.map(({ id, name }) => [name, id]));
  const ids = new Map(
    locations.flatMap(({ name }) => {
      const id = byText.get(nameInText(name));
      return id === undefined ? [] : [[nameKey(name), id] as const];
    }),
  );
  return (name) => ids.get(nameKey(name));
}

function playerInput(
  { name, offered, profile }: ChosenCharacter,
  lorebook: Lorebook,
  start: string,
): CharacterInput {
  if (profile !== undefined) {
    return {
      ...characterOfProfile(profile, { lorebook, professions: [], startOf: () => undefined }),
      location_id: start,
    };
  }
  return characterSchema.parse({
    name: cutAt(inLine(name), LONGEST_NAME),
    description: offered?.personality[0] ?? 'a traveller of whom nobody here has heard',
    location_id: start,
  });
}

/** Who matters most first: key characters, then whoever is at home in a place that is played, then the others. */
function peopleOf(
  { characters }: Lorebook,
  template: ScenarioTemplate | undefined,
  { profile }: ChosenCharacter,
  placeId: (name: string) => string | undefined,
): readonly CharacterProfile[] {
  const key = new Set(template?.key_characters.map(nameKey));
  const isAtHome = ({ home_location }: CharacterProfile) =>
    home_location !== undefined && placeId(home_location) !== undefined;
  const weight = (each: CharacterProfile) => (key.has(nameKey(each.name)) ? 2 : 0) + (isAtHome(each) ? 1 : 0);
  const others = characters
    .filter((each) => each !== profile)
    .map((each, index) => ({ each, index }))
    .sort((a, b) => weight(b.each) - weight(a.each) || a.index - b.index)
    .map(({ each }) => each);
  const ids = new Set<PersonaId>();
  return others
    .filter(({ name }) => {
      const id = characterId(name);
      return !ids.has(id) && ids.add(id);
    })
    .slice(0, MOST_PEOPLE);
}

/** Everybody is at home, or where its faction is, or somewhere; and where the story begins somebody is there. */
function homesOf(
  people: readonly CharacterProfile[],
  { factions, locations }: Lorebook,
  placeId: (name: string) => string | undefined,
  places: readonly string[],
  start: string,
  opening: string,
  seed: number,
): ReadonlyMap<string, string> {
  const homes = new Map<string, string>();
  for (const { name, home_location, faction } of people) {
    const listed = locations.find(({ inhabitants }) =>
      inhabitants.some((each) => nameKey(each) === nameKey(name)),
    );
    const power = factions.find((each) => faction !== undefined && nameKey(each.name) === nameKey(faction));
    const known = [home_location, listed?.name, ...(power?.territory ?? [])].flatMap((place) =>
      place === undefined ? [] : (placeId(place) ?? []),
    );
    homes.set(name, known[0] ?? rng(seed, 0, 'home', name).pick(places) ?? start);
  }
  // Whoever the opening speaks of is there when it is told.
  const names = people.map(({ name }) => name);
  for (const { name } of mentionsIn(opening, names).slice(0, MOST_IN_OPENING)) homes.set(name, start);
  const [one, other] = people;
  if (one !== undefined && ![...homes.values()].includes(start)) {
    homes.set(one.name, start);
    if (other !== undefined) homes.set(other.name, start);
  }
  return homes;
}

function placesOf(
  { locations }: Lorebook,
  { world }: SimulationSnapshot,
  placeId: (name: string) => string | undefined,
): PlayPlace[] {
  const names = new Map(locations.map(({ name }) => [placeId(name), name]));
  return locations.flatMap((profile) => {
    const id = placeId(profile.name);
    const staged = id === undefined ? undefined : world.locations[id];
    if (id === undefined || staged === undefined) return [];
    return [
      {
        id,
        name: profile.name,
        inText: staged.name,
        type: profile.type,
        description: staged.description,
        atmosphere: profile.atmosphere,
        features: staged.features,
        dangers: profile.dangers,
        ways: staged.connections.flatMap((way) => names.get(way) ?? []),
        light: staged.light,
        weather: staged.weather,
      },
    ];
  });
}

function personOf(
  profile: CharacterProfile,
  { cast }: SimulationSnapshot,
  nameOfPlace: (id: string | undefined) => string,
): PlayPerson | undefined {
  const persona = cast.find(({ id }) => id === characterId(profile.name));
  if (persona === undefined) return undefined;
  return {
    id: persona.id,
    name: profile.name,
    aliases: profile.aliases,
    role: profile.role,
    description: persona.description,
    personality: profile.personality.slice(0, 5),
    wants: persona.goals.map(({ text }) => text),
    speech: profile.speech_patterns.slice(0, 5),
    home: nameOfPlace(persona.locationId),
    ...(profile.faction === undefined ? {} : { faction: profile.faction }),
  };
}

function thingsOf(
  { important_items: items }: Lorebook,
  { world }: SimulationSnapshot,
  nameOfPlace: (id: string | undefined) => string,
): PlayThing[] {
  const staged = new Map(Object.entries(world.entities).map(([id, thing]) => [thing.name, { id, thing }]));
  return items.flatMap(({ name, description, significance, owner }) => {
    const found = staged.get(nameInText(name));
    if (found === undefined) return [];
    return [
      {
        id: found.id,
        name,
        inText: found.thing.name,
        description,
        significance,
        place: nameOfPlace(found.thing.locationId),
        ...(owner === undefined ? {} : { owner }),
      },
    ];
  });
}
