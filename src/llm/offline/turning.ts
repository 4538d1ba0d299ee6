import type { ChronicleData, ChronicleEvent } from '../../simulation/model-data.js';
import { isSeen } from './view.js';

/** A quarrel that breaks out or is made up turns a story sooner than as heavy a deed. */
const PATTERN_WEIGHT = 0.1;

function turns({ weight, pattern }: ChronicleEvent): number {
  return weight + (pattern === undefined ? 0 : PATTERN_WEIGHT);
}

/** What the story turns on: of the events of its turning point that are seen the heaviest, the first of equals. */
export function turningEvent(data: ChronicleData): string | undefined {
  if (data.arc !== 'turning_point') return undefined;
  const heaviest = data.events
    .filter((event) => isSeen(event, data))
    .reduce<ChronicleEvent | undefined>(
      (best, event) => (best === undefined || turns(event) > turns(best) ? event : best),
      undefined,
    );
  return heaviest?.eventId;
}
