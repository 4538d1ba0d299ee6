import { clamp, round6 } from '../simulation/numbers.js';

/** How a negotiation can end. */
export type NegotiationEnd = 'resolved' | 'failed' | 'timeout' | 'deadlock';

/** A change of what one feels about the other; affinity -1..1. */
export interface AffinityChange {
  readonly from: string;
  readonly to: string;
  readonly affinity: number;
}

export interface NegotiationConsequences {
  /** Of those who took part, 0..1, after it. */
  readonly reputation: Readonly<Record<string, number>>;
  readonly affinity: readonly AffinityChange[];
}

/** Of somebody who hasn't negotiated yet. */
export const INITIAL_REPUTATION = 0.5;

const REPUTATION_CHANGE: Readonly<Record<NegotiationEnd, number>> = {
  resolved: 0.1,
  failed: -0.05,
  timeout: -0.05,
  deadlock: -0.05,
};
const DEADLOCK_AFFINITY = -0.05;

/**
 * What a negotiation that has ended does to those who took part: a resolved one raises everybody's reputation as a
 * partner by .1, any other end lowers it by .05; a deadlock also costs each .05 of the affinity for each of the others.
 * @param parties ids of the proposer and the others; one named twice counts once
 * @param reputation before it, by id
 */
export function negotiationConsequences(
  end: NegotiationEnd,
  parties: readonly string[],
  reputation: Readonly<Record<string, number>>,
): NegotiationConsequences {
  const all = [...new Set(parties)].sort();
  return {
    reputation: Object.fromEntries(
      all.map((id) => [id, round6(clamp(reputationOf(reputation, id) + REPUTATION_CHANGE[end], 0, 1))]),
    ),
    affinity:
      end === 'deadlock'
        ? all.flatMap((from) =>
            all.filter((to) => to !== from).map((to) => ({ from, to, affinity: DEADLOCK_AFFINITY })),
          )
        : [],
  };
}

/** What somebody is worth as a partner in negotiations, 0..1. */
export function reputationOf(reputation: Readonly<Record<string, number>>, id: string): number {
  return Object.hasOwn(reputation, id) ? (reputation[id] ?? INITIAL_REPUTATION) : INITIAL_REPUTATION;
}
