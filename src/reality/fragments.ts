import type { Json } from '../json.js';
import { round6 } from '../simulation/numbers.js';
import type { LocationId, Persona, PersonaId } from '../simulation/types.js';
import type { InformationSource } from './certainty.js';

/** Pieces of information: how far each is to be trusted, who may pass it on, how much of a kind one can get at. */

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

export type InformationChannel = 'sight' | 'hearing' | 'told' | 'inferred';

export interface InformationFragment {
  readonly fragmentId: string;
  readonly subject: string;
  readonly property: string;
  readonly value: Json;
  readonly category: InformationCategory;
  readonly locationId?: LocationId;
  readonly channel: InformationChannel;
  readonly source: InformationSource;
  /** Who told or showed it; absent for what was perceived oneself. */
  readonly sourceAgent?: PersonaId;
  /** Reliability when it was acquired, 0..1. */
  readonly base: number;
  /** Share of `base` lost per hour. */
  readonly decayRate: number;
  readonly confirmations: number;
  /** Story time, seconds. */
  readonly acquiredAt: number;
  /** Ids of the events it comes from. */
  readonly provenance: readonly string[];
}

/** The base of a fragment whose reliability is given in words. */
export const BASE_RELIABILITY = {
  CONFIRMED: 1,
  HIGH: 0.8,
  MEDIUM: 0.6,
  LOW: 0.4,
  SUSPECT: 0.2,
  UNKNOWN: 0,
} as const;
/** Share of its base that a fragment loses per hour, unless it says otherwise. */
export const DEFAULT_DECAY = 0.1;

/**
 * How far a fragment is to be trusted at a story time (seconds), 0..1: its base, worn down by age, and .05 for each
 * confirmation, .3 at most.
 */
export function fragmentReliability(
  fragment: Pick<InformationFragment, 'base' | 'decayRate' | 'confirmations' | 'acquiredAt'>,
  now: number,
): number {
  const hours = Math.max(0, now - fragment.acquiredAt) / 3600;
  const worn = fragment.base * Math.max(0, 1 - fragment.decayRate * hours);
  return round6(Math.min(1, worn + Math.min(0.3, 0.05 * fragment.confirmations)));
}

/**
 * Whether an agreeing fragment confirms one that is held: it must come from somebody else or be a later observation of
 * one's own. Hearing the same from the same mouth twice confirms nothing.
 */
export function confirms(
  held: Pick<InformationFragment, 'source' | 'sourceAgent' | 'acquiredAt'>,
  agreeing: Pick<InformationFragment, 'source' | 'sourceAgent' | 'acquiredAt'>,
): boolean {
  if (agreeing.source === 'direct' && agreeing.acquiredAt > held.acquiredAt) return true;
  if (agreeing.sourceAgent !== undefined || held.sourceAgent !== undefined) {
    return agreeing.sourceAgent !== held.sourceAgent;
  }
  return agreeing.source !== held.source;
}

const SHARED_FROM = 0.5;

/** Whether one may pass an item on to another: both conscious, the item current and reliable enough. */
export function mayShare(
  giver: Pick<Persona, 'state'>,
  receiver: Pick<Persona, 'state'>,
  item: { readonly current: boolean; readonly reliability: number },
): boolean {
  return giver.state.conscious && receiver.state.conscious && item.current && item.reliability >= SHARED_FROM;
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
