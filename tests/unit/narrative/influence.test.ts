import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CausalEdge } from '../../../src/narrative/causal-edges.js';
import { type CausalNode, nodeOf } from '../../../src/narrative/causal-event.js';
import { viewFrom } from '../../../src/narrative/causal-view.js';
import { chains, UnknownEventError } from '../../../src/narrative/chains.js';
import {
  crucialEvents,
  impactOf,
  influentialEvents,
  isCritical,
  predictions,
} from '../../../src/narrative/influence.js';
import { type EventSketch, eventOf } from './events.js';

const node = (seq: number, sketch: EventSketch = {}): CausalNode => nodeOf(eventOf(seq, sketch));

function link(from: string, to: string, strength: number, more: Partial<CausalEdge> = {}): CausalEdge {
  return { from, to, type: 'indirect_cause', strength, confidence: 1, delayTurns: 0, ...more };
}

/** e1 leads to e2 and e3, both lead to e4. */
const DIAMOND = viewFrom(
  [1, 2, 3, 4].map((seq) => node(seq)),
  [link('e1', 'e2', 0.5), link('e1', 'e3', 0.4), link('e2', 'e4', 0.5), link('e3', 'e4', 0.5)],
);
const ids = (paths: readonly (readonly CausalEdge[])[]) =>
  paths.map((path) => path.map(({ to }) => to).join(' '));

describe('chains', () => {
  it('are all paths of one edge up to the depth', () => {
    expect(ids(chains(DIAMOND, 'e1', 1))).toEqual(['e2', 'e3']);
    expect(ids(chains(DIAMOND, 'e1', 2))).toEqual(['e2', 'e2 e4', 'e3', 'e3 e4']);
    expect(ids(chains(DIAMOND, 'e1', 9))).toEqual(['e2', 'e2 e4', 'e3', 'e3 e4']);
  });

  it('are none at depth 0 and from the last event', () => {
    expect(chains(DIAMOND, 'e1', 0)).toEqual([]);
    expect(chains(DIAMOND, 'e4', 3)).toEqual([]);
  });

  it('from an unknown event are an error', () => {
    expect(() => chains(DIAMOND, 'e9', 2)).toThrow(UnknownEventError);
    expect(() => chains(DIAMOND, 'e9', 0)).toThrow(UnknownEventError);
  });
});

/** A hub with three edges out, of weight .5 and confidence .8: influence 1.2. */
const hub = (sketch: EventSketch = {}) =>
  viewFrom(
    [
      node(1, { weight: 0.5, confidence: 0.8, ...sketch }),
      node(2, { type: 'search' }),
      node(3, { type: 'attack' }),
      node(4, { type: 'search' }),
    ],
    [link('e1', 'e2', 0.4), link('e1', 'e3', 0.5), link('e1', 'e4', 0.6)],
  );

describe('influence', () => {
  it('is the edges out of an event times its weight and confidence, and counts above 1', () => {
    expect(influentialEvents(hub(), 1100)).toEqual([{ eventId: 'e1', influence: 1.2 }]);
    expect(influentialEvents(hub({ weight: 0.4 }), 1100)).toEqual([]);
  });

  it('lasts an hour', () => {
    expect(influentialEvents(hub(), 1005 + 3600)).toHaveLength(1);
    expect(influentialEvents(hub(), 1005 + 3601)).toEqual([]);
  });
});

describe('predictions', () => {
  it('are .4 for strength .5, edge confidence .8 and event confidence 1', () => {
    const view = viewFrom(
      [node(1, { weight: 0.9 }), node(2, { type: 'attack' }), node(3, { type: 'help' })],
      [link('e1', 'e2', 0.5, { confidence: 0.8 }), link('e1', 'e3', 0.3)],
    );
    expect(predictions(view, 1100)).toEqual([
      { type: 'attack', probability: 0.4, eventId: 'e1' },
      { type: 'help', probability: 0.3, eventId: 'e1' },
    ]);
  });

  it('have one entry per type, its likeliest, over up to two edges', () => {
    const view = viewFrom(
      [1, 2, 3, 4, 5].map((seq) =>
        node(seq, { weight: 1, type: ['', 'start', 'search', 'search', 'attack', 'help'][seq] ?? '' }),
      ),
      [link('e1', 'e2', 0.4), link('e1', 'e3', 0.6), link('e3', 'e4', 0.5), link('e4', 'e5', 0.9)],
    );
    expect(predictions(view, 1100).map(({ type, probability }) => [type, probability])).toEqual([
      ['search', 0.6],
      ['attack', 0.3],
    ]);
  });

  it('are ten at most, from the five most influential events', () => {
    const hubs = [1, 2, 3, 4, 5, 6].map((seq) => node(seq, { weight: seq / 6 }));
    const others = Array.from({ length: 24 }, (_, index) => node(7 + index, { type: `type-${index}` }));
    const edges = hubs.flatMap((from, row) =>
      others
        .slice(row * 4, row * 4 + 4)
        .flatMap((to) => [link(from.id, to.id, 0.5), link(from.id, 'e30', 0.5)]),
    );
    const predicted = predictions(viewFrom([...hubs, ...others], edges), 1100);
    expect(predicted).toHaveLength(10);
    expect(predicted.some(({ eventId }) => eventId === 'e1')).toBe(false);
  });
});

describe('the impact of an event', () => {
  it('is its weight times the strengths along all its chains', () => {
    // e2 .5, e3 .4, e2 e4 .25, e3 e4 .2: 1.35, times .5.
    expect(impactOf(DIAMOND, 'e1')).toBe(0.675);
    expect(impactOf(DIAMOND, 'e4')).toBe(0);
    expect(() => impactOf(DIAMOND, 'e9')).toThrow(UnknownEventError);
  });

  it('looks three edges ahead', () => {
    const line = viewFrom(
      [1, 2, 3, 4, 5].map((seq) => node(seq, { weight: 1 })),
      [1, 2, 3, 4].map((seq) => link(`e${seq}`, `e${seq + 1}`, 0.5)),
    );
    expect(impactOf(line, 'e1')).toBe(0.875);
  });

  it('agrees with the chains themselves', () => {
    const sum = chains(DIAMOND, 'e1', 3)
      .map((path) => path.reduce((product, { strength }) => product * strength, 1))
      .reduce((total, product) => total + product, 0);
    expect(impactOf(DIAMOND, 'e1')).toBeCloseTo(0.5 * sum, 6);
  });

  it('is 10 at most', () => {
    const nodes = Array.from({ length: 20 }, (_, index) => node(index + 1, { weight: 1 }));
    const edges = nodes.slice(1).map(({ id }) => link('e1', id, 1));
    expect(impactOf(viewFrom(nodes, edges), 'e1')).toBe(10);
  });
});

describe('a critical event', () => {
  it('comes to 8 with its impact, its edges and its knots', () => {
    // Impact 4 * .75, four edges 2, branching 2: 7; a fifth: 3.75 + 2.5 + 2 = 8.25.
    const fan = (edges: number) => {
      const nodes = Array.from({ length: edges + 1 }, (_, index) =>
        node(index + 1, { weight: 1, agentId: index % 2 === 0 ? 'a' : 'b' }),
      );
      return viewFrom(
        nodes,
        nodes.slice(1).map(({ id }) => link('e1', id, 0.75)),
      );
    };
    expect(isCritical(fan(4), 'e1')).toBe(false);
    expect(isCritical(fan(5), 'e1')).toBe(true);
  });
});

describe('the crucial events', () => {
  it('are those that are critical by themselves, in the order of their own impact', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ agent: fc.constantFrom('a', 'b'), back: fc.array(fc.nat(11), { maxLength: 8 }) }),
          {
            maxLength: 30,
          },
        ),
        (sketches) => {
          const nodes = sketches.map(({ agent }, at) => node(at + 1, { agentId: agent }));
          const edges = sketches.flatMap(({ back }, at) =>
            [...new Set(back)].filter((by) => by < at).map((by) => link(`e${at - by}`, `e${at + 1}`, 0.9)),
          );
          const view = viewFrom(nodes, edges);
          const own = nodes
            .filter(({ id }) => isCritical(view, id))
            .map(({ id }, at) => ({ id, at, impact: impactOf(view, id) }))
            .sort((a, b) => b.impact - a.impact || b.at - a.at);
          expect(crucialEvents(view)).toEqual(own.map(({ id }) => id));
        },
      ),
    );
  });
});
