import type { CausalEdge } from './causal-edges.js';
import { type CausalEvent, type CausalNode, type ConflictMarks, wordsOfEvent } from './causal-event.js';
import { RESOLVING_WORDS } from './causal-pairs.js';

/** An event counts as reached from a conflict over this many edges at most. */
export const CONFLICT_REACH = 3;

/**
 * Where a new event stands towards a conflict, if near one at all. It is one when more than one event leads to it and
 * one of them contradicts it. Within reach of one, an event that agrees, accepts, helps or makes peace resolves it,
 * unless it fails.
 * @param nodes the graph's, the event's own last
 */
export function conflictMarks(
  event: CausalEvent,
  edges: readonly CausalEdge[],
  nodes: readonly CausalNode[],
): ConflictMarks | undefined {
  if (edges.length > 1 && edges.some(({ type }) => type === 'contradiction')) return { conflict: 0 };
  const conflict = distanceToConflict(edges, nodes) + 1;
  if (conflict > CONFLICT_REACH) return undefined;
  return isResolving(event) ? { conflict, resolves: true } : { conflict };
}

function isResolving(event: CausalEvent): boolean {
  return (
    event.outcome !== 'failure' &&
    event.outcome !== 'blocked' &&
    wordsOfEvent(event).some((word) => RESOLVING_WORDS.has(word))
  );
}

/** Of the nearest cause. Edges come latest cause first, as nodes do from the end: one walk back meets all causes. */
function distanceToConflict(edges: readonly CausalEdge[], nodes: readonly CausalNode[]): number {
  let nearest = CONFLICT_REACH;
  let at = nodes.length - 2;
  for (const { from } of edges) {
    while (at >= 0 && nodes[at]?.id !== from) at -= 1;
    nearest = Math.min(nearest, nodes[at]?.conflict ?? CONFLICT_REACH);
  }
  return nearest;
}
