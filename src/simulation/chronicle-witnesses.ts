import type { TurnRecord } from './record.js';
import type { PersonaId } from './types.js';

/** Who perceived each event of a turn well enough to tell what it was, by event id. */
export function witnessesOf({ observations }: Pick<TurnRecord, 'observations'>): Map<string, PersonaId[]> {
  const witnesses = new Map<string, PersonaId[]>();
  for (const { eventId, observerId, certainty } of observations) {
    if (certainty === 'LOW') continue;
    const known = witnesses.get(eventId);
    if (known === undefined) witnesses.set(eventId, [observerId]);
    else known.push(observerId);
  }
  return witnesses;
}
