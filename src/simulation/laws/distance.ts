import { own } from '../../reality/beliefs.js';
import { coordinatesOf, distanceBetween, measuredBetween } from '../../reality/distance.js';
import { exitsOf } from '../../reality/perception.js';
import type { LocationId, Persona, WorldState } from '../types.js';
import type { LawView } from './law.js';

type Ground = Pick<LawView, 'world' | 'personas'>;

/** The place in which an id is found: a person's, a thing's, or the id's own when it is a place. */
export function placeOf(id: string, { world, personas }: Ground): LocationId | undefined {
  if (Object.hasOwn(world.locations, id)) return id;
  if (Object.hasOwn(personas, id)) return personas[id]?.locationId;
  return Object.hasOwn(world.entities, id) ? world.entities[id]?.locationId : undefined;
}

/** Metres by coordinates; nothing when one of the two has none. */
export function measuredDistance(persona: Persona, id: string, map: Ground): number | undefined {
  return measuredBetween(persona, { position: positionOf(id, map) });
}

/** Metres by coordinates, else by the map, on which what has no place is where the persona is. */
export function distanceTo(persona: Persona, id: string, map: Ground): number {
  return distanceBetween(map.world, persona, {
    locationId: placeOf(id, map) ?? persona.locationId,
    position: positionOf(id, map),
  });
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

function positionOf(id: string, { world, personas }: Ground): Persona['position'] {
  if (Object.hasOwn(personas, id)) return personas[id]?.position;
  const { properties } = own(world.locations, id) ?? own(world.entities, id) ?? {};
  return coordinatesOf(properties);
}
