import { keysInOrder } from '../simulation/numbers.js';
import type {
  Entity,
  EntityId,
  Location,
  LocationId,
  Persona,
  PersonaId,
  WorldState,
} from '../simulation/types.js';
import { type Beliefs, own, triple } from './beliefs.js';
import { coordinatesOf, placeIn, type Whereabouts } from './distance.js';
import { bestVisibility, certaintyOf, type Observer, observerFor, type Stimulus } from './senses.js';
import type { PerceivedCertainty } from './witnesses.js';

/**
 * What a persona perceives from where it stands, by the same senses that route events to it: light, weather, terrain,
 * distance, its alertness and its perception decide what it makes out of who and what is there, and how surely.
 */

/** The part of a simulation that senses work on; beliefs say who is known to be where. */
export interface Surroundings {
  readonly world: WorldState;
  readonly personas: Readonly<Record<PersonaId, Persona>>;
  readonly beliefs?: Beliefs;
}

export interface SeenThing {
  readonly id: EntityId;
  readonly thing: Entity;
  readonly heldBy?: PersonaId;
  readonly certainty: PerceivedCertainty;
}

/** What one persona perceives; nothing of other places reaches it. */
export interface Perception {
  /** Others in the same place that it makes out, in id order; those who hide are not among them. */
  readonly people: readonly Persona[];
  /** How surely it makes out each of them. */
  readonly certainty: Readonly<Record<PersonaId, PerceivedCertainty>>;
  /** How many unknown figures there are besides: somebody is there, but who can't be told. */
  readonly figures: number;
  /** Things in the same place or in somebody's hands there, in id order; not what is hidden or shut away. */
  readonly things: readonly SeenThing[];
  /** Open ways out. The map is common knowledge, so they are found in the dark too. */
  readonly exits: readonly LocationId[];
}

export const NOTHING_PERCEIVED: Perception = { people: [], certainty: {}, figures: 0, things: [], exits: [] };

const BY_SIGHT: Stimulus = { senses: ['visual'] };
/** People are never quite still: who can't be seen is heard like a whisper. */
export const BY_PRESENCE: Stimulus = { senses: ['visual', 'auditory'], volume: 'whisper' };
const BY_ANY_SENSE: Stimulus = { senses: ['visual', 'auditory'] };

/**
 * What `self` perceives. Somebody unconscious perceives nothing. A thing is seen if it is obscured at worst, one's own
 * hands are always sure of what they hold. An obscured person is an unknown figure, unless it is known to be there.
 * @param everything switches the senses off: whoever and whatever is there is perceived.
 */
export function perceive(around: Surroundings, self: Persona, everything = false): Perception {
  if (!self.state.conscious) return NOTHING_PERCEIVED;
  const { world } = around;
  const here = presentAt(around, self.locationId);
  const look = everything ? () => 'ABSOLUTE' as const : lookingFrom(world, self);
  const people: Persona[] = [];
  const certainty: Record<PersonaId, PerceivedCertainty> = {};
  let figures = 0;
  for (const other of here.people) {
    if (other.id === self.id || isHiding(other)) continue;
    const sure = look(BY_PRESENCE, other.position);
    if (sure === undefined) continue;
    if (sure === 'MEDIUM' && !isKnownToBeThere(around, self, other)) {
      figures += 1;
      continue;
    }
    people.push(other);
    certainty[other.id] = sure;
  }
  const things: SeenThing[] = [];
  for (const { id, thing, holder } of here.things) {
    if (holder === undefined) {
      const sure = look(BY_SIGHT, coordinatesOf(thing.properties));
      if (sure !== undefined) things.push({ id, thing, certainty: sure });
      continue;
    }
    // Hands are seen of whom one makes out.
    const isOther = holder !== self.id;
    if (isOther && !Object.hasOwn(certainty, holder)) continue;
    const sure = isOther ? look(BY_SIGHT, around.personas[holder]?.position) : 'ABSOLUTE';
    if (sure !== undefined) things.push({ id, thing, heldBy: holder, certainty: sure });
  }
  return { people, certainty, figures, things, exits: exitsOf(world, self.locationId) };
}

/**
 * Whether somebody could get at somebody or something from where it is, by senses that miss nothing: what is in another's
 * hands isn't there to be handled.
 */
export function isWithinReach(around: Surroundings, self: Persona, id: string): boolean {
  const { people, things } = presentAt(around, self.locationId);
  const other = people.find((person) => person.id === id);
  if (other !== undefined) return other.id !== self.id && !isHiding(other);
  const thing = things.find((each) => each.id === id);
  return thing !== undefined && (thing.holder === undefined || thing.holder === self.id);
}

/** Whether the place where somebody is can be looked over, so that what isn't seen there can be taken not to be there. */
export function canLookAround({ world }: Surroundings, self: Persona): boolean {
  return outlookOf(world, self).sight !== undefined;
}

/** Whether somebody sees or hears anything of where it is: who is asleep doesn't, nor anybody in utter din and darkness. */
export function perceivesItsPlace(world: WorldState, self: Persona): boolean {
  return outlookOf(world, self).isAware;
}

type Look = (stimulus: Stimulus, position: Persona['position']) => PerceivedCertainty | undefined;

function lookingFrom(world: WorldState, self: Persona): Look {
  const outlook = outlookOf(world, self);
  return (stimulus, position) => {
    if (position === undefined || self.position === undefined) {
      return stimulus === BY_SIGHT ? outlook.sight : outlook.presence;
    }
    return madeOut(world, observerFor(self), { locationId: self.locationId, position }, stimulus);
  };
}

/** What somebody makes out where it is. Whatever has no coordinates is equally far away there. */
interface Outlook {
  /** The place as it is. */
  readonly place: Location | undefined;
  /** How surely it makes out what lies there, and who is there. */
  readonly sight: PerceivedCertainty | undefined;
  readonly presence: PerceivedCertainty | undefined;
  /** Whether it sees or hears anything at all. */
  readonly isAware: boolean;
}

/** Neither personas nor places are ever written to. */
const outlooks = new WeakMap<Persona, Outlook>();

function outlookOf(world: WorldState, self: Persona): Outlook {
  const place = placeIn(world, self.locationId);
  const known = outlooks.get(self);
  if (known !== undefined && known.place === place) return known;
  const observer = observerFor(self);
  const here = { locationId: self.locationId };
  const sight = madeOut(world, observer, here, BY_SIGHT);
  // More senses never make out less.
  const presence = sight === 'ABSOLUTE' ? sight : madeOut(world, observer, here, BY_PRESENCE);
  const isAware =
    presence !== undefined || bestVisibility(world, observer, here, BY_ANY_SENSE) !== 'invisible';
  const outlook = { place, sight, presence, isAware };
  outlooks.set(self, outlook);
  return outlook;
}

/** How surely something is made out; what is hidden or invisible isn't. */
function madeOut(
  world: WorldState,
  observer: Observer,
  target: Whereabouts,
  stimulus: Stimulus,
): PerceivedCertainty | undefined {
  const certainty = certaintyOf(bestVisibility(world, observer, target, stimulus));
  return certainty === 'ABSOLUTE' || certainty === 'HIGH' || certainty === 'MEDIUM' ? certainty : undefined;
}

export function isHiding({ state }: Persona): boolean {
  return state.statusEffects.includes('hidden');
}

function isKnownToBeThere({ beliefs }: Surroundings, self: Persona, other: Persona): boolean {
  const belief = own(own(beliefs?.stores, self.id)?.entries, triple(other.id, 'location'));
  return belief?.active.value === self.locationId;
}

/** A thing that lies somewhere, or that somebody has. */
interface PlacedThing {
  readonly id: EntityId;
  readonly thing: Entity;
  readonly locationId?: LocationId;
  readonly holder?: PersonaId;
}

interface Presence {
  readonly people: readonly Persona[];
  /** Neither hidden nor shut away. */
  readonly things: readonly PlacedThing[];
}

/** Who and what is at a place, in id order. */
function presentAt(around: Surroundings, place: LocationId): Presence {
  const { personas } = around;
  const people: Persona[] = [];
  for (const id of keysInOrder(personas)) {
    const persona = personas[id];
    if (persona?.locationId === place) people.push(persona);
  }
  const things: PlacedThing[] = [];
  for (const placed of thingsOf(around)) {
    const { holder } = placed;
    const at = holder === undefined ? placed.locationId : personas[holder]?.locationId;
    if (at === place) things.push(placed);
  }
  return { people, things };
}

/** Of the things of a world, and of the people who can have them: whoever carries something may go anywhere with it. */
const placings = new WeakMap<
  WorldState['entities'],
  { readonly holders: readonly PersonaId[]; readonly things: readonly PlacedThing[] }
>();

/** All things that are neither hidden nor shut away, in id order. */
function thingsOf(around: Surroundings): readonly PlacedThing[] {
  const { entities } = around.world;
  const holders = keysInOrder(around.personas);
  const known = placings.get(entities);
  if (known?.holders.length === holders.length && known.holders.every((id, at) => id === holders[at])) {
    return known.things;
  }
  const things = keysInOrder(entities).flatMap((id): PlacedThing[] => {
    const thing = entities[id];
    const { locationId, holder, concealed } = whereabouts(around, id);
    if (thing === undefined || concealed || locationId === undefined) return [];
    return [holder === undefined ? { id, thing, locationId } : { id, thing, holder }];
  });
  placings.set(entities, { holders, things });
  return things;
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

const BLOCKED = 'blocked';

/** Whether something keeps people from going between two neighbouring places for now. */
export function isBlocked(world: WorldState, from: LocationId, to: LocationId): boolean {
  return world.conditions.some(
    ({ type, effects }) =>
      type === BLOCKED &&
      ((effects.from === from && effects.to === to) || (effects.from === to && effects.to === from)),
  );
}

/** Ways out of a place that are open now. */
export function exitsOf(world: WorldState, from: LocationId): readonly LocationId[] {
  const ways = world.locations[from]?.connections ?? NO_WAYS;
  const isFree = world.conditions.every(({ type }) => type !== BLOCKED);
  return isFree ? ways : ways.filter((to) => !isBlocked(world, from, to));
}

const NO_WAYS: readonly LocationId[] = [];
