import { type CausalGraph, draftGraph, EMPTY_GRAPH } from '../../../src/narrative/causal-graph.js';
import type { StoryEvent } from '../../../src/simulation/types.js';

/** Events as the tests of causality write them: what isn't said is ordinary. */
export type EventSketch = Partial<Omit<StoryEvent, 'data'>> & { readonly verb?: string };

/** An event of turn 1 with the next number; its id is `e` and the number unless given. */
export function eventOf(seq: number, { verb, ...sketch }: EventSketch = {}): StoryEvent {
  return {
    eventId: `e${seq}`,
    turn: 1,
    seq,
    time: 1000 + 5 * seq,
    type: 'observe',
    participants: [],
    outcome: 'success',
    effects: [],
    weight: 0.5,
    confidence: 1,
    requires: [],
    provides: [],
    ...sketch,
    data: verb === undefined ? {} : { verb },
  };
}

/** The graph of events in order. */
export function graphOf(events: readonly StoryEvent[]): CausalGraph {
  const draft = draftGraph(EMPTY_GRAPH);
  for (const event of events) draft.addEvent(event);
  return draft.seal();
}
