import type { Issue } from '../errors.js';
import type { WorldChanges } from './fork-changes.js';
import { sortedKeys } from './numbers.js';
import type { Condition, Entity, Location, PersonaId, WorldState } from './types.js';

/** How a fork's changes of the world are carried out. */

/**
 * The world with the changes made, whose ids are known to be right, and what came out that can't be: things that hold
 * one another.
 */
export function forkedWorld(
  world: WorldState,
  { locations = {}, things = {}, conditions }: WorldChanges,
  personas: Readonly<Record<PersonaId, unknown>>,
): { readonly state: WorldState; readonly issues: readonly Issue[] } {
  const places: Record<string, Location> = { ...world.locations };
  for (const id of sortedKeys(locations)) {
    const [place, change] = [places[id], locations[id]];
    if (place === undefined || change === undefined) continue;
    const { light = place.light, weather = place.weather, terrain = place.terrain } = change;
    places[id] = { ...place, light, weather, terrain };
  }
  const entities: Record<string, Entity> = { ...world.entities };
  for (const id of sortedKeys(things)) {
    const [thing, change] = [entities[id], things[id]];
    if (thing === undefined || change === undefined) continue;
    entities[id] = changed(thing, change, (at) => !Object.hasOwn(personas, at) && Object.hasOwn(places, at));
  }
  const issues = sortedKeys(things)
    .filter((id) => holdsItself(id, entities, personas))
    .map((id) => ({ path: `changes.world.things.${id}.at`, message: `puts "${id}" into itself` }));
  return {
    state: {
      ...world,
      locations: places,
      entities,
      conditions: conditions === undefined ? world.conditions : conditions.map(toCondition),
    },
    issues,
  };
}

function changed(
  thing: Entity,
  { at, open, working, hidden }: NonNullable<WorldChanges['things']>[string],
  isPlace: (at: string) => boolean,
): Entity {
  const { locationId: _place, containerId: _holder, ...rest } = thing;
  const { hidden: wasHidden, ...properties } = thing.properties;
  const isHidden = hidden ?? wasHidden === true;
  return {
    ...(at === undefined ? thing : { ...rest, ...(isPlace(at) ? { locationId: at } : { containerId: at }) }),
    ...(open === undefined ? {} : { open }),
    properties: {
      ...properties,
      ...(working === undefined ? {} : { working }),
      ...(isHidden ? { hidden: true } : {}),
    },
  };
}

function toCondition(condition: NonNullable<WorldChanges['conditions']>[number]): Condition {
  const { type, severity, affected_area: area, turns_remaining: turns, from, to } = condition;
  return {
    type,
    severity,
    ...(area === undefined ? {} : { affectedArea: area }),
    ...(turns === undefined ? {} : { turnsRemaining: turns }),
    effects: from === undefined || to === undefined ? {} : { from, to },
  };
}

function holdsItself(
  id: string,
  entities: Readonly<Record<string, Entity>>,
  personas: Readonly<Record<PersonaId, unknown>>,
): boolean {
  const passed = new Set<string>();
  let holder = entities[id]?.containerId;
  while (holder !== undefined && !Object.hasOwn(personas, holder) && !passed.has(holder)) {
    if (holder === id) return true;
    passed.add(holder);
    holder = entities[holder]?.containerId;
  }
  return false;
}
