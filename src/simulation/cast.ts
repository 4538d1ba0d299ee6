import { SimulationInputError } from '../errors.js';
import { type CharacterInput, toPersona } from './character.js';
import { rng } from './random.js';
import type { Bond, Goal, LocationId, Persona, PersonaId } from './types.js';
import type { WorldFile } from './world-file.js';

/** A character of a request with the id that it plays under. */
export interface CastMember {
  readonly id: PersonaId;
  readonly character: CharacterInput;
}

/** People whom one story can follow. */
export const MAX_CAST = 6;

/** Somebody without a goal of their own still wants to understand where they are. */
const PLAIN_GOAL: Goal = {
  id: 'goal_1',
  text: 'find out what is going on here',
  priority: 0.5,
  status: 'open',
  tracks: { kind: 'learn', count: 4 },
};

/** Most of a cast begin in one place: people who never meet make no story. */
const TOGETHER_ODDS = 0.65;

/**
 * The personas of a simulation in the order of the request: relationships resolved among them, everyone at a start
 * place that the seed picks.
 * @throws SimulationInputError when the cast is empty or one character is in it twice.
 */
export function assembleCast(members: readonly CastMember[], world: WorldFile, seed: number): Persona[] {
  if (members.length === 0) throw new SimulationInputError('A simulation needs at least one character');
  const ids = new Set<string>();
  for (const { id, character } of members) {
    if (ids.has(id)) {
      throw new SimulationInputError(`"${character.name}" is in the cast twice`, {
        issues: [
          { path: 'characters', message: `two characters have the id "${id}"; give one of them another` },
        ],
      });
    }
    ids.add(id);
  }
  const start = startPlaces(world);
  const meeting = rng(seed, 0, 'start', '').pick(start);
  return castOf(members, meeting).map((persona, index) => {
    const wish = members[index]?.character.location_id;
    const wanted = world.locations.find((location) => location.id === wish)?.id;
    const dice = rng(seed, 0, 'start', persona.id);
    const placeId = wanted ?? (dice.chance(TOGETHER_ODDS) ? meeting : dice.pick(start));
    return { ...persona, locationId: placeId };
  });
}

/** By its members, a cast that stands in one place: simulations of one source differ in where it begins, and in no more. */
const casts = new WeakMap<readonly CastMember[], readonly Persona[]>();

function castOf(members: readonly CastMember[], placeId: LocationId): readonly Persona[] {
  let cast = casts.get(members);
  if (cast === undefined) {
    cast = resolveBonds(members.map(({ id, character }) => withGoal(toPersona(character, id, placeId))));
    casts.set(members, cast);
  }
  return cast;
}

/** A persona with something to want. */
export function withGoal(persona: Persona): Persona {
  return persona.goals.length > 0 ? persona : { ...persona, goals: [PLAIN_GOAL] };
}

/**
 * Rewrites the keys of relationships, and whom goals are about, from ids, names or aliases to ids of this cast. Those
 * who aren't in it are dropped, and with them the goals that make no sense without them.
 */
export function resolveBonds(personas: readonly Persona[]): Persona[] {
  const idOf = new Map<string, PersonaId>();
  // Ids win over names and names over aliases when two people answer to the same word.
  for (const { id, aliases } of personas) for (const alias of aliases) idOf.set(fold(alias), id);
  for (const { id, name } of personas) idOf.set(fold(name), id);
  for (const { id } of personas) idOf.set(fold(id), id);
  return personas.map((persona) => {
    const relationships: Record<PersonaId, Bond> = {};
    for (const [key, bond] of Object.entries(persona.relationships)) {
      const id = idOf.get(fold(key));
      if (id !== undefined && id !== persona.id) relationships[id] = bond;
    }
    return { ...persona, relationships, goals: persona.goals.flatMap((goal) => resolveGoal(goal, idOf)) };
  });
}

function resolveGoal(goal: Goal, idOf: ReadonlyMap<string, PersonaId>): Goal[] {
  if (goal.tracks?.who === undefined) return [goal];
  const who = idOf.get(fold(goal.tracks.who));
  return who === undefined ? [] : [{ ...goal, tracks: { ...goal.tracks, who } }];
}

function startPlaces(world: WorldFile): readonly [string, ...string[]] {
  const [first, ...rest] = world.locations.filter((location) => location.start);
  const fallback = world.locations[0];
  if (first !== undefined) return [first.id, ...rest.map((location) => location.id)];
  if (fallback === undefined) throw new SimulationInputError('The world has no places');
  return [fallback.id];
}

function fold(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}
