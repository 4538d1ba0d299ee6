import type { GenreId } from '../scenario/offline/lexicon/genre.js';
import type { SimulationSnapshot } from '../simulation/snapshot.js';
import type { Location, LocationId, PersonaId } from '../simulation/types.js';
import { called, isSameName } from './names.js';
import type { SessionWorld } from './outcome.js';
import type { RuleWorld } from './rule-world.js';

/**
 * What a session is played in, resolved when it is opened: later edits of its sources change nothing. People, places and
 * things are staged as a simulation stages them (`snapshot`), so that senses, beliefs and lore work on the same data;
 * beside that stands what only play needs. On the wire everything goes by its name in the book.
 */
export interface PlayWorld {
  readonly schemaVersion: 1;
  readonly title: string;
  readonly genre: string;
  /** The genre whose words the offline game master uses. */
  readonly register: GenreId;
  readonly tone: string;
  /** Complete sentences that set the scene. */
  readonly premise: string;
  /** The player's character in the cast. */
  readonly playerId: PersonaId;
  readonly places: readonly PlayPlace[];
  /** Everybody but the player's character. */
  readonly people: readonly PlayPerson[];
  readonly things: readonly PlayThing[];
  readonly factions: readonly PlayFaction[];
  readonly systems: readonly PlaySystem[];
  /** What everybody knows, as clauses. */
  readonly commonKnowledge: readonly string[];
  readonly snapshot: SimulationSnapshot;
}

export interface PlayPlace {
  readonly id: LocationId;
  readonly name: string;
  /** The name inside a sentence: `the Iron Market`. */
  readonly inText: string;
  readonly type: string;
  readonly description: string;
  readonly atmosphere: string;
  /** Noun phrases with article. */
  readonly features: readonly string[];
  readonly dangers: readonly string[];
  /** Names of the places next to it. */
  readonly ways: readonly string[];
  readonly light: Location['light'];
  readonly weather: Location['weather'];
}

export interface PlayPerson {
  readonly id: PersonaId;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly role: string;
  /** `a bell founder who has been waiting for somebody to ask` */
  readonly description: string;
  readonly personality: readonly string[];
  /** Infinitives without "to". */
  readonly wants: readonly string[];
  readonly speech: readonly string[];
  readonly faction?: string;
  /** Name of a place. */
  readonly home: string;
}

export interface PlayThing {
  readonly id: string;
  readonly name: string;
  readonly inText: string;
  readonly description: string;
  readonly significance: string;
  /** Name of the place where it lies at the beginning. */
  readonly place: string;
  readonly owner?: string;
}

export interface PlayFaction {
  readonly name: string;
  readonly description: string;
  readonly goals: readonly string[];
  readonly leader?: string;
  readonly rivals: readonly string[];
}

export interface PlaySystem {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly rules: readonly string[];
  readonly limitations: readonly string[];
}

/** As it is stored: all of it is plain JSON. */
export function storedWorld(world: PlayWorld): SessionWorld {
  return world as unknown as SessionWorld;
}

/** @throws Error for a document that `storedWorld` didn't make */
export function playWorld(stored: SessionWorld): PlayWorld {
  if (stored.schemaVersion !== 1 || stored.snapshot === undefined) {
    throw new Error('this is no world of a session');
  }
  return stored as unknown as PlayWorld;
}

/** The world as the rules of play look at it. */
export function ruleWorldOf({ places, people, factions, things, systems }: PlayWorld): RuleWorld {
  return {
    places: places.map(({ name, description, ways }) => ({ name, description, connections: ways })),
    people: people.map(({ name, aliases }) => ({ name, aliases })),
    factions: factions.map(({ name }) => name),
    items: things.map(({ name }) => name),
    systems: systems.map(({ name, type, description, rules }) =>
      [name, type, description, ...rules].join('. '),
    ),
  };
}

export function placeNamed({ places }: Pick<PlayWorld, 'places'>, name: string): PlayPlace | undefined {
  return called(places, name);
}

export function personNamed({ people }: Pick<PlayWorld, 'people'>, name: string): PlayPerson | undefined {
  return (
    called(people, name) ?? people.find(({ aliases }) => aliases.some((alias) => isSameName(alias, name)))
  );
}
