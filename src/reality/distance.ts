import type { Json } from '../json.js';
import type { LocationId, Persona, WorldState } from '../simulation/types.js';

/** How far apart two are, in metres, and from where one sees into another place: for senses and laws alike. */

/** Metres within a place and to the next one, where nobody has coordinates. */
const WITHIN_A_PLACE = 5;
const TO_THE_NEXT_PLACE = 60;

/** Where somebody or something is. A persona is one; so is a place, for what stands or happens in it. */
export interface Whereabouts {
  readonly locationId: LocationId;
  readonly position?: Persona['position'] | undefined;
}

/** Metres between two: by their coordinates, else 5 in one place, 60 to the next, infinite beyond. */
export function distanceBetween(world: WorldState, a: Whereabouts, b: Whereabouts): number {
  return measuredBetween(a, b) ?? mappedDistance(world, a.locationId, b.locationId);
}

/** Metres by coordinates; nothing when one of the two has none. */
export function measuredBetween(
  a: Pick<Whereabouts, 'position'>,
  b: Pick<Whereabouts, 'position'>,
): number | undefined {
  if (a.position === undefined || b.position === undefined) return undefined;
  const x = a.position.x - b.position.x;
  const y = a.position.y - b.position.y;
  const z = a.position.z - b.position.z;
  return Math.sqrt(x * x + y * y + z * z);
}

function mappedDistance(world: WorldState, from: LocationId, to: LocationId): number {
  if (from === to) return WITHIN_A_PLACE;
  return placeIn(world, from)?.connections.includes(to) === true
    ? TO_THE_NEXT_PLACE
    : Number.POSITIVE_INFINITY;
}

/**
 * Whether one sees from a place into another: the same one, or one that a line of sight leads to. The `line_of_sight`
 * list (of place ids) in the properties of one of the two gives it, and it is good both ways.
 */
export function isInSight(world: WorldState, from: LocationId, to: LocationId): boolean {
  return from === to || overlooks(world, from, to) || overlooks(world, to, from);
}

function overlooks(world: WorldState, from: LocationId, to: LocationId): boolean {
  const list = placeIn(world, from)?.properties.line_of_sight;
  return Array.isArray(list) && list.includes(to);
}

export function placeIn(world: WorldState, id: LocationId): WorldState['locations'][string] | undefined {
  return Object.hasOwn(world.locations, id) ? world.locations[id] : undefined;
}

/** The coordinates that a thing or a place has in its properties, `{x, y, z}` in metres; `z` is 0 when absent. */
export function coordinatesOf(properties: Readonly<Record<string, Json>> | undefined): Persona['position'] {
  const value = properties?.position;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { x, y, z = 0 } = value as Readonly<Record<string, Json>>;
  return typeof x === 'number' && typeof y === 'number' && typeof z === 'number' ? { x, y, z } : undefined;
}
