import type { Stream } from '../../simulation/random.js';
import type { LocationProfile } from '../lorebook.js';
import { GENERIC_PLACES } from './lexicon/generic-places.js';
import type { GenreLexicon, PlaceKind } from './lexicon/genre.js';
import { dealt, shuffled } from './prose.js';

/** The map of a world: its first place in the middle, the others round it, no two further apart than they must be. */

export interface PlannedPlace {
  readonly name: string;
  readonly kind: PlaceKind;
  /** Names, in the order of the outline. */
  readonly connections: readonly string[];
  /** Ways from the first place. */
  readonly distance: number;
  readonly coordinates: NonNullable<LocationProfile['coordinates']>;
}

const MOST_WAYS = 4;
const STEP = 10;
/** Round the first place and its neighbours, clockwise. */
const DIRECTIONS = [
  [0, 1],
  [1, 1],
  [1, 0],
  [1, -1],
  [0, -1],
  [-1, -1],
  [-1, 0],
  [-1, 1],
] as const;

interface Node {
  readonly ways: Set<number>;
  readonly distance: number;
  readonly x: number;
  readonly y: number;
}

/** A tree over the places, then a way more for every fourth, so that there is more than one road to most of them. */
export function planMap(
  names: readonly string[],
  lexicon: GenreLexicon,
  dice: Stream,
): readonly PlannedPlace[] {
  const nodes: Node[] = [];
  const taken = new Set<string>();
  names.forEach((_, index) => {
    if (index === 0) {
      nodes.push({ ways: new Set(), distance: 0, x: 0, y: 0 });
      taken.add('0,0');
      return;
    }
    const open = nodes.flatMap(({ ways }, at) => (ways.size < MOST_WAYS ? [at] : []));
    const host = dice.pick(open) ?? 0;
    const from = nodes[host];
    if (from === undefined) return;
    from.ways.add(index);
    const { x, y } = freeSpot(from, taken, dice);
    nodes.push({ ways: new Set([host]), distance: from.distance + 1, x, y });
  });
  for (let more = Math.floor(names.length / 4); more > 0; more -= 1) joinTwo(nodes, dice);
  const kinds = kindsOf(names, lexicon, dice);
  return names.map((name, index) => {
    const node = nodes[index];
    return {
      name,
      kind: dealt(kinds, index),
      connections: [...(node?.ways ?? [])].sort((a, b) => a - b).flatMap((at) => names[at] ?? []),
      distance: node?.distance ?? 0,
      coordinates: { x: (node?.x ?? 0) * STEP, y: (node?.y ?? 0) * STEP },
    };
  });
}

function freeSpot({ x, y }: Node, taken: Set<string>, dice: Stream): { x: number; y: number } {
  const turn = dice.int(0, DIRECTIONS.length - 1);
  for (let reach = 1; ; reach += 1) {
    for (let i = 0; i < DIRECTIONS.length; i += 1) {
      const [dx, dy] = dealt(DIRECTIONS, turn + i);
      const spot = { x: x + dx * reach, y: y + dy * reach };
      const key = `${spot.x},${spot.y}`;
      if (taken.has(key)) continue;
      taken.add(key);
      return spot;
    }
  }
}

function joinTwo(nodes: readonly Node[], dice: Stream): void {
  const pairs = nodes.flatMap((a, from) =>
    nodes.flatMap((b, to) =>
      from < to && !a.ways.has(to) && a.ways.size < MOST_WAYS && b.ways.size < MOST_WAYS
        ? [[from, to] as const]
        : [],
    ),
  );
  const pair = dice.pick(pairs);
  if (pair === undefined) return;
  nodes[pair[0]]?.ways.add(pair[1]);
  nodes[pair[1]]?.ways.add(pair[0]);
}

/** What each place is: as its name says, as far as it does. */
function kindsOf(names: readonly string[], lexicon: GenreLexicon, dice: Stream): readonly PlaceKind[] {
  const spare = shuffled(GENERIC_PLACES, dice);
  let spared = 0;
  return names.map((name) => {
    const folded = name.toLowerCase();
    const fits = lexicon.places.filter(({ noun }) => folded.includes(noun.toLowerCase()));
    const [best] = fits.toSorted((a, b) => b.noun.length - a.noun.length);
    if (best !== undefined) return best;
    spared += 1;
    return dealt(spare, spared);
  });
}
