import type { PersonaId } from '../simulation/types.js';
import { certaintyNear, knowledgeReliability, tellingSource } from './certainty.js';

/**
 * What one persona holds to be true, and how it came to: nobody knows a fact without one of these. The fact's text
 * stands once, in the world's script or among the facts witnessed so far.
 */
export interface Knowledge {
  readonly reliability: number;
  readonly learned: 'saw' | 'found' | 'told' | 'lore';
  /** Who told it. */
  readonly from?: PersonaId;
  readonly turn: number;
  /** Event by which it was learned; absent for what was known before turn 1. */
  readonly eventId?: string;
  /** Who has heard it from this persona, learned it together with it, or told it. */
  readonly sharedWith: readonly PersonaId[];
}

/** A fact that came about in play. */
export interface WitnessedFact {
  readonly text: string;
  /** People whom it is about: it is no news to them. */
  readonly about: readonly PersonaId[];
  readonly turn: number;
}

/** Facts by id, as one persona knows them. */
export type KnownFacts = Readonly<Record<string, Knowledge>>;

/**
 * A telling is believed for how sure its teller is, what the teller is to the hearer, and how far the hearer trusts it:
 * certainty * (.9 of an ally, .7, or .5 of an enemy) * min(1, .5 + trust).
 */
export function toldReliability(
  ownReliability: number,
  bond: { readonly affinity: number; readonly trust: number },
): number {
  return knowledgeReliability(certaintyNear(ownReliability), tellingSource(bond.affinity), bond.trust);
}
