import { keysInOrder } from '../simulation/numbers.js';
import type { Entity, EntityId, LocationId, Persona, PersonaId, WorldState } from '../simulation/types.js';

/** The part of a simulation that senses work on. */
export interface Surroundings {
  readonly world: WorldState;
  readonly personas: Readonly<Record<PersonaId, Persona>>;
}

export interface SeenThing {
  readonly id: EntityId;
  readonly thing: Entity;
  readonly heldBy?: PersonaId;
}

/** What one persona perceives from where it stands; nothing of other places reaches it. */
export interface Perception {
  /** Others in the same place, in id order; those who hide are not among them. */
  readonly people: readonly Persona[];
  /** Things in the same place or in somebody's hands there, in id order; not what is hidden or shut away. */
  readonly things: readonly SeenThing[];
  /** Open ways out. */
  readonly exits: readonly LocationId[];
}

const NOTHING: Perception = { people: [], things: [], exits: [] };

/** What `self` perceives. Somebody unconscious perceives nothing. */
export function perceive(around: Surroundings, self: Persona): Perception {
  if (!self.state.conscious) return NOTHING;
  const people: Persona[] = [];
  for (const id of keysInOrder(around.personas)) {
    const other = around.personas[id];
    if (other !== undefined && other.id !== self.id && isSeenFrom(other, self.locationId)) people.push(other);
  }
  const things: SeenThing[] = [];
  for (const id of keysInOrder(around.world.entities)) {
    const thing = around.world.entities[id];
    const where = whereabouts(around, id);
    if (thing === undefined || where.concealed || where.locationId !== self.locationId) continue;
    if (where.holder === undefined) things.push({ id, thing });
    else if (where.holder === self.id || people.some((other) => other.id === where.holder)) {
      things.push({ id, thing, heldBy: where.holder });
    }
  }
  return { people, things, exits: exitsOf(around.world, self.locationId) };
}

function isSeenFrom(other: Persona, locationId: LocationId): boolean {
  return other.locationId === locationId && !other.state.statusEffects.includes('hidden');
}

/** Where a thing is in the end, who carries it, and whether a closed container or a secret conceals it. */
export function whereabouts(
  around: Surroundings,
  thingId: EntityId,
): { readonly locationId?: LocationId; readonly holder?: PersonaId; readonly concealed: boolean } {
  let concealed = false;
  let current = around.world.entities[thingId];
  // A container can lie in a container; the bound only guards against a file that nests them in a circle.
  for (let depth = 0; current !== undefined && depth < 8; depth += 1) {
    if (current.properties.hidden === true) concealed = true;
    if (current.locationId !== undefined) return { locationId: current.locationId, concealed };
    const owner: string | undefined = current.containerId;
    if (owner === undefined) break;
    const persona = around.personas[owner];
    if (persona !== undefined) return { locationId: persona.locationId, holder: persona.id, concealed };
    current = around.world.entities[owner];
    if (current?.open !== true) concealed = true;
  }
  return { concealed: true };
}

/** Whether something keeps people from going between two neighbouring places for now. */
export function isBlocked(world: WorldState, from: LocationId, to: LocationId): boolean {
  return world.conditions.some(
    ({ type, effects }) =>
      type === 'blocked' &&
      ((effects.from === from && effects.to === to) || (effects.from === to && effects.to === from)),
  );
}

/** Ways out of a place that are open now. */
export function exitsOf(world: WorldState, from: LocationId): LocationId[] {
  return (world.locations[from]?.connections ?? []).filter((to) => !isBlocked(world, from, to));
}
