import { locationTriple, type SceneTriple, type Triple } from '../reality/event-triples.js';
import { perceive, type SeenThing } from '../reality/perception.js';
import { keysInOrder } from './numbers.js';
import type { SimulationState } from './state.js';
import type { Entity, EntityId, LocationId, PersonaId, WorldState } from './types.js';

/**
 * What somebody who comes to a place makes out of it, and how surely: its things, in hands and open containers too, where
 * they are, and whether they stand open or work. In a place whose properties say `contents_visible_on_entry` the contents
 * of closed containers are among them.
 */
export function sceneTriples(
  { world, personas }: Pick<SimulationState, 'world' | 'personas'>,
  personaId: PersonaId,
  locationId: LocationId,
): SceneTriple[] {
  const self = personas[personaId];
  if (self === undefined) return [];
  const there = self.locationId === locationId ? self : { ...self, locationId };
  const { things } = perceive({ world, personas }, there);
  const isGlass = world.locations[locationId]?.properties.contents_visible_on_entry === true;
  const shown = isGlass ? [...things, ...things.flatMap((seen) => contentsOf(world.entities, seen))] : things;
  return shown.flatMap(({ id, thing, heldBy, certainty }) => {
    const at = heldBy ?? thing.containerId ?? thing.locationId ?? locationId;
    return [locationTriple(id, at), ...conditionOf(id, thing)].map((each) => ({ ...each, certainty }));
  });
}

/** What lies in a closed container, and in closed ones in it; open ones show theirs anyway. */
function contentsOf(
  entities: WorldState['entities'],
  { id: container, thing, certainty }: SeenThing,
): SeenThing[] {
  if (thing.open === true) return [];
  return keysInOrder(entities).flatMap((id) => {
    const inside = entities[id];
    if (inside?.containerId !== container || inside.properties.hidden === true) return [];
    const seen = { id, thing: inside, certainty };
    return [seen, ...contentsOf(entities, seen)];
  });
}

/** Whether a thing stands open and whether it works. */
function conditionOf(subject: EntityId, { open, properties: { working } }: Entity): Triple[] {
  return [
    ...(open === undefined
      ? []
      : [{ subject, property: 'open', value: open, category: 'environmental' } as const]),
    ...(typeof working === 'boolean'
      ? [{ subject, property: 'working', value: working, category: 'resource', negative: !working } as const]
      : []),
  ];
}

/** Where everything is and how it stands, hidden or not. */
export function worldTriples({ world, personas }: Pick<SimulationState, 'world' | 'personas'>): Triple[] {
  const triples: Triple[] = [];
  for (const [id, thing] of Object.entries(world.entities)) {
    const at = thing.containerId ?? thing.locationId;
    if (at !== undefined) triples.push(locationTriple(id, at));
    triples.push(...conditionOf(id, thing));
  }
  for (const { id, locationId } of Object.values(personas)) triples.push(locationTriple(id, locationId));
  return triples;
}
