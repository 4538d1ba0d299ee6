import { z } from 'zod';
import { type CausalEdge, EDGE_TYPES } from '../narrative/causal-edges.js';
import type { CausalEvent } from '../narrative/causal-event.js';
import { viewFrom } from '../narrative/causal-view.js';
import { type StoryGraph, storyGraph } from '../narrative/graph-export.js';
import { crucialEvents, predictions } from '../narrative/influence.js';
import { findPatterns } from '../narrative/patterns.js';
import { namesOf } from '../simulation/snapshot-names.js';
import type { CausesReading } from '../store/simulation-states.js';
import type { SimulationTaskRequest } from '../tasks/task-request.js';

/** What led to what in a simulation, as its client sees it. */

const nodeSchema = z
  .object({
    event_id: z.string().meta({ description: 'Unique in the simulation' }),
    turn: z.int().meta({ description: 'In which it happened' }),
    seq: z.int().meta({ description: 'Place within the turn' }),
    time: z.number().meta({ description: 'Story time, seconds since midnight of day 1' }),
    type: z.string().meta({ description: 'Kind of the event' }),
    verb: z.string().nullable().meta({ description: 'The finer word, where it says more than the type' }),
    agent_id: z.string().nullable().meta({ description: 'Who did it; null of what nobody did' }),
    location_id: z.string().nullable().meta({ description: 'Where; null of what happened everywhere' }),
    participants: z.array(z.string()).meta({ description: 'Ids of the others who have part in it' }),
    outcome: z.string().meta({ description: '`success`, `failure`, `blocked` or `none`' }),
    weight: z.number().meta({ description: 'How much it matters, 0..1' }),
    confidence: z.number().meta({ description: 'How sure it is that it happened so, 0..1' }),
    title: z.string().meta({ description: 'One line for people' }),
  })
  .meta({ id: 'CausalNode' });

export const edgeSchema = z
  .object({
    from: z.string().meta({ description: 'Id of the cause' }),
    to: z.string().meta({ description: 'Id of the effect' }),
    type: z.enum(EDGE_TYPES).meta({ description: 'How the cause bears on the effect' }),
    strength: z.number().meta({ description: '0..1' }),
    confidence: z.number().meta({ description: "The lower of both events', 0..1" }),
    delay_turns: z.int().meta({ description: 'Turns between the two' }),
    conditions: z.array(z.string()).optional().meta({ description: 'Under which it works, if not always' }),
  })
  .meta({ id: 'CausalEdge' });

export const causalGraphSchema = z
  .object({
    nodes: z.array(nodeSchema).meta({ description: 'The events, in order' }),
    edges: z
      .array(edgeSchema)
      .meta({ description: 'Into each event the strongest few, from events among the nodes' }),
    critical: z
      .array(z.string())
      .meta({ description: 'Ids of the events on which most turns, the weightiest first' }),
    patterns: z
      .array(
        z.object({
          kind: z
            .string()
            .meta({ description: '`conflict`, `catalyst_source`, `convergence` or `resolution`' }),
          event_id: z.string().meta({ description: 'Which event makes it' }),
        }),
      )
      .meta({ description: 'Shapes that a reader would notice' }),
    predictions: z
      .array(
        z.object({
          type: z.string().meta({ description: 'Kind of the event' }),
          probability: z.number().meta({ description: '0..1' }),
          event_id: z.string().meta({ description: 'The influential event that leads there' }),
        }),
      )
      .meta({ description: 'What the last hour of the story leads to, the likeliest first' }),
  })
  .meta({ id: 'CausalGraph' });

/** A graph with the names that a drawing of it needs. */
export interface NamedGraph {
  readonly graph: StoryGraph;
  readonly title: string;
  readonly cast: readonly { readonly id: string; readonly name: string }[];
}

/** The graph of the turns that were read. */
export function causalGraphOf(
  { snapshot }: SimulationTaskRequest,
  { title, turns }: CausesReading,
): NamedGraph {
  const { nameOf } = namesOf(snapshot);
  const graph = storyGraph(
    // Written by the turns' commits from these types.
    turns.map(({ events, edges }) => ({
      events: events as unknown as readonly CausalEvent[],
      edges: (edges ?? []) as unknown as readonly CausalEdge[],
    })),
    { person: nameOf, place: nameOf },
  );
  return { graph, title, cast: snapshot.cast.map(({ id, name }) => ({ id, name })) };
}

/** Events named as the critical ones. */
const CRITICAL_LISTED = 10;

export function causalGraphAnswer({ nodes, edges }: StoryGraph): z.output<typeof causalGraphSchema> {
  const view = viewFrom(nodes, edges);
  return {
    critical: crucialEvents(view).slice(0, CRITICAL_LISTED),
    patterns: findPatterns(view, nodes, []).flatMap((pattern) =>
      'eventId' in pattern ? [{ kind: pattern.kind, event_id: pattern.eventId }] : [],
    ),
    predictions: predictions(view, nodes.at(-1)?.time ?? 0).map(({ type, probability, eventId }) => ({
      type,
      probability,
      event_id: eventId,
    })),
    nodes: nodes.map((node) => ({
      event_id: node.id,
      turn: node.turn,
      seq: node.seq,
      time: node.time,
      type: node.type,
      verb: node.verb ?? null,
      agent_id: node.agent ?? null,
      location_id: node.place ?? null,
      participants: [...(node.with ?? [])],
      outcome: node.outcome,
      weight: node.weight,
      confidence: node.confidence,
      title: node.title,
    })),
    edges: edges.map(({ from, to, type, strength, confidence, delayTurns, conditions }) => ({
      from,
      to,
      type,
      strength,
      confidence,
      delay_turns: delayTurns,
      ...(conditions === undefined ? {} : { conditions: [...conditions] }),
    })),
  };
}
