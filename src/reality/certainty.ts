/** How surely an item is known, from surest to not at all. */
export type Certainty = 'ABSOLUTE' | 'HIGH' | 'MEDIUM' | 'LOW' | 'MINIMAL' | 'UNKNOWN';

/** What each certainty is worth, 0..1. */
export const CERTAINTY_VALUE: Readonly<Record<Certainty, number>> = {
  ABSOLUTE: 1,
  HIGH: 0.85,
  MEDIUM: 0.65,
  LOW: 0.4,
  MINIMAL: 0.2,
  UNKNOWN: 0,
};

/** By which way an item arrived. */
export type KnowledgeSource = keyof typeof SOURCE_FACTOR;

/** How far an item is believed for the way it arrived by, 0..1. */
export const SOURCE_FACTOR = {
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
} as const;

/** Trust in somebody about whom nothing is known. */
export const DEFAULT_TRUST = 0.5;
