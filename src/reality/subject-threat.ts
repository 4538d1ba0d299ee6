import type { Json } from '../json.js';
import { remembered } from '../simulation/keys.js';
import { round6 } from '../simulation/numbers.js';
import type { Threat } from '../simulation/types.js';

/** The formulas of threat: how dangerous a subject seems from what is known of it, and what that makes of a situation. */

export type SubjectThreatLevel = 'unknown' | 'low' | 'medium' | 'high' | 'critical';

export interface SubjectThreat {
  readonly level: SubjectThreatLevel;
  readonly score: number;
}

/** One thing known of the subject: a property, its value and how reliable that is (0..1). */
export interface KnownProperty {
  readonly property: string;
  readonly value: Json;
  readonly reliability: number;
}

const DANGEROUS = /\b(?:hostile|aggressive|weapons?|attack(?:s|ed|ing)?)\b/i;
const DUBIOUS = /\b(?:suspicious|unknown|moving)\b/i;
const NOTHING_KNOWN: SubjectThreat = { level: 'unknown', score: 0 };
/** What is denied (`hostile: false`) is no threat. */
const DENIALS: ReadonlySet<Json> = new Set([false, null, 0]);

/**
 * Each piece of knowledge adds twice its reliability if its words are of danger and once if they are dubious:
 * from 1 medium, from 2 high, from 3 critical.
 */
export function subjectThreat(known: readonly KnownProperty[]): SubjectThreat {
  if (known.length === 0) return NOTHING_KNOWN;
  let sum = 0;
  for (const { property, value, reliability } of known) {
    if (DENIALS.has(value)) continue;
    const weight = weightOf(`${property} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
    if (weight >= 2) sum += 2 * reliability;
    if (weight % 2 === 1) sum += reliability;
  }
  const score = round6(sum);
  return { level: score >= 3 ? 'critical' : score >= 2 ? 'high' : score >= 1 ? 'medium' : 'low', score };
}

/** 2 for words of danger and 1 for dubious ones, 3 for both. */
const weightOf = remembered(1024, (said) => {
  const text = said.replaceAll('_', ' ');
  return (DANGEROUS.test(text) ? 2 : 0) + (DUBIOUS.test(text) ? 1 : 0);
});

const AS_THREAT: Readonly<Record<SubjectThreatLevel, Threat>> = {
  unknown: 'LOW',
  low: 'LOW',
  medium: 'MODERATE',
  high: 'HIGH',
  critical: 'CRITICAL',
};

/** What a subject of that level amounts to as an event. */
export function threatOf(level: SubjectThreatLevel): Threat {
  return AS_THREAT[level];
}

/** The graver of two. */
export function graver(one: Threat, other: Threat): Threat {
  return SEVERITY[other] > SEVERITY[one] ? other : one;
}

const SEVERITY: Readonly<Record<Threat, number>> = { LOW: 0, MODERATE: 1, HIGH: 2, CRITICAL: 3 };
export const EVENTS_LOOKED_AT = 5;

/**
 * The threat of a moment: CRITICAL if an active threat is, HIGH if two of the last five events were at least that,
 * MODERATE if three were. `events` are the threats of past events, oldest first.
 */
export function situationThreat(active: readonly SubjectThreat[], events: readonly Threat[]): Threat {
  if (active.some(({ level }) => level === 'critical')) return 'CRITICAL';
  let high = 0;
  let moderate = 0;
  for (const threat of events.slice(-EVENTS_LOOKED_AT)) {
    if (SEVERITY[threat] >= SEVERITY.HIGH) high += 1;
    if (SEVERITY[threat] >= SEVERITY.MODERATE) moderate += 1;
  }
  return high >= 2 ? 'HIGH' : moderate >= 3 ? 'MODERATE' : 'LOW';
}
