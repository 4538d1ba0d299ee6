import {
  CAUSAL_WINDOW,
  type CausalEdge,
  type EdgeType,
  edgeBetween,
  shareAgent,
  sharePlace,
} from './causal-edges.js';
import { type CausalEvent, type CausalNode, nodeOf } from './causal-event.js';
import { conflictMarks } from './conflict-marks.js';

/**
 * The live causal graph: the latest events and what a director said of them. The edges between events follow from the
 * events alone, so they aren't kept in the state; a turn's record stores those into its own events.
 */
export interface CausalGraph {
  /** In (turn, seq) order, at most `WINDOW`. A node is never changed, only shared or dropped. */
  readonly nodes: readonly CausalNode[];
  /** Edges that a director supplied, between events that are still here. */
  readonly relations: readonly CausalEdge[];
}

/** Events that the live graph holds. */
export const WINDOW = 512;
/** Earlier events that one event is compared with: the latest ones. */
export const CANDIDATES = 32;

export const EMPTY_GRAPH: CausalGraph = { nodes: [], relations: [] };

/** What a director can say of two events. */
export interface Relationship {
  readonly cause: string;
  readonly effect: string;
  readonly type: Extract<EdgeType, 'inhibitor' | 'amplifier'>;
  /** 0..1 */
  readonly strength: number;
  /** The turns that lie between the two when absent. */
  readonly delayTurns?: number;
  readonly conditions?: readonly string[];
}

/** A graph that a turn writes to; the one it was opened over stays as it is. */
export interface GraphDraft {
  /**
   * Adds an event and gives the edges into it, latest cause first.
   * @throws RangeError when it isn't later in (turn, seq) than all before it.
   */
  readonly addEvent: (event: CausalEvent) => readonly CausalEdge[];
  /**
   * Adds what a director said of two events, replacing what it said of them before. False, and nothing added, for a
   * link from an event to itself, from or to a missing one, or backwards.
   */
  readonly addRelationship: (relationship: Relationship) => boolean;
  readonly seal: () => CausalGraph;
}

export function draftGraph(graph: CausalGraph): GraphDraft {
  const nodes = [...graph.nodes];
  let relations = graph.relations;
  return {
    addEvent: (event) => {
      const node = nodeOf(event);
      const last = nodes.at(-1);
      if (last !== undefined && !isBefore(last, node)) {
        throw new RangeError(`${node.id} is not later than ${last.id}`);
      }
      nodes.push(node);
      const edges = edgesInto(nodes, nodes.length - 1);
      const marks = conflictMarks(event, edges, nodes);
      if (marks !== undefined) {
        const marked = nodeOf(event, marks);
        nodes[nodes.length - 1] = marked;
        derived.set(marked, edges);
      }
      return edges;
    },
    addRelationship: ({ cause, effect, type, strength, delayTurns, conditions }) => {
      const from = nodes.findLast(({ id }) => id === cause);
      const to = nodes.findLast(({ id }) => id === effect);
      if (from === undefined || to === undefined || !isBefore(from, to)) return false;
      const edge: CausalEdge = {
        from: cause,
        to: effect,
        type,
        strength,
        confidence: Math.min(from.confidence, to.confidence),
        delayTurns: delayTurns ?? to.turn - from.turn,
        ...(conditions === undefined || conditions.length === 0 ? {} : { conditions }),
      };
      relations = [...relations.filter((other) => other.from !== cause || other.to !== effect), edge];
      return true;
    },
    seal: () => {
      const kept = nodes.slice(-WINDOW);
      if (relations.length === 0) return { nodes: kept, relations };
      const here = new Set(kept.map(({ id }) => id));
      return { nodes: kept, relations: relations.filter(({ from, to }) => here.has(from) && here.has(to)) };
    },
  };
}

/**
 * A node's edges follow from nodes that never change, so they are worked out once per node and process; after a resume
 * they come out the same.
 */
const derived = new WeakMap<CausalNode, readonly CausalEdge[]>();

/** The edges into the node at `index` from the events before it, latest cause first. */
export function edgesInto(nodes: readonly CausalNode[], index: number): readonly CausalEdge[] {
  const effect = nodes[index];
  if (effect === undefined) return [];
  const known = derived.get(effect);
  if (known !== undefined) return known;
  const edges: CausalEdge[] = [];
  let candidates = 0;
  for (let at = index - 1; at >= 0 && candidates < CANDIDATES; at -= 1) {
    const cause = nodes[at];
    if (cause === undefined || effect.time - cause.time > CAUSAL_WINDOW) break;
    if (cause.time > effect.time || !(shareAgent(cause, effect) || sharePlace(cause, effect))) continue;
    candidates += 1;
    const edge = edgeBetween(cause, effect);
    if (edge !== undefined) edges.push(edge);
  }
  derived.set(effect, edges);
  return edges;
}

function isBefore(one: CausalNode, other: CausalNode): boolean {
  return one.turn < other.turn || (one.turn === other.turn && one.seq < other.seq);
}
