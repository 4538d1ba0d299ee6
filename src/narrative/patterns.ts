import type { CausalNode } from './causal-event.js';
import type { CausalView } from './causal-view.js';
import { isConvergence } from './influence.js';
import type { StoryThread } from './threads.js';

/** A shape in the causal graph that a reader would notice. */
export type Pattern =
  | { readonly kind: 'conflict' | 'catalyst_source' | 'convergence' | 'resolution'; readonly eventId: string }
  | { readonly kind: 'parallel'; readonly threads: readonly [string, string] };

/** Events that a thread needs before it can run parallel to another. */
const PARALLEL_EVENTS = 3;

/**
 * The patterns that the given events of the graph make, in their order, then the parallel threads.
 * - conflict: more than one edge leads to the event, one of them a contradiction
 * - catalyst_source: the event set somebody off
 * - convergence: three or more edges lead to it, from events of at least two agents
 * - resolution: agreement, acceptance, help or a resolved negotiation reached from a conflict
 * - parallel: two active threads of at least three events each, without a common agent or place
 * @param events nodes of the view: all of them, or those of one turn
 */
export function findPatterns(
  view: CausalView,
  events: readonly CausalNode[],
  threads: readonly StoryThread[],
): Pattern[] {
  const found: Pattern[] = [];
  for (const { id: eventId, conflict, resolves } of events) {
    if (conflict === 0) found.push({ kind: 'conflict', eventId });
    if (view.outOf(eventId).some(({ type }) => type === 'catalyst')) {
      found.push({ kind: 'catalyst_source', eventId });
    }
    if (isConvergence(view.into(eventId).map(({ from }) => view.node(from)))) {
      found.push({ kind: 'convergence', eventId });
    }
    if (resolves === true) found.push({ kind: 'resolution', eventId });
  }
  return [...found, ...parallels(threads)];
}

function parallels(threads: readonly StoryThread[]): Pattern[] {
  const running = threads.filter(({ status, events }) => status === 'active' && events >= PARALLEL_EVENTS);
  return running.flatMap((one, index) =>
    running
      .slice(index + 1)
      .filter((other) => isDisjoint(one.agents, other.agents) && isDisjoint(one.places, other.places))
      .map((other): Pattern => ({ kind: 'parallel', threads: [one.id, other.id] })),
  );
}

function isDisjoint(one: readonly string[], other: readonly string[]): boolean {
  return !one.some((id) => other.includes(id));
}
