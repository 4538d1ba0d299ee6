import type { CausalEdge } from './causal-edges.js';
import type { CausalNode } from './causal-event.js';
import { type CausalGraph, edgesInto } from './causal-graph.js';

/** A graph laid open for reading along its edges, both ways. */
export interface CausalView {
  /** In (turn, seq) order. */
  readonly nodes: readonly CausalNode[];
  readonly node: (id: string) => CausalNode | undefined;
  /** Edges whose other end isn't part of the view are left out. */
  readonly into: (id: string) => readonly CausalEdge[];
  readonly outOf: (id: string) => readonly CausalEdge[];
}

const NONE: readonly CausalEdge[] = [];

/** The live graph, or what of it happened at `since` (story time, seconds) or later. */
export function viewOf(graph: CausalGraph, since = Number.NEGATIVE_INFINITY): CausalView {
  const first = graph.nodes.findIndex(({ time }) => time >= since);
  if (first < 0) return viewFrom([], []);
  const nodes = graph.nodes.slice(first);
  const edges: CausalEdge[] = [];
  for (let at = first; at < graph.nodes.length; at += 1) edges.push(...edgesInto(graph.nodes, at));
  edges.push(...graph.relations);
  return viewFrom(nodes, edges);
}

/** A view over any nodes and edges; edges that lead from or to a missing node are left out. */
export function viewFrom(nodes: readonly CausalNode[], edges: readonly CausalEdge[]): CausalView {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const into = new Map<string, CausalEdge[]>();
  const outOf = new Map<string, CausalEdge[]>();
  for (const edge of edges) {
    if (!byId.has(edge.from) || !byId.has(edge.to)) continue;
    append(into, edge.to, edge);
    append(outOf, edge.from, edge);
  }
  return {
    nodes,
    node: (id) => byId.get(id),
    into: (id) => into.get(id) ?? NONE,
    outOf: (id) => outOf.get(id) ?? NONE,
  };
}

function append(lists: Map<string, CausalEdge[]>, key: string, edge: CausalEdge): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [edge]);
  else list.push(edge);
}
