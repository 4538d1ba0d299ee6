import type { ChronicleData, ChronicleEvent } from '../../simulation/model-data.js';
import { isSeen } from './view.js';

/** What the story turns on: of the events of its turning point that are seen the heaviest, the first of equals. */
export function turningEvent(data: ChronicleData): string | undefined {
  if (data.arc !== 'turning_point') return undefined;
  const heaviest = data.events
    .filter((event) => isSeen(event, data))
    .reduce<ChronicleEvent | undefined>(
      (best, event) => (best === undefined || event.weight > best.weight ? event : best),
      undefined,
    );
  return heaviest?.eventId;
}
