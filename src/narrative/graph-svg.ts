import { round6 } from '../simulation/numbers.js';
import { type CausalEdge, EDGE_TYPES, type EdgeType } from './causal-edges.js';
import { EDGE_COLOURS, type GraphNode, printable, type StoryGraph } from './graph-export.js';

/**
 * The causal graph as a drawing that needs nothing else: a column per turn, a lane per character and one for the world,
 * an event after the other from left to right, and links as curves coloured by type. Titles are tooltips. All text is
 * escaped: names are whatever users wrote.
 */

export interface SvgOptions {
  /** Heading of the drawing. */
  readonly title: string;
  /** Lanes from top to bottom; an agent that isn't among them gets one below. */
  readonly cast: readonly { readonly id: string; readonly name: string }[];
  /** The strongest derived links into each event that are drawn, 2 by default; a director's are always. */
  readonly linksPerEvent?: number;
}

const LINKS_PER_EVENT = 2;
const MARGIN = 24;
const NAMES_WIDTH = 150;
const NAME_LENGTH = 20;
const HEAD_HEIGHT = 92;
const LANE_HEIGHT = 96;
/** Of a lane's line below its upper edge: words need room above it, links below. */
const LANE_DEPTH = 58;
const STEP = 36;
const COLUMN_GAP = 28;
const LEGEND_STEP = 136;

interface Spot {
  readonly x: number;
  readonly y: number;
}

interface Column {
  readonly turn: number;
  readonly from: number;
  readonly to: number;
}

/** Draws the graph; the size grows with its events. */
export function toSvg(graph: StoryGraph, options: SvgOptions): string {
  const lanes = lanesOf(graph, options);
  const { spots, columns, width } = layOut(graph, lanes);
  const drawn = strongest(graph.edges, options.linksPerEvent ?? LINKS_PER_EVENT);
  const full = Math.max(width, NAMES_WIDTH + EDGE_TYPES.length * LEGEND_STEP) + MARGIN;
  const height = HEAD_HEIGHT + lanes.size * LANE_HEIGHT + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${full}" height="${height}" viewBox="0 0 ${full} ${height}" role="img" font-family="sans-serif">`,
    `<title>${escaped(options.title)}</title>`,
    `<defs>${EDGE_TYPES.map(arrowhead).join('')}</defs>`,
    `<rect width="${full}" height="${height}" fill="#ffffff"/>`,
    `<text x="${MARGIN}" y="30" font-size="18" fill="#222222">${escaped(options.title)}</text>`,
    `<text x="${MARGIN}" y="50" font-size="11" fill="#666666">${graph.nodes.length} events, ${drawn.length} of ${graph.edges.length} links</text>`,
    ...legend(),
    ...columns.map((column, index) => columnBand(column, index, height)),
    ...[...lanes.values()].map(({ name, y }) => laneLine(name, y, full)),
    ...drawn.map((edge) => curve(edge, spots)),
    ...graph.nodes.map((node) => dot(node, spots.get(node.id))),
    '</svg>',
    '',
  ].join('\n');
}

/** Lanes by agent id; the world's, which is nobody's, has the id ''. */
function lanesOf({ nodes }: StoryGraph, { cast }: SvgOptions): Map<string, { name: string; y: number }> {
  const names = new Map([
    ...cast.map(({ id, name }): [string, string] => [id, name]),
    ...nodes
      .flatMap(({ agent }) => agent ?? [])
      .filter((agent) => !cast.some(({ id }) => id === agent))
      .map((agent): [string, string] => [agent, agent]),
    ['', 'The world'],
  ]);
  return new Map(
    [...names].map(([id, name], row) => [id, { name, y: HEAD_HEIGHT + row * LANE_HEIGHT + LANE_DEPTH }]),
  );
}

function layOut(
  { nodes }: StoryGraph,
  lanes: ReadonlyMap<string, { readonly y: number }>,
): {
  readonly spots: ReadonlyMap<string, Spot>;
  readonly columns: readonly Column[];
  readonly width: number;
} {
  const spots = new Map<string, Spot>();
  const columns: Column[] = [];
  let x = NAMES_WIDTH + MARGIN;
  for (const node of nodes) {
    const last = columns.at(-1);
    if (last?.turn === node.turn) {
      x += STEP;
      columns[columns.length - 1] = { ...last, to: x + STEP / 2 };
    } else {
      x += last === undefined ? 0 : STEP + COLUMN_GAP;
      columns.push({ turn: node.turn, from: x - STEP / 2, to: x + STEP / 2 });
    }
    spots.set(node.id, { x, y: lanes.get(node.agent ?? '')?.y ?? HEAD_HEIGHT });
  }
  return { spots, columns, width: x + STEP };
}

/** The strongest links into each event, the weakest first, so that the strong ones are drawn on top. */
function strongest(edges: readonly CausalEdge[], perEvent: number): CausalEdge[] {
  const taken = new Map<string, number>();
  return [...edges]
    .sort((a, b) => b.strength - a.strength)
    .filter(({ to, type }) => {
      if (type === 'inhibitor' || type === 'amplifier') return true;
      const count = taken.get(to) ?? 0;
      taken.set(to, count + 1);
      return count < perEvent;
    })
    .reverse();
}

function columnBand({ turn, from, to }: Column, index: number, height: number): string {
  const top = HEAD_HEIGHT - 8;
  const fill = index % 2 === 0 ? '#f6f7f9' : '#eef0f4';
  return `<g><rect x="${from}" y="${top}" width="${to - from}" height="${height - top - MARGIN}" fill="${fill}"/><text x="${from + 6}" y="${top + 14}" font-size="11" fill="#555555">Turn ${turn}</text></g>`;
}

function laneLine(name: string, y: number, width: number): string {
  const letters = [...printable(name)];
  const short =
    letters.length > NAME_LENGTH ? `${letters.slice(0, NAME_LENGTH - 1).join('')}…` : letters.join('');
  return `<g><line x1="${NAMES_WIDTH}" y1="${y}" x2="${width - MARGIN}" y2="${y}" stroke="#d4d8df"/><text x="${MARGIN}" y="${y + 4}" font-size="13" fill="#222222">${escaped(short)}<title>${escaped(name)}</title></text></g>`;
}

/** Within a lane a link bows downwards, longer ones deeper; between lanes it swings over. */
function curve(edge: CausalEdge, spots: ReadonlyMap<string, Spot>): string {
  const [from, to] = [spots.get(edge.from), spots.get(edge.to)];
  if (from === undefined || to === undefined) return '';
  const sag = from.y === to.y ? Math.min(LANE_HEIGHT * 0.4, 12 + (to.x - from.x) / 8) : 0;
  const bend = (to.x - from.x) / 2;
  const path = `M${from.x} ${from.y}C${from.x + bend} ${from.y + sag} ${to.x - bend} ${to.y + sag} ${to.x} ${to.y}`;
  const tip = [`${label(edge.type)}, strength ${edge.strength}`, ...(edge.conditions ?? [])].join('; ');
  return `<path d="${path}" fill="none" stroke="${EDGE_COLOURS[edge.type]}" stroke-width="${round6(0.8 + 1.6 * edge.strength)}" stroke-opacity="0.7" marker-end="url(#tip-${edge.type})"><title>${escaped(tip)}</title></path>`;
}

function dot(node: GraphNode, spot: Spot | undefined): string {
  if (spot === undefined) return '';
  const { x, y } = spot;
  const failed = node.outcome === 'failure' || node.outcome === 'blocked';
  return `<g><title>${escaped(node.title)}</title><circle cx="${x}" cy="${y}" r="${round6(3 + 4 * node.weight)}" fill="${failed ? '#ffffff' : '#333a47'}" stroke="#333a47" stroke-width="1.5"/><text transform="translate(${x + 3} ${y - 10}) rotate(-40)" font-size="9.5" fill="#333a47">${escaped(label(node.verb ?? node.type))}</text></g>`;
}

function arrowhead(type: EdgeType): string {
  return `<marker id="tip-${type}" viewBox="0 0 8 8" refX="12" refY="4" markerWidth="5" markerHeight="5" orient="auto"><path d="M0 0L8 4L0 8z" fill="${EDGE_COLOURS[type]}"/></marker>`;
}

function legend(): string[] {
  const y = 70;
  return EDGE_TYPES.map((type, index) => {
    const x = MARGIN + index * LEGEND_STEP;
    return `<g><line x1="${x}" y1="${y - 4}" x2="${x + 24}" y2="${y - 4}" stroke="${EDGE_COLOURS[type]}" stroke-width="3"/><text x="${x + 30}" y="${y}" font-size="11" fill="#333333">${label(type)}</text></g>`;
  });
}

function label(word: string): string {
  return word.replaceAll('_', ' ');
}

function escaped(text: string): string {
  return printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
