import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CANDIDATES, draftGraph, EMPTY_GRAPH, WINDOW } from '../../../src/narrative/causal-graph.js';
import { viewOf } from '../../../src/narrative/causal-view.js';
import { eventOf, graphOf } from './events.js';

const onPier = { locationId: 'pier' };

describe('the causal graph', () => {
  it('links an event to those of the last hour that share its agent or place', () => {
    const draft = draftGraph(EMPTY_GRAPH);
    draft.addEvent(eventOf(1, { agentId: 'a', locationId: 'mill', time: 0 }));
    draft.addEvent(eventOf(2, { agentId: 'a', locationId: 'mill', time: 2000 }));
    draft.addEvent(eventOf(3, { agentId: 'b', locationId: 'pier', time: 2500 }));
    draft.addEvent(eventOf(4, { agentId: 'c', locationId: 'quay', time: 2600 }));
    const edges = draft.addEvent(eventOf(5, { agentId: 'a', locationId: 'pier', time: 4000 }));
    expect(edges.map(({ from }) => from)).toEqual(['e3', 'e2']);
  });

  it('says how many turns lie between cause and effect', () => {
    const draft = draftGraph(EMPTY_GRAPH);
    draft.addEvent(eventOf(1, { agentId: 'a', time: 0 }));
    const [edge] = draft.addEvent(eventOf(1, { eventId: 'later', agentId: 'a', turn: 3, time: 1200 }));
    expect(edge?.delayTurns).toBe(2);
  });

  it(`compares an event with the latest ${CANDIDATES} at most`, () => {
    const draft = draftGraph(EMPTY_GRAPH);
    for (let seq = 1; seq <= 40; seq += 1) draft.addEvent(eventOf(seq, onPier));
    const edges = draft.addEvent(eventOf(41, onPier));
    expect(edges).toHaveLength(CANDIDATES);
    expect(edges[0]?.from).toBe('e40');
  });

  it(`holds the last ${WINDOW} events, and a director's word as long as both are among them`, () => {
    const draft = draftGraph(EMPTY_GRAPH);
    draft.addEvent(eventOf(1, onPier));
    draft.addEvent(eventOf(2, onPier));
    draft.addRelationship({ cause: 'e1', effect: 'e2', type: 'inhibitor', strength: 0.4 });
    for (let seq = 3; seq <= WINDOW; seq += 1) draft.addEvent(eventOf(seq, onPier));
    const full = draft.seal();
    expect(full.nodes).toHaveLength(WINDOW);
    expect(full.relations).toHaveLength(1);
    const next = draftGraph(full);
    next.addEvent(eventOf(WINDOW + 1, onPier));
    const after = next.seal();
    expect(after.nodes).toHaveLength(WINDOW);
    expect(after.nodes[0]?.id).toBe('e2');
    expect(after.relations).toEqual([]);
  });

  it('leaves the graph it was opened over as it is', () => {
    const before = graphOf([eventOf(1, onPier)]);
    const copy = structuredClone(before);
    const draft = draftGraph(before);
    draft.addEvent(eventOf(2, onPier));
    draft.addRelationship({ cause: 'e1', effect: 'e2', type: 'amplifier', strength: 1 });
    draft.seal();
    expect(before).toEqual(copy);
  });

  it('takes no event that is not later than all before it', () => {
    const draft = draftGraph(graphOf([eventOf(1), eventOf(2)]));
    expect(() => draft.addEvent(eventOf(2))).toThrow(RangeError);
  });

  it('keeps its links forward and the same after a trip through JSON', () => {
    const sketch = fc.record({
      agentId: fc.constantFrom('a', 'b', 'constructor'),
      locationId: fc.constantFrom('pier', 'mill'),
      type: fc.constantFrom('attack', 'help', 'move', 'negotiate'),
      gap: fc.nat(900),
    });
    fc.assert(
      fc.property(fc.array(sketch, { maxLength: 60 }), (sketches) => {
        let time = 0;
        const graph = graphOf(
          sketches.map(({ gap, ...event }, index) => {
            time += gap;
            return eventOf(index + 1, { ...event, time });
          }),
        );
        const view = viewOf(graph);
        const again = viewOf(JSON.parse(JSON.stringify(graph)));
        const order = new Map(graph.nodes.map(({ id }, index) => [id, index]));
        for (const { id } of graph.nodes) {
          expect(again.into(id)).toEqual(view.into(id));
          for (const { from, to } of view.into(id)) {
            expect(order.get(from)).toBeLessThan(order.get(to) ?? -1);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe("a director's word about two events", () => {
  const graph = graphOf([eventOf(1, { confidence: 0.8 }), eventOf(4, { eventId: 'e2', turn: 3 })]);

  it('becomes an edge with its delay and conditions', () => {
    const draft = draftGraph(graph);
    const conditions = ['noise_threshold_exceeded'];
    expect(
      draft.addRelationship({
        cause: 'e1',
        effect: 'e2',
        type: 'amplifier',
        strength: 0.8,
        delayTurns: 1,
        conditions,
      }),
    ).toBe(true);
    expect(viewOf(draft.seal()).into('e2')).toEqual([
      { from: 'e1', to: 'e2', type: 'amplifier', strength: 0.8, confidence: 0.8, delayTurns: 1, conditions },
    ]);
  });

  it('is worth nothing for an event and itself, a missing one, or backwards in time', () => {
    const draft = draftGraph(graph);
    const say = (cause: string, effect: string) =>
      draft.addRelationship({ cause, effect, type: 'inhibitor', strength: 0.5 });
    expect(say('e1', 'e1')).toBe(false);
    expect(say('e1', 'gone')).toBe(false);
    expect(say('gone', 'e1')).toBe(false);
    expect(say('e2', 'e1')).toBe(false);
    expect(draft.seal().relations).toEqual([]);
  });

  it('replaces what it said of them before', () => {
    const draft = draftGraph(graph);
    draft.addRelationship({ cause: 'e1', effect: 'e2', type: 'inhibitor', strength: 0.5 });
    draft.addRelationship({ cause: 'e1', effect: 'e2', type: 'amplifier', strength: 0.7 });
    expect(draft.seal().relations.map(({ type }) => type)).toEqual(['amplifier']);
  });
});
