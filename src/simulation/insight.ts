import { reliabilityAt } from '../reality/belief-store.js';
import { hypothesisKey, own, triple } from '../reality/beliefs.js';
import { categoryOf } from '../reality/event-triples.js';
import {
  CATEGORIES,
  type InformationCategory,
  informationAccess,
  LISTED_ABOVE,
  OPENED_ABOVE,
} from '../reality/fragments.js';
import { type Perception, perceivesItsPlace } from '../reality/perception.js';
import { remarksBySubject, whereaboutsKey } from '../reality/remarks.js';
import { remembered } from './keys.js';
import type { SimulationState } from './state.js';
import type { LocationId, Persona } from './types.js';

/** What of its surroundings somebody can get at, what it has come to expect where, and how sure it is of what it holds. */

/** What access leaves of a moment. */
export interface Insight {
  /** What is perceived, as far as it is listed. */
  readonly seen: Perception;
  /** Whether the place itself, its looks and things, is made out. */
  readonly environment: boolean;
  /** Whether one can gather and mend there. */
  readonly resources: boolean;
}

/** What is left of a place for somebody who makes nothing out there. */
export const UNSEEN = { description: 'It is too dark or too loud to make anything out.', features: [] };

/**
 * What of a perception a brief lists. A place that sight or hearing reach is known as it is now; of any other one knows
 * what it was like on coming there, and ever less of that.
 */
export function insightInto(state: SimulationState, self: Persona, seen: Perception): Insight {
  const isPerceived = perceivesItsPlace(state.world, self);
  const { social, environment, resources } = isPerceived
    ? AS_IT_IS
    : accessTo(false, sinceArrival(state, self));
  if (social && environment) return { seen, environment, resources };
  return {
    seen: {
      ...seen,
      people: social ? seen.people : [],
      // What is in one's own hands needs no light.
      things: environment ? seen.things : seen.things.filter(({ heldBy }) => heldBy === self.id),
    },
    environment,
    resources,
  };
}

/** What one can get at of a place that one perceives, or came to so many seconds ago. */
function accessTo(isPerceived: boolean, age: number) {
  const places = isPerceived ? new Set(['']) : NOWHERE;
  const access = (category: InformationCategory) => informationAccess(category, '', places, age);
  return {
    social: access('social') > LISTED_ABOVE.social,
    environment: access('environmental') > LISTED_ABOVE.environmental,
    resources: access('resource') > OPENED_ABOVE.resource,
  };
}

/** Whether somebody has enough that is fresh to lay plans upon; `newest` is the story time of what it last found out. */
export function canPlan({ world }: SimulationState, self: Persona, newest: number): boolean {
  const places = perceivesItsPlace(world, self) ? new Set([self.locationId]) : NOWHERE;
  const age = Math.max(0, world.clock - newest);
  return informationAccess('tactical', self.locationId, places, age) > OPENED_ABOVE.tactical;
}

const NOWHERE: ReadonlySet<LocationId> = new Set();
/** Of a place that one perceives. */
const AS_IT_IS = accessTo(true, 0);

function sinceArrival({ beliefs, world }: SimulationState, self: Persona): number {
  const entry = own(beliefs.stores, self.id)?.entries[triple(self.id, 'location')];
  return Math.max(0, world.clock - (entry?.active.acquiredAt ?? world.clock));
}

/** How much somebody has come to expect of a kind at a place, 0..1. */
export function expectation(
  { beliefs }: SimulationState,
  self: Persona,
  category: InformationCategory,
  place: LocationId,
): number {
  // Names of categories and places, joined: none is a name of Object's own.
  return beliefs.stores[self.id]?.hypotheses[hypothesisKey(category, place)] ?? 0;
}

/** Something that somebody expects of a place. */
export interface Hunch {
  readonly category: InformationCategory;
  readonly place: LocationId;
  /** 0..1 */
  readonly strength: number;
}

/** Expectations below this are none. */
const EXPECTED_FROM = 0.3;
const HUNCHES = 4;

/** Under which stores keep what is expected of a place, by kind. */
const expectationsAt = remembered(1024, (place) =>
  CATEGORIES.map((category) => [category, hypothesisKey(category, place)] as const),
);

/** What somebody expects where it is and where it can go, the strongest first, ties in the order of places and kinds. */
export function hunchesOf(state: SimulationState, self: Persona, exits: readonly LocationId[]): Hunch[] {
  const hunches: Hunch[] = [];
  const hypotheses = own(state.beliefs.stores, self.id)?.hypotheses;
  if (hypotheses === undefined) return hunches;
  const expect = (place: LocationId) => {
    for (const [category, key] of expectationsAt(place)) {
      const strength = hypotheses[key];
      if (strength !== undefined && strength >= EXPECTED_FROM) hunches.push({ category, place, strength });
    }
  };
  expect(self.locationId);
  for (const place of exits) expect(place);
  return hunches.length < 2 ? hunches : hunches.sort((a, b) => b.strength - a.strength).slice(0, HUNCHES);
}

/** Reliability now (0..1) of all that somebody believes of some subjects, by kind. */
export function heldOf(
  { beliefs, world }: SimulationState,
  self: Persona,
  subjects: readonly string[],
): Partial<Record<InformationCategory, number[]>> {
  const held: Partial<Record<InformationCategory, number[]>> = {};
  const entries = beliefs.stores[self.id]?.entries;
  if (entries === undefined) return held;
  const bySubject = remarksBySubject(entries);
  const whereabouts: number[] = [];
  held.spatial = whereabouts;
  for (const subject of subjects) {
    const place = entries[whereaboutsKey(subject)];
    if (place !== undefined) whereabouts.push(reliabilityAt(place.active, world.clock));
    // Of most there is no more to be said than where they are.
    if (!bySubject.has(subject)) continue;
    for (const [key, category] of shownOf(subject)) {
      const entry = entries[key];
      if (entry === undefined) continue;
      held[category] ??= [];
      held[category].push(reliabilityAt(entry.active, world.clock));
    }
  }
  return held;
}

/** What events show besides where somebody or something is (see `triplesOf` and `conductOf`), and of which kind that is. */
const SHOWN = ['conduct', 'open', 'working', 'light', 'weather'] as const;

/** Under which stores keep that of somebody or something, and of which kind it is. */
const shownOf = remembered(2048, (subject) =>
  SHOWN.map((property) => [triple(subject, property), categoryOf(property)] as const),
);
