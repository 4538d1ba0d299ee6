import { round6 } from '../simulation/numbers.js';
import { trait } from '../simulation/traits.js';
import type { Goal, LocationId, Persona, PersonaId, Threat } from '../simulation/types.js';
import {
  BASE_RELIABILITY,
  CATEGORIES,
  DEFAULT_DECAY,
  type InformationCategory,
  type InformationFragment,
} from './fragments.js';
import type { MemoryItem } from './memory.js';

/** What one persona has to decide a turn from, and the rules by which it is put together from what they know. */

/** A fragment as it stands now. */
export interface KnownFragment {
  readonly fragment: InformationFragment;
  /** 0..1 */
  readonly reliability: number;
  /** Reliability of the strongest contested rival, 0..1; absent without one. */
  readonly doubt?: number;
}

export type SituationType = 'social' | 'tactical' | 'resource' | 'exploration' | 'mystery';

export interface UncertaintyMarker {
  readonly subject: string;
  readonly property: string;
  /** How sure one can be in spite of doubts, 0..1. */
  readonly confidence: number;
  readonly reason: 'contested' | 'faded' | 'unreliable';
}

export interface TurnBrief {
  readonly characterId: PersonaId;
  readonly turn: number;
  /** Ids of people, things and places. */
  readonly visibleEntities: readonly string[];
  readonly knownInformation: readonly KnownFragment[];
  readonly uncertaintyMarkers: readonly UncertaintyMarker[];
  readonly availableActions: readonly string[];
  readonly recommendedActions: readonly string[];
  readonly situationType: SituationType;
  readonly threat: Threat;
  readonly memories: readonly MemoryItem[];
  readonly objectives: readonly Goal[];
  readonly constraints: readonly string[];
  readonly loreEntries: readonly string[];
  readonly relationshipNotes: readonly string[];
  readonly tokenBudget: number;
  readonly promptTokens: number;
}

const WORTH_KNOWING = 0.3;
const INFORMATION_SHOWN = 20;
const CERTAIN_ENOUGH = 0.5;

/**
 * The 20 most reliable of what is known above .3 and of one CONFIRMED fragment for each visible place; the newer first
 * among equals, then by place in the input. `now` is story time in seconds.
 */
export function selectInformation(
  known: readonly KnownFragment[],
  visibleLocations: readonly LocationId[],
  now: number,
): KnownFragment[] {
  const places = visibleLocations.map(
    (id): KnownFragment => ({ fragment: sightOf(id, now), reliability: 1 }),
  );
  return [...known.filter(({ reliability }) => reliability > WORTH_KNOWING), ...places]
    .sort((a, b) => b.reliability - a.reliability || b.fragment.acquiredAt - a.fragment.acquiredAt)
    .slice(0, INFORMATION_SHOWN);
}

function sightOf(locationId: LocationId, now: number): InformationFragment {
  return {
    fragmentId: `sight-${locationId}`,
    subject: locationId,
    property: 'in_sight',
    value: true,
    category: 'spatial',
    locationId,
    channel: 'sight',
    source: 'direct',
    base: BASE_RELIABILITY.CONFIRMED,
    decayRate: DEFAULT_DECAY,
    confirmations: 0,
    acquiredAt: now,
    provenance: [],
  };
}

/** Mean reliability by category, 2 decimals; categories of which nothing is known are absent. */
export function categoryConfidence(
  known: readonly KnownFragment[],
): Readonly<Partial<Record<InformationCategory, number>>> {
  const confidence: Partial<Record<InformationCategory, number>> = {};
  for (const category of CATEGORIES) {
    let sum = 0;
    let count = 0;
    for (const { fragment, reliability } of known) {
      if (fragment.category !== category) continue;
      sum += reliability;
      count += 1;
    }
    if (count > 0) confidence[category] = Math.floor(round6(sum / count) * 100 + 0.5) / 100;
  }
  return confidence;
}

/**
 * What somebody had better not rely on: confidence below .5. Confidence is reliability, less up to half of it as a
 * contested rival is more reliable.
 */
export function uncertaintyMarkers(known: readonly KnownFragment[]): UncertaintyMarker[] {
  return known.flatMap(({ fragment, reliability, doubt = 0 }): UncertaintyMarker[] => {
    const confidence = round6(reliability * (1 - doubt / 2));
    if (confidence >= CERTAIN_ENOUGH) return [];
    const reason = doubt > 0 ? 'contested' : fragment.base >= CERTAIN_ENOUGH ? 'faded' : 'unreliable';
    return [{ subject: fragment.subject, property: fragment.property, confidence, reason }];
  });
}

export interface ActionGates {
  readonly visibleLocations: number;
  readonly knownPersonas: number;
  /** Access to tactical and resource information, 0..1. */
  readonly tacticalAccess: number;
  readonly resourceAccess: number;
  readonly threat: Threat;
  readonly armed: boolean;
  /** What the persona's profession adds. */
  readonly professionVerbs: readonly string[];
}

/** Names of the actions open to somebody, each once, in a fixed order: what is always open first, trades last. */
export function gatedActions(gates: ActionGates): string[] {
  const open = ['observe', 'wait'];
  if (gates.visibleLocations > 0) open.push('investigate', 'move');
  if (gates.knownPersonas > 0) open.push('communicate', 'negotiate');
  if (gates.tacticalAccess > 0.5) open.push('plan');
  if (gates.resourceAccess > 0.4) open.push('gather', 'craft');
  if (gates.threat === 'HIGH' || gates.threat === 'CRITICAL') {
    open.push('retreat', 'defensive_action', 'call_for_help');
  }
  if (gates.armed) open.push('attack', 'suppress');
  return [...new Set([...open, ...gates.professionVerbs])];
}

/** What lies near to somebody of that character: six at most, well within the eight that a brief has room for. */
export function recommendedActions(persona: Persona): string[] {
  const near: string[] = [];
  if (trait(persona, 'curious') > 0.6) near.push('investigate', 'explore');
  if (trait(persona, 'sociable') > 0.6) near.push('communicate', 'negotiate');
  if (trait(persona, 'cautious') > 0.7) near.push('observe', 'assess');
  return near;
}

/** What kind of moment it is, by what there is most reason to attend to. */
export function situationType(moment: {
  /** Others who are known to be near. */
  readonly personas: number;
  /** Fragments known of these kinds. */
  readonly tactical: number;
  readonly resource: number;
  readonly visibleLocations: number;
}): SituationType {
  if (moment.personas > 0) return 'social';
  if (moment.tactical > 2) return 'tactical';
  if (moment.resource > 1) return 'resource';
  return moment.visibleLocations > 1 ? 'exploration' : 'mystery';
}
