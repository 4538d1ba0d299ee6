import { type Beliefs, own, triple } from '../../reality/beliefs.js';
import { clamp, round6 } from '../../simulation/numbers.js';
import type { SimulationState } from '../../simulation/state.js';
import type { Entity, Persona, WorldState } from '../../simulation/types.js';
import type { GameSession } from '../session.js';
import { type PlayWorld, placeNamed } from '../world.js';
import type { Minds } from './minds.js';

/** How a session stands, in the form by which senses, beliefs and leak checks go. */
export type Stand = Pick<SimulationState, 'world' | 'personas' | 'beliefs' | 'minds' | 'facts'>;

const UNCONSCIOUS: ReadonlySet<string> = new Set(['dead', 'unconscious', 'asleep', 'sleeping']);

/** People who can neither act nor perceive. */
export function isOut(status: string | undefined): boolean {
  return status !== undefined && UNCONSCIOUS.has(status.toLowerCase());
}

/** @param minutes of the story since its opening */
export function standOf(world: PlayWorld, session: GameSession, minutes: number, minds: Minds): Stand {
  const { snapshot } = world;
  return {
    world: worldNow(world, session, minutes, minds),
    personas: Object.fromEntries(
      snapshot.cast.map((persona) => [persona.id, personaNow(world, session, persona)]),
    ),
    beliefs: minds.beliefs,
    facts: minds.facts,
    minds: Object.fromEntries(
      snapshot.cast.map(({ id }) => [
        id,
        { recent: [], heard: own(minds.heard, id) ?? [], spent: {}, progress: {} },
      ]),
    ),
  };
}

function worldNow(
  { snapshot }: PlayWorld,
  { world_state: { weather } }: GameSession,
  minutes: number,
  { beliefs }: Minds,
): WorldState {
  const { world } = snapshot;
  const locations = Object.fromEntries(
    Object.entries(world.locations).map(([id, place]) => [
      id,
      // Indoors there is no weather, whatever it is outside.
      place.weather === 'none' ? place : { ...place, weather },
    ]),
  );
  return {
    ...world,
    locations,
    clock: world.clock + minutes * 60,
    entities: Object.fromEntries(
      Object.entries(world.entities).map(([id, thing]) => [id, thingNow(id, thing, world, beliefs)]),
    ),
  };
}

/** A thing where it truly is by now: the truth is kept with the beliefs about it. */
function thingNow(id: string, thing: Entity, { locations }: WorldState, { truth }: Beliefs): Entity {
  const at = truth[triple(id, 'location')]?.value;
  if (typeof at !== 'string') return thing;
  const { locationId: _place, containerId: _holder, ...rest } = thing;
  return Object.hasOwn(locations, at) ? { ...rest, locationId: at } : { ...rest, containerId: at };
}

function personaNow(world: PlayWorld, session: GameSession, persona: Persona): Persona {
  const { world_state } = session;
  const idOfPlace = (name: string) => placeNamed(world, name)?.id ?? ELSEWHERE;
  if (persona.id === world.playerId) {
    return { ...persona, locationId: idOfPlace(world_state.current_location) };
  }
  const person = world.people.find(({ id }) => id === persona.id);
  const state = person === undefined ? undefined : own(world_state.npc_states, person.name);
  if (state === undefined) return persona;
  const disposition = state.disposition / 100;
  return {
    ...persona,
    locationId: idOfPlace(state.location),
    state: { ...persona.state, conscious: !isOut(state.status) },
    relationships: {
      ...persona.relationships,
      [world.playerId]: {
        affinity: disposition,
        trust: round6(clamp(0.5 + disposition / 2, 0, 1)),
        kind: persona.relationships[world.playerId]?.kind ?? 'acquaintance',
      },
    },
  };
}

/** Where those are who are at a place that isn't on the map. */
const ELSEWHERE = '';
