/** How sure somebody is of something, in words; how sure a source lets them be; how it fades. */

/** From most to least sure. */
export const CERTAINTIES = ['ABSOLUTE', 'HIGH', 'MEDIUM', 'LOW', 'MINIMAL', 'UNKNOWN'] as const;
export type Certainty = (typeof CERTAINTIES)[number];

export const CERTAINTY_VALUE: Readonly<Record<Certainty, number>> = {
  ABSOLUTE: 1,
  HIGH: 0.85,
  MEDIUM: 0.65,
  LOW: 0.4,
  MINIMAL: 0.2,
  UNKNOWN: 0,
};

/** Where a piece of information comes from. `ally`, `neutral` and `enemy` are tellings. */
export type InformationSource =
  | 'direct'
  | 'ally'
  | 'neutral'
  | 'enemy'
  | 'intercepted'
  | 'deduction'
  | 'speculation'
  | 'record'
  | 'divination'
  | 'psychic';

/** How far an item is believed for the way it arrived by, 0..1. */
export const SOURCE_FACTOR: Readonly<Record<InformationSource, number>> = {
  direct: 1,
  ally: 0.9,
  neutral: 0.7,
  enemy: 0.5,
  intercepted: 0.8,
  deduction: 0.75,
  speculation: 0.3,
  record: 0.85,
  divination: 0.8,
  psychic: 0.7,
};

/** Trust in somebody about whom nothing is known. */
export const DEFAULT_TRUST = 0.5;

/**
 * Reliability (0..1) of what is received: certainty times source, and for a telling times min(1, .5 + trust) with the
 * receiver's trust (0..1) in the giver. It is the `base` of the fragment that routing makes of it.
 */
export function knowledgeReliability(
  certainty: Certainty,
  source: InformationSource,
  trustInGiver?: number,
): number {
  const received = CERTAINTY_VALUE[certainty] * SOURCE_FACTOR[source];
  return trustInGiver === undefined ? received : received * Math.min(1, 0.5 + trustInGiver);
}

/** What a telling counts as, by the receiver's affinity (-1..1) for the giver. */
export function tellingSource(affinity: number): 'ally' | 'neutral' | 'enemy' {
  return affinity > 0.2 ? 'ally' : affinity < -0.2 ? 'enemy' : 'neutral';
}

/**
 * A certainty after some hours: value - rate*hours, not below 0, snapped to the nearest level, the higher on a tie.
 * Compared in thousandths, so that a tie is one on every machine.
 */
export function decayKnowledge(certainty: Certainty, hours: number, rate = 0.05): Certainty {
  if (hours <= 0 || rate <= 0) return certainty;
  return certaintyNear(CERTAINTY_VALUE[certainty] - rate * hours);
}

const FROM_BELOW = CERTAINTIES.toReversed().map((level) => ({
  level,
  value: thousandths(CERTAINTY_VALUE[level]),
}));

/** The level nearest to a value of 0..1, the higher on a tie. */
export function certaintyNear(value: number): Certainty {
  const left = Math.max(0, thousandths(value));
  let nearest: Certainty = 'UNKNOWN';
  let distance = left;
  // A level as near as the one below it takes its place.
  for (const { level, value } of FROM_BELOW) {
    const away = Math.abs(value - left);
    if (away <= distance) {
      nearest = level;
      distance = away;
    }
  }
  return nearest;
}

function thousandths(value: number): number {
  return Math.floor(value * 1000 + 0.5);
}
