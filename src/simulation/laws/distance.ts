import type { Json } from '../../json.js';
import { exitsOf } from '../../reality/perception.js';
import type { LocationId, Persona, WorldState } from '../types.js';
import type { LawView } from './law.js';

/** Metres within a place and to a connected one, where nobody has coordinates. */
const WITHIN = 5;
const NEXT_DOOR = 60;

interface Position {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

type Ground = Pick<LawView, 'world' | 'personas'>;

/** The place in which an id is found: a person's, a thing's, or the id's own when it is a place. */
export function placeOf(id: string, { world, personas }: Ground): LocationId | undefined {
  if (Object.hasOwn(world.locations, id)) return id;
  if (Object.hasOwn(personas, id)) return personas[id]?.locationId;
  return Object.hasOwn(world.entities, id) ? world.entities[id]?.locationId : undefined;
}

/** Metres by coordinates; nothing when one of the two has none. */
export function measuredDistance(persona: Persona, id: string, map: Ground): number | undefined {
  const from = persona.position;
  const to = positionOf(id, map);
  if (from === undefined || to === undefined) return undefined;
  return Math.sqrt(square(from.x - to.x) + square(from.y - to.y) + square(from.z - to.z));
}

/** Metres by coordinates, else 5 within a place and 60 to a connected one; infinite to anywhere else. */
export function distanceTo(persona: Persona, id: string, map: Ground): number {
  const measured = measuredDistance(persona, id, map);
  if (measured !== undefined) return measured;
  const place = placeOf(id, map) ?? persona.locationId;
  if (place === persona.locationId) return WITHIN;
  return map.world.locations[persona.locationId]?.connections.includes(place) === true
    ? NEXT_DOOR
    : Number.POSITIVE_INFINITY;
}

/** Whether one sees from a place into another: the same one, or one that a connection gives a view of. */
export function hasLineOfSight(world: WorldState, from: LocationId, to: LocationId): boolean {
  if (from === to) return true;
  const views = world.locations[from]?.properties.line_of_sight;
  return Array.isArray(views) && views.includes(to);
}

/** The first open step of a shortest way between two places, the first by id among several; nothing when none leads there. */
export function nextHop(world: WorldState, from: LocationId, to: LocationId): LocationId | undefined {
  const firstStep = new Map<LocationId, LocationId>([[from, from]]);
  const queue: LocationId[] = [from];
  for (const place of queue) {
    if (place === to) return place === from ? undefined : firstStep.get(place);
    for (const next of [...exitsOf(world, place)].sort()) {
      if (firstStep.has(next)) continue;
      firstStep.set(next, place === from ? next : (firstStep.get(place) ?? next));
      queue.push(next);
    }
  }
  return undefined;
}

function positionOf(id: string, { world, personas }: Ground): Position | undefined {
  if (Object.hasOwn(personas, id)) return personas[id]?.position;
  if (Object.hasOwn(world.locations, id)) return coordinates(world.locations[id]?.properties.position);
  return Object.hasOwn(world.entities, id) ? coordinates(world.entities[id]?.properties.position) : undefined;
}

function coordinates(value: Json | undefined): Position | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { x, y, z = 0 } = value as Readonly<Record<string, Json>>;
  return typeof x === 'number' && typeof y === 'number' && typeof z === 'number' ? { x, y, z } : undefined;
}

function square(value: number): number {
  return value * value;
}
