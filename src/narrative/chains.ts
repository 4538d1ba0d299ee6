import type { CausalEdge } from './causal-edges.js';
import type { CausalView } from './causal-view.js';

/** A chain was asked for from an event that the graph doesn't hold. */
export class UnknownEventError extends Error {
  constructor(readonly eventId: string) {
    super(`the causal graph holds no event ${JSON.stringify(eventId)}`);
    this.name = 'UnknownEventError';
  }
}

/** Edges from one event to the next, at least one. */
export type Chain = readonly CausalEdge[];

/**
 * Every path of 1 to `depth` edges that begins with the event, each before the longer ones that continue it. Depth 0
 * has none. There are at most (edges per event)^depth of them: a depth above 3 is for small graphs.
 * @throws UnknownEventError
 */
export function chains(view: CausalView, start: string, depth: number): Chain[] {
  if (view.node(start) === undefined) throw new UnknownEventError(start);
  const found: Chain[] = [];
  const follow = (id: string, path: Chain): void => {
    if (path.length >= depth) return;
    for (const edge of view.outOf(id)) {
      const longer = [...path, edge];
      found.push(longer);
      follow(edge.to, longer);
    }
  };
  follow(start, []);
  return found;
}
