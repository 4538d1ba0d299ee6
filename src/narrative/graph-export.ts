import { byCodeUnit, round6 } from '../simulation/numbers.js';
import type { CausalEdge, EdgeType } from './causal-edges.js';
import { type CausalEvent, type CausalNode, nodeOf } from './causal-event.js';
import { conflictMarks } from './conflict-marks.js';
import type { Names } from './plain-sentences.js';

/** What a stored turn adds to the whole graph of a simulation. */
export interface GraphTurn {
  readonly events: readonly CausalEvent[];
  /** Those into its events. */
  readonly edges: readonly CausalEdge[];
}

/** The causal graph of a whole simulation, as plain JSON. */
export interface StoryGraph {
  /** In (turn, seq) order. */
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly CausalEdge[];
}

export interface GraphNode extends CausalNode {
  readonly outcome: string;
  /** One line for people: `Turn 3: Mara, confront, Tomas, in the lamp room (success)`. */
  readonly title: string;
}

/** Colours of the links, told apart without red and green; used by every drawing. */
export const EDGE_COLOURS: Readonly<Record<EdgeType, string>> = {
  direct_cause: '#0072b2',
  catalyst: '#e69f00',
  contradiction: '#d55e00',
  enabler: '#009e73',
  indirect_cause: '#8a8a8a',
  inhibitor: '#7b3f98',
  amplifier: '#cc79a7',
};

/** The whole graph of the turns, which come in order. Edges from or to an event that isn't among them are left out. */
export function storyGraph(turns: readonly GraphTurn[], names: Names): StoryGraph {
  const nodes: GraphNode[] = [];
  for (const { events, edges: all } of turns) {
    for (const event of events) {
      const node = { ...nodeOf(event), outcome: event.outcome, title: titleOf(event, names) };
      // As in the live graph: latest cause first.
      const causes = all.filter(({ to }) => to === node.id).sort((a, b) => byCodeUnit(b.from, a.from));
      nodes.push({ ...node, ...conflictMarks(event, causes, [...nodes, node]) });
    }
  }
  const ids = new Set(nodes.map(({ id }) => id));
  const edges = turns.flatMap((turn) => turn.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)));
  return { nodes, edges };
}

/** The graph in Graphviz's language: a cluster per turn, links coloured by type. */
export function toDot({ nodes, edges }: StoryGraph): string {
  const turns = [...new Set(nodes.map(({ turn }) => turn))];
  const clusters = turns.flatMap((turn) => [
    `  subgraph cluster_turn_${turn} {`,
    `    label=${quoted(`Turn ${turn}`)};`,
    ...nodes
      .filter((node) => node.turn === turn)
      .map(
        (node) =>
          `    ${quoted(node.id)} [label=${quoted(node.verb ?? node.type)}, tooltip=${quoted(node.title)}];`,
      ),
    '  }',
  ]);
  const links = edges.map(
    ({ from, to, type, strength }) =>
      `  ${quoted(from)} -> ${quoted(to)} [color=${quoted(EDGE_COLOURS[type])}, penwidth=${round6(0.5 + 2 * strength)}, tooltip=${quoted(`${type} ${strength}`)}];`,
  );
  return [
    'digraph story {',
    '  rankdir=LR;',
    '  node [shape=box, style=rounded, fontname="sans-serif"];',
    ...clusters,
    ...links,
    '}',
    '',
  ].join('\n');
}

/** A quoted string of Graphviz's language, which reads a backslash as the start of an escape. */
function quoted(text: string): string {
  return `"${printable(text).replace(/\s+/g, ' ').replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** Text without what neither XML nor a terminal can show: control characters and half surrogates. */
export function printable(text: string): string {
  return text.replace(/\p{C}/gu, ' ');
}

function titleOf(event: CausalEvent, names: Names): string {
  const { verb } = event.data;
  const parts = [
    event.agentId === undefined ? undefined : names.person(event.agentId),
    (typeof verb === 'string' ? verb : event.type).replaceAll('_', ' '),
    event.participants.length === 0
      ? undefined
      : event.participants.map((id) => names.person(id)).join(' and '),
    event.locationId === undefined ? undefined : `in ${names.place(event.locationId)}`,
  ];
  const outcome = event.outcome === 'none' ? '' : ` (${event.outcome})`;
  return `Turn ${event.turn}: ${parts.filter((part) => part !== undefined).join(', ')}${outcome}`;
}
