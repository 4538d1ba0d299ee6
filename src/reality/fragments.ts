import { round6 } from '../simulation/numbers.js';
import type { LocationId, Persona } from '../simulation/types.js';

/** Kinds of information: who may pass a piece of it on, and how much of a kind one can get at. */

export const CATEGORIES = [
  'spatial',
  'temporal',
  'social',
  'tactical',
  'emotional',
  'environmental',
  'resource',
] as const;
export type InformationCategory = (typeof CATEGORIES)[number];

const SHARED_FROM = 0.5;

/** Whether one may pass an item on to another: both conscious, the item current and reliable enough. */
export function mayShare(
  giver: Pick<Persona, 'state'>,
  receiver: Pick<Persona, 'state'>,
  item: { readonly current: boolean; readonly reliability: number },
): boolean {
  return giver.state.conscious && receiver.state.conscious && isSharable(item);
}

/** Whether an item is current and reliable enough to be passed on at all. */
export function isSharable(item: { readonly current: boolean; readonly reliability: number }): boolean {
  return item.current && item.reliability >= SHARED_FROM;
}

const ACCESS: Readonly<Record<InformationCategory, number>> = {
  spatial: 0.8,
  temporal: 0.9,
  social: 0.4,
  tactical: 0.3,
  emotional: 0.2,
  environmental: 0.7,
  resource: 0.5,
};
const ACCESS_FADES_IN = 7200;

/** Above these accesses others and the environment appear in a brief. */
export const LISTED_ABOVE = { social: 0.3, environmental: 0.2 } as const;
/**
 * Above these accesses gathering and planning are open. Planning is said to take more than .5 of tactical access, which
 * is .3 at most: it is taken as more than half of what there can be, so that what is known must be less than an hour old.
 */
export const OPENED_ABOVE = { resource: 0.4, tactical: 0.5 * ACCESS.tactical } as const;

/**
 * How much somebody can get at of one kind of information about a place, 0..1: less of what they don't see (half) and
 * of what is old (down to a tenth in two hours).
 */
export function informationAccess(
  category: InformationCategory,
  locationId: LocationId,
  visibleLocations: ReadonlySet<LocationId>,
  ageSeconds: number,
): number {
  const seen = visibleLocations.has(locationId) ? 1 : 0.5;
  return round6(Math.min(1, ACCESS[category] * seen * Math.max(0.1, 1 - ageSeconds / ACCESS_FADES_IN)));
}
