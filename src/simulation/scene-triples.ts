import { locationTriple, type Triple } from '../reality/event-triples.js';
import { perceive } from '../reality/perception.js';
import type { SimulationState } from './state.js';
import type { LocationId, PersonaId } from './types.js';

/**
 * What somebody who comes to a place can see of it: its things, in hands and open containers too, where they are, and
 * whether they stand open or work. Things are looked at from close by, so no light or weather hides them.
 */
export function sceneTriples(
  { world, personas }: Pick<SimulationState, 'world' | 'personas'>,
  personaId: PersonaId,
  locationId: LocationId,
): Triple[] {
  const self = personas[personaId];
  if (self === undefined) return [];
  const there = self.locationId === locationId ? self : { ...self, locationId };
  const triples: Triple[] = [];
  for (const { id, thing, heldBy } of perceive({ world, personas }, there).things) {
    triples.push(locationTriple(id, heldBy ?? thing.containerId ?? thing.locationId ?? locationId));
    if (thing.open !== undefined) {
      triples.push({ subject: id, property: 'open', value: thing.open, category: 'environmental' });
    }
    if (typeof thing.properties.working === 'boolean') {
      const { working } = thing.properties;
      triples.push({
        subject: id,
        property: 'working',
        value: working,
        category: 'resource',
        negative: !working,
      });
    }
  }
  return triples;
}

/** Where everything is and how it stands, hidden or not. */
export function worldTriples({ world, personas }: Pick<SimulationState, 'world' | 'personas'>): Triple[] {
  const triples: Triple[] = [];
  for (const [id, thing] of Object.entries(world.entities)) {
    const at = thing.containerId ?? thing.locationId;
    if (at !== undefined) triples.push(locationTriple(id, at));
    if (thing.open !== undefined) {
      triples.push({ subject: id, property: 'open', value: thing.open, category: 'environmental' });
    }
    if (typeof thing.properties.working === 'boolean') {
      triples.push({
        subject: id,
        property: 'working',
        value: thing.properties.working,
        category: 'resource',
      });
    }
  }
  for (const { id, locationId } of Object.values(personas)) triples.push(locationTriple(id, locationId));
  return triples;
}
