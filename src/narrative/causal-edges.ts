import { round6 } from '../simulation/numbers.js';
import { type CausalNode, wordsOf } from './causal-event.js';
import { type Pairing, pairingOf } from './causal-pairs.js';

/** How the cause bears on the effect. The last two are never derived; only a director can say them. */
export const EDGE_TYPES = [
  'direct_cause',
  'catalyst',
  'contradiction',
  'enabler',
  'indirect_cause',
  'inhibitor',
  'amplifier',
] as const;
export type EdgeType = (typeof EDGE_TYPES)[number];

/** A link from an earlier event to a later one. */
export interface CausalEdge {
  /** Event ids. */
  readonly from: string;
  readonly to: string;
  readonly type: EdgeType;
  /** 0..1; derived edges lie above `MIN_STRENGTH`. */
  readonly strength: number;
  /** 0..1: the lower of both events'. */
  readonly confidence: number;
  /** Turns between cause and effect. */
  readonly delayTurns: number;
  /** Under which the cause works, as a director put it; absent when it always does. */
  readonly conditions?: readonly string[];
}

/** An edge must be stronger than this. */
export const MIN_STRENGTH = 0.3;
/** Seconds within which one event can lead to another. */
export const CAUSAL_WINDOW = 3600;

/**
 * How strongly the cause leads to the effect, 0..1: .4 for the same agent, .3 for the same known place, .1 for everyone
 * who has part in both, .2 for a logical pair of words, and up to .1 the sooner it follows within the hour.
 */
export function strengthBetween(
  cause: CausalNode,
  effect: CausalNode,
  { logical }: Pairing = pairingOf(wordsOf(cause), wordsOf(effect)),
): number {
  const elapsed = effect.time - cause.time;
  return round6(
    Math.min(
      1,
      (shareAgent(cause, effect) ? 0.4 : 0) +
        (sharePlace(cause, effect) ? 0.3 : 0) +
        0.1 * overlap(cause, effect) +
        (logical ? 0.2 : 0) +
        (elapsed > 0 && elapsed <= CAUSAL_WINDOW ? 0.1 * (1 - elapsed / CAUSAL_WINDOW) : 0),
    ),
  );
}

/** What kind of link it is; the first rule that fits says it. */
export function typeBetween(
  cause: CausalNode,
  effect: CausalNode,
  { contradictory, enabling }: Pairing = pairingOf(wordsOf(cause), wordsOf(effect)),
): EdgeType {
  if (shareAgent(cause, effect)) return 'direct_cause';
  if (effect.with?.some((id) => takesPart(cause, id)) === true) return 'catalyst';
  return contradictory ? 'contradiction' : enabling ? 'enabler' : 'indirect_cause';
}

/** The edge between two events, if the link is strong enough for one. */
export function edgeBetween(cause: CausalNode, effect: CausalNode): CausalEdge | undefined {
  const pairing = pairingOf(wordsOf(cause), wordsOf(effect));
  const strength = strengthBetween(cause, effect, pairing);
  if (strength <= MIN_STRENGTH) return undefined;
  return {
    from: cause.id,
    to: effect.id,
    type: typeBetween(cause, effect, pairing),
    strength,
    confidence: Math.min(cause.confidence, effect.confidence),
    delayTurns: effect.turn - cause.turn,
  };
}

/** Whether two events have the same agent; unknown agents are nobody's. */
export function shareAgent(one: CausalNode, other: CausalNode): boolean {
  return one.agent !== undefined && one.agent === other.agent;
}

/** Whether two events happened in the same place; two unknown places are not the same. */
export function sharePlace(one: CausalNode, other: CausalNode): boolean {
  return one.place !== undefined && one.place === other.place;
}

const NOBODY: readonly string[] = [];

function takesPart(node: CausalNode, id: string): boolean {
  return node.agent === id || node.with?.includes(id) === true;
}

/** How many different people have part in both events. */
function overlap(cause: CausalNode, effect: CausalNode): number {
  let shared = effect.agent !== undefined && takesPart(cause, effect.agent) ? 1 : 0;
  const others = effect.with ?? NOBODY;
  for (let at = 0; at < others.length; at += 1) {
    const id = others[at];
    if (id === undefined || id === effect.agent || others.indexOf(id) !== at) continue;
    if (takesPart(cause, id)) shared += 1;
  }
  return shared;
}
