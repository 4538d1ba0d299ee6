import { byCodeUnit, round6 } from '../simulation/numbers.js';
import { CAUSAL_WINDOW } from './causal-edges.js';
import type { CausalNode } from './causal-event.js';
import type { CausalView } from './causal-view.js';
import { chains, UnknownEventError } from './chains.js';

/** An event that much follows from. */
export interface Influence {
  readonly eventId: string;
  /** Edges out of it * weight * confidence; above 1. */
  readonly influence: number;
}

/** A kind of event that the latest ones lead to. */
export interface Prediction {
  /** An event's type. */
  readonly type: string;
  /** 0..1 */
  readonly probability: number;
  /** The influential event that leads there. */
  readonly eventId: string;
}

const PREDICTED_FROM = 5;
const PREDICTION_DEPTH = 2;
const PREDICTIONS = 10;
const IMPACT_DEPTH = 3;
const MAX_IMPACT = 10;
const CRITICAL = 8;
/** From here on edges into an event count as a convergence, edges out of it as a branching. */
const MANY_EDGES = 3;

/** The events of the hour before `now` (story time, seconds) with an influence above 1, the strongest first, then the latest. */
export function influentialEvents(view: CausalView, now: number): Influence[] {
  return view.nodes
    .filter(({ time }) => time <= now && now - time <= CAUSAL_WINDOW)
    .map(({ id, weight, confidence }) => ({
      eventId: id,
      influence: round6(view.outOf(id).length * weight * confidence),
    }))
    .reverse()
    .filter(({ influence }) => influence > 1)
    .sort((a, b) => b.influence - a.influence);
}

/**
 * What is likely to come: along the chains of up to two edges from the five most influential events, each edge's
 * strength times its confidence, times the event's own confidence. Each type has one entry, its likeliest; at most ten,
 * the likeliest first.
 */
export function predictions(view: CausalView, now: number): Prediction[] {
  const best = new Map<string, Prediction>();
  for (const { eventId } of influentialEvents(view, now).slice(0, PREDICTED_FROM)) {
    const sure = view.node(eventId)?.confidence ?? 0;
    for (const chain of chains(view, eventId, PREDICTION_DEPTH)) {
      const type = view.node(chain.at(-1)?.to ?? '')?.type;
      if (type === undefined) continue;
      const probability = round6(
        chain.reduce((product, { strength, confidence }) => product * strength * confidence, sure),
      );
      if (probability > (best.get(type)?.probability ?? 0)) best.set(type, { type, probability, eventId });
    }
  }
  return [...best.values()]
    .sort((a, b) => b.probability - a.probability || byCodeUnit(a.type, b.type))
    .slice(0, PREDICTIONS);
}

/** Sums over the chains from an event, by depth and event id; of one view, and filled as they are worked out. */
type Reaches = Map<string, number>[];

/**
 * What an event means for the story, 0..10: the products of the strengths along every chain of up to three edges,
 * summed, times its weight.
 * @param known shared by those who ask for several events of a view: their chains are largely the same
 * @throws UnknownEventError
 */
export function impactOf(view: CausalView, eventId: string, known: Reaches = []): number {
  const node = view.node(eventId);
  if (node === undefined) throw new UnknownEventError(eventId);
  return round6(Math.min(MAX_IMPACT, node.weight * reach(view, eventId, IMPACT_DEPTH, known)));
}

/** The sum over all chains is taken edge by edge, each event once per depth: there may be thousands of chains. */
function reach(view: CausalView, id: string, depth: number, known: Reaches): number {
  if (depth === 0) return 0;
  known[depth] ??= new Map();
  const before = known[depth].get(id);
  if (before !== undefined) return before;
  let sum = 0;
  for (const { to, strength } of view.outOf(id)) sum += strength * (1 + reach(view, to, depth - 1, known));
  known[depth].set(id, sum);
  return sum;
}

/**
 * Whether the story would be another without the event: its impact, .5 per edge, 2 for a branching (three or more edges
 * out, to events of at least two agents) and 2 for a convergence (as many in) come to 8 or more.
 * @throws UnknownEventError
 */
export function isCritical(view: CausalView, eventId: string, impact = impactOf(view, eventId)): boolean {
  const [into, outOf] = [view.into(eventId), view.outOf(eventId)];
  const score = impact + 0.5 * (into.length + outOf.length);
  // In a dense graph hardly any event needs its knots to be looked for.
  if (score >= CRITICAL) return true;
  const causes = into.map(({ from }) => view.node(from));
  const effects = outOf.map(({ to }) => view.node(to));
  const knots = (isConvergence(causes) ? 2 : 0) + (isConvergence(effects) ? 2 : 0);
  return score + knots >= CRITICAL;
}

/**
 * The critical events, those of the greatest impact first, the latest among equals. In a dense graph nearly every event
 * is critical by the measure alone, so it takes its order to say which few most turned on.
 */
export function crucialEvents(view: CausalView): string[] {
  const known: Reaches = [];
  return view.nodes
    .map(({ id }) => ({ id, impact: impactOf(view, id, known) }))
    .filter(({ id, impact }) => isCritical(view, id, impact))
    .reverse()
    .sort((a, b) => b.impact - a.impact)
    .map(({ id }) => id);
}

/** Whether the events at the other ends of one event's edges are three or more, of at least two agents. */
export function isConvergence(others: readonly (CausalNode | undefined)[]): boolean {
  if (others.length < MANY_EDGES) return false;
  let first: string | undefined;
  for (const other of others) {
    if (other?.agent === undefined || other.agent === first) continue;
    if (first !== undefined) return true;
    first = other.agent;
  }
  return false;
}
