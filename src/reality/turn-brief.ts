import { round6 } from '../simulation/numbers.js';
import { trait } from '../simulation/traits.js';
import type { Persona } from '../simulation/types.js';
import { CATEGORIES, type InformationCategory } from './fragments.js';

/** What a persona's brief makes of what it perceives and knows: how far to rely on it, what kind of moment it is. */

/** Why one had better not rely on something. */
export type Uncertainty = 'contested' | 'faded' | 'unreliable';

export type SituationType = 'social' | 'tactical' | 'resource' | 'exploration' | 'mystery';

const CERTAIN_ENOUGH = 0.5;

/**
 * Why one had better not rely on a piece of information, if confidence in it is below .5. Confidence is reliability, less
 * up to half of it as a contested rival is more reliable.
 */
export function uncertaintyOf(held: {
  /** When it was acquired, 0..1. */
  readonly base: number;
  /** Now, 0..1. */
  readonly reliability: number;
  /** Reliability of the strongest contested rival, 0..1; 0 without one. */
  readonly doubt: number;
}): Uncertainty | undefined {
  if (round6(held.reliability * (1 - held.doubt / 2)) >= CERTAIN_ENOUGH) return undefined;
  if (held.doubt > 0) return 'contested';
  return held.base >= CERTAIN_ENOUGH ? 'faded' : 'unreliable';
}

/**
 * Mean reliability by category, 2 decimals; categories of which nothing is known are absent.
 * @param known the reliability of each piece, 0..1
 */
export function categoryConfidence(
  known: Readonly<Partial<Record<InformationCategory, readonly number[]>>>,
): Readonly<Partial<Record<InformationCategory, number>>> {
  const confidence: Partial<Record<InformationCategory, number>> = {};
  for (const category of CATEGORIES) {
    const items = known[category];
    if (items === undefined || items.length === 0) continue;
    let sum = 0;
    for (const reliability of items) sum += reliability;
    confidence[category] = Math.floor(round6(sum / items.length) * 100 + 0.5) / 100;
  }
  return confidence;
}

/** As much as a brief recommends. */
const RECOMMENDED = 8;
/** From this expectation on it is worth following, and below this confidence worth another look. */
const EXPECTED = 0.5;

/** What somebody's moment holds besides their character. */
export interface Footing {
  /** What is expected of the place, 0..1, by kind. */
  readonly expected: Readonly<Partial<Record<InformationCategory, number>>>;
  /** How reliable what is held is, by kind. */
  readonly confidence: Readonly<Partial<Record<InformationCategory, number>>>;
}

/**
 * What lies near to somebody of that character, and then what the moment calls for: to look into a place of which much is
 * expected, to be on one's guard where there has been danger, to make sure of what has become doubtful.
 */
export function recommendedActions(persona: Persona, { expected, confidence }: Footing): string[] {
  const near: string[] = [];
  if (trait(persona, 'curious') > 0.6) near.push('investigate', 'explore');
  if (trait(persona, 'sociable') > 0.6) near.push('communicate', 'negotiate');
  if (trait(persona, 'cautious') > 0.7) near.push('observe', 'assess');
  if ((expected.social ?? 0) >= EXPECTED) near.push('explore', 'investigate');
  if ((expected.resource ?? 0) >= EXPECTED) near.push('gather', 'repair');
  if ((expected.tactical ?? 0) >= EXPECTED) near.push('observe', 'guard');
  if (CATEGORIES.some((category) => (confidence[category] ?? 1) < CERTAIN_ENOUGH)) near.push('assess');
  return near.filter((word, at) => near.indexOf(word) === at).slice(0, RECOMMENDED);
}

/** What kind of moment it is, by what there is most reason to attend to. */
export function situationType(moment: {
  /** Others who are known to be near. */
  readonly personas: number;
  /** How much is known of these kinds. */
  readonly tactical: number;
  readonly resource: number;
  readonly visibleLocations: number;
}): SituationType {
  if (moment.personas > 0) return 'social';
  if (moment.tactical > 2) return 'tactical';
  if (moment.resource > 1) return 'resource';
  return moment.visibleLocations > 1 ? 'exploration' : 'mystery';
}
