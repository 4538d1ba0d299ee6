import type { ChronicleData, ChronicleEvent, PlaceSketch } from '../../simulation/model-data.js';
import { isSeen } from './view.js';

/** What happened at one place. */
export interface Block {
  readonly place: PlaceSketch;
  readonly events: readonly ChronicleEvent[];
}

/** The events that are seen by place, in their order, each place after those that people came to it from. */
export function blocksOf(data: ChronicleData): Block[] {
  const byPlace = new Map<string, ChronicleEvent[]>();
  const known = new Set(data.places.map(({ id }) => id));
  // What happens everywhere at once may be dated to a place where nobody is any longer.
  const elsewhere = data.events.find(({ locationId }) => known.has(locationId))?.locationId;
  for (const event of data.events.filter((each) => isSeen(each, data))) {
    const at = setOutFrom(event, data) ?? event.locationId;
    const id = known.has(at) ? at : (elsewhere ?? data.cast[0]?.locationId ?? event.locationId);
    const events = byPlace.get(id);
    if (events === undefined) byPlace.set(id, [event]);
    else events.push(event);
  }
  return departuresFirst(
    [...byPlace].map(([id, events]) => ({ place: placeOf(data, id), events: wordsFirst(events, data) })),
  );
}

/**
 * What was said of somebody's whereabouts was decided on before that person came in, and is told before it: an arrival
 * waits for such lines, unless the one who comes has a part in something before them.
 */
function wordsFirst(events: readonly ChronicleEvent[], { cast }: ChronicleData): ChronicleEvent[] {
  const ordered = [...events];
  for (const arrival of events.filter(({ type, actor }) => type === 'arrival' && actor !== undefined)) {
    const name = cast.find(({ id }) => id === arrival.actor)?.name;
    const from = ordered.indexOf(arrival);
    const involved = ordered.findIndex(
      ({ actor, targetPerson }, at) =>
        at > from && (actor === arrival.actor || targetPerson === arrival.actor),
    );
    const until = involved < 0 ? ordered.length : involved;
    const spoken = ordered
      .slice(0, until)
      .findLastIndex(({ dialogue }, at) => at > from && name !== undefined && speaksOf(dialogue?.text, name));
    if (spoken > from) ordered.splice(spoken, 0, ...ordered.splice(from, 1));
  }
  return ordered;
}

const WHEREABOUTS = /\b(?:is|was|are|find|saw|left|got to|still|where|try|looking for)\b/u;

function speaksOf(line: string | undefined, name: string): boolean {
  return line?.includes(name) === true && WHEREABOUTS.test(line);
}

/** Finding nobody where one went is told with the going. */
function setOutFrom({ type, actor }: ChronicleEvent, { events }: ChronicleData): string | undefined {
  return type === 'mistake'
    ? events.find((event) => event.actor === actor && event.type === 'move')?.locationId
    : undefined;
}

/** Puts the place that somebody leaves before the one where that person arrives, as far as that can be done. */
function departuresFirst(blocks: Block[]): Block[] {
  const ordered = [...blocks];
  for (let pass = 0; pass < blocks.length; pass += 1) {
    const late = ordered.findIndex((block, index) =>
      ordered.slice(0, index).some((earlier) => arrivesFrom(earlier, block)),
    );
    if (late < 0) break;
    const target = ordered.findIndex((block) => arrivesFrom(block, ordered[late] ?? block));
    ordered.splice(target, 0, ...ordered.splice(late, 1));
  }
  return ordered;
}

function arrivesFrom(destination: Block, origin: Block): boolean {
  return destination.events.some(
    ({ type, actor }) =>
      type === 'arrival' &&
      origin !== destination &&
      origin.events.some(
        (event) => event.actor === actor && (event.type === 'move' || event.type === 'retreat'),
      ),
  );
}

/** The place with an id, or one that will do. */
export function placeOf(data: ChronicleData, id: string | undefined): PlaceSketch {
  return (
    data.places.find((place) => place.id === id) ??
    data.places[0] ?? {
      id: 'here',
      name: 'this place',
      description: '',
      features: [],
      light: 'normal',
      weather: 'none',
      terrain: 'open',
    }
  );
}
