import { describe, expect, it } from 'vitest';
import { draftGraph, EMPTY_GRAPH } from '../../../src/narrative/causal-graph.js';
import { storyGraph, toDot } from '../../../src/narrative/graph-export.js';
import { toSvg } from '../../../src/narrative/graph-svg.js';
import type { StoryEvent } from '../../../src/simulation/types.js';
import { eventOf } from './events.js';

const NASTY = '<script>alert("x")</script> & \\N \'\u0000\ud800';
const names = { person: (id: string) => (id === 'a' ? NASTY : id), place: (id: string) => id };

function exported(events: readonly StoryEvent[]) {
  const draft = draftGraph(EMPTY_GRAPH);
  return storyGraph([{ events, edges: events.flatMap((event) => [...draft.addEvent(event)]) }], names);
}

const graph = exported([
  eventOf(1, {
    agentId: 'a',
    locationId: 'pier',
    participants: ['b'],
    type: 'communicate',
    verb: 'confront',
  }),
  eventOf(2, { agentId: 'b', locationId: 'pier', participants: ['a'], type: 'communicate', verb: 'admit' }),
  eventOf(3, { locationId: 'pier', type: 'complication', outcome: 'none', eventId: '"]; x' }),
]);

/** Reads XML strictly enough for the drawing: tags must match, and text holds no bare `<` or `&`. */
function openTags(xml: string): string[] {
  const open: string[] = [];
  const rest = xml.replace(
    /<(\/?)([a-z]+)((?: [a-zA-Z0-9:-]+="[^"<>]*")*)(\/?)>/g,
    (_, end, name, _attributes, empty) => {
      if (end === '/') expect(open.pop()).toBe(name);
      else if (empty === '') open.push(name);
      return '';
    },
  );
  expect(rest).not.toMatch(/[<>"]|&(?!(?:amp|lt|gt|quot|#39);)/);
  return open;
}

describe('the exported graph', () => {
  it('holds every event with a line for people, and every link', () => {
    expect(graph.nodes.map(({ id }) => id)).toEqual(['e1', 'e2', '"]; x']);
    expect(graph.nodes[1]?.title).toBe(`Turn 1: b, admit, ${NASTY}, in pier (success)`);
    expect(graph.edges).toHaveLength(3);
    expect(JSON.parse(JSON.stringify(graph))).toEqual(graph);
  });

  it('leaves out links to events that it does not hold', () => {
    const edges = graph.edges;
    expect(storyGraph([{ events: [eventOf(1)], edges }], names).edges).toEqual([]);
  });

  it('quotes every name for Graphviz', () => {
    const dot = toDot(graph);
    expect(dot).toContain('"e1" -> "e2" [color="#e69f00"');
    expect(dot).toContain('"\\"]; x" [label="complication"');
    expect(dot).toContain("& \\\\N '");
    // Outside its strings the language has nothing but its own words.
    expect(dot.replace(/"(?:[^"\\]|\\.)*"/g, '')).not.toMatch(/["<&]/);
  });

  it('draws a well-formed picture whatever people are called', () => {
    const svg = toSvg(graph, {
      title: NASTY,
      cast: [
        { id: 'a', name: NASTY },
        { id: 'b', name: 'Ben' },
      ],
    });
    expect(openTags(svg)).toEqual([]);
    expect(svg).not.toContain('<script');
    expect(svg.isWellFormed()).toBe(true);
    expect(svg).toContain('Turn 1');
    expect(svg).toContain('The world');
    expect(svg).toContain('enabler');
  });

  it('draws the strongest links into each event, and says how many there are', () => {
    const many = exported(
      Array.from({ length: 6 }, (_, index) => eventOf(index + 1, { agentId: 'b', locationId: 'pier' })),
    );
    expect(many.edges).toHaveLength(15);
    const svg = toSvg(many, { title: 'Many', cast: [], linksPerEvent: 1 });
    expect(svg).toContain('6 events, 5 of 15 links');
    expect(svg.match(/marker-end/g)).toHaveLength(5);
  });

  it('draws an empty story', () => {
    expect(openTags(toSvg(exported([]), { title: 'Nothing', cast: [] }))).toEqual([]);
    expect(toDot(exported([]))).toContain('digraph');
  });
});
