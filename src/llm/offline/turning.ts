import type { ChronicleData, ChronicleEvent } from '../../simulation/model-data.js';
import { isSeen } from './view.js';

/** A quarrel that breaks out or is made up turns a story sooner than as heavy a deed. */
const PATTERN_WEIGHT = 0.1;

function turns({ weight, pattern }: ChronicleEvent): number {
  return weight + (pattern === undefined ? 0 : PATTERN_WEIGHT);
}

/** Of events of the same weight those make the better turning point. */
const RANK: readonly ((event: ChronicleEvent) => boolean)[] = [
  ({ type }) => type === 'complication' || type === 'goal',
  ({ type }) => type === 'discovery',
  ({ type, told, pattern }) => type !== 'communicate' || told !== undefined || pattern !== undefined,
];

/**
 * What the story turns on: of the events of its turning point that are seen the heaviest, of equals what befalls or is
 * found out before what is done. Words that tell nothing are no turning point.
 */
export function turningEvent(data: ChronicleData): string | undefined {
  if (data.arc !== 'turning_point') return undefined;
  const heaviest = data.events
    .filter((event) => isSeen(event, data))
    .reduce<ChronicleEvent | undefined>(
      (best, event) => (best === undefined || isBetter(event, best) ? event : best),
      undefined,
    );
  return heaviest === undefined || rank(heaviest) === RANK.length ? undefined : heaviest.eventId;
}

function isBetter(event: ChronicleEvent, best: ChronicleEvent): boolean {
  const more = turns(event) - turns(best);
  return more > 0 || (more === 0 && rank(event) < rank(best));
}

function rank(event: ChronicleEvent): number {
  const at = RANK.findIndex((fits) => fits(event));
  return at < 0 ? RANK.length : at;
}
