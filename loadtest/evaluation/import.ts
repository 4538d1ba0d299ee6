import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { CastMember } from '../../src/simulation/cast.js';
import { type WorldFile, worldFileSchema } from '../../src/simulation/world-file.js';
import { IdBook } from './id-book.js';
import { heroOf, npcOf } from './people.js';
import { placesOf } from './places.js';
import { readSeed, type Seed, type SeedObjective } from './seed.js';
import { thingsOf } from './things.js';
import { asClause, asSentences, listed, lowerFirst, withThe, words } from './wording.js';

/** A scenario made playable: a world, a cast, and what is to be judged at the end. */
export interface Scenario {
  readonly id: string;
  readonly turns: number;
  readonly world: WorldFile;
  readonly members: readonly CastMember[];
  /** Ids of those whose deeds are judged: the scenario's characters, not the people it places in the world. */
  readonly heroes: readonly string[];
  readonly objectives: readonly ScenarioObjective[];
  /** The world's id of each thing that the file names. */
  readonly things: ReadonlyMap<string, string>;
  /** What the file says and the world can't hold, in words. */
  readonly warnings: readonly string[];
}

export interface ScenarioObjective {
  readonly id: string;
  readonly tier: 'primary' | 'secondary';
  /** Name and demand of each criterion: `['stamina_remaining', '>= 50']`. */
  readonly criteria: readonly (readonly [string, Demand])[];
}

export type Demand = string | number | boolean | readonly (string | number | boolean)[];

/** @throws ScenarioError, or the parser's error when the file isn't YAML */
export function importFile(path: string): Scenario {
  return importScenario(parse(readFileSync(path, 'utf8')));
}

/**
 * What a parsed seed file says, as the engine takes it. References that lead nowhere are left out with a warning.
 * @throws ScenarioError when the file lacks an id, a place or a character
 */
export function importScenario(raw: unknown): Scenario {
  const seed = readSeed(raw);
  const book = new IdBook();
  const { world_state: state, metadata } = seed;
  const places = placesOf(seed, book);
  const start = places.nearestTo(seed.characters[0]);
  const { things, discoveries, idOf: thingId } = thingsOf(seed, places, start, book);
  const heroes = seed.characters.map((character) => {
    const place = places.find(character.location) ?? places.nearestTo(character);
    return heroOf(character, place, goalsOf(seed, thingId), state.npcs, book);
  });
  const npcs = state.npcs.flatMap((npc) => {
    const place = npc.location === undefined ? start : places.find(npc.location);
    if (place !== undefined) return [npcOf(npc, place, seed.characters, book)];
    book.warn(`${npc.id} is left out: its place ${npc.location} isn't in the world`);
    return [];
  });
  const objectives = [
    ...seed.objectives.primary.map((objective) => ({ tier: 'primary' as const, objective })),
    ...seed.objectives.secondary.map((objective) => ({ tier: 'secondary' as const, objective })),
  ];
  const world = worldFileSchema.parse({
    id: book.slug(metadata.seed_id),
    title: asClause(state.setting ?? metadata.description ?? metadata.seed_id, 120),
    genre: 'scenario',
    keywords: [asClause(metadata.seed_id, 40)],
    premise: asSentences(state.description ?? state.setting ?? metadata.seed_id, 600),
    start_time: startTime(state.environment?.time_of_day),
    locations: places.locations.map((location) => ({ ...location, start: location.id === start })),
    things,
    discoveries,
    complications: [],
    objectives: objectives.flatMap(({ objective }) => {
      const found = investigated(objective).flatMap((id) => {
        const thing = thingId.get(id);
        return discoveries.find((discovery) => discovery.thing === thing)?.id ?? [];
      });
      if (found.length === 0) return [];
      return [{ id: book.take(objective.id), text: purpose(objective), reached: { found } }];
    }),
    lore: things.slice(0, 30).map((thing) => ({
      id: book.take(`known-${thing.id}`),
      text: asClause(places.whereabouts(thing), 400),
    })),
  });
  return {
    id: metadata.seed_id,
    turns: metadata.estimated_turns,
    world,
    members: [...heroes, ...npcs],
    heroes: heroes.map(({ id }) => id),
    objectives: objectives.map(({ tier, objective }) => ({
      id: objective.id,
      tier,
      criteria: objective.completion_criteria,
    })),
    things: thingId,
    warnings: book.warnings,
  };
}

/** Ids of the things that an objective wants investigated, as the file names them. */
export function investigated({ completion_criteria }: Pick<SeedObjective, 'completion_criteria'>): string[] {
  return completion_criteria.flatMap(([name, demand]) =>
    name === INVESTIGATE ? [demand].flat().map(String) : [],
  );
}

export const INVESTIGATE = 'investigate_action_on';

/**
 * The characters' own goals: the objectives that want something looked into, with the things and their places named.
 * What the others ask for is for the judge, nothing that somebody in the story would set out to do.
 */
function goalsOf(seed: Seed, thingId: ReadonlyMap<string, string>): Goal[] {
  const { primary, secondary } = seed.objectives;
  return [...primary, ...secondary].slice(0, 20).flatMap((objective) => {
    const wanted = investigated(objective).filter((id) => thingId.has(id));
    if (wanted.length === 0) return [];
    const names = wanted.map((id) => {
      const { name, location } = seed.world_state.objects.find((object) => object.id === id) ?? {};
      const place = seed.world_state.locations.find((other) => other.id === location);
      const where = place === undefined ? '' : ` in ${withThe(place.name ?? words(place.id))}`;
      return `${withThe(name ?? words(id))}${where}`;
    });
    return {
      text: asClause(`${purpose(objective)}: ${listed(names)}`, 300),
      priority: Math.min(1, 0.5 + objective.success_weight),
      tracks: { kind: 'learn', count: Math.min(20, wanted.length) },
    };
  });
}

/** A goal as a character file has it. */
export interface Goal {
  readonly text: string;
  readonly priority: number;
  readonly tracks: { readonly kind: 'learn'; readonly count: number };
}

function purpose({ id, description }: SeedObjective): string {
  return asClause(lowerFirst(description ?? words(id)), 300);
}

function startTime(label: unknown): string {
  return /(?:[01]\d|2[0-3]):[0-5]\d/.exec(String(label))?.[0] ?? '08:00';
}
