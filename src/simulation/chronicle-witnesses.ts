import type { EngineEvent } from './changes.js';
import type { TurnRecord } from './record.js';
import type { LocationId, PersonaId } from './types.js';

/**
 * Who saw or heard each event of a turn, by event id: whoever acts or takes part in it, and whoever is at its place at
 * that moment. What happens at no place is noticed everywhere.
 */
export function witnessesOf({ briefs, events }: TurnRecord): Map<string, readonly PersonaId[]> {
  const where = new Map<PersonaId, LocationId>(
    briefs.map(({ personaId, locationId }) => [personaId, locationId]),
  );
  const witnesses = new Map<string, readonly PersonaId[]>();
  for (const event of events) {
    witnesses.set(
      event.eventId,
      [...where.keys()].filter((persona) => notices(persona, event, where)),
    );
    for (const change of event.effects) if (change.kind === 'move') where.set(change.persona, change.to);
  }
  return witnesses;
}

function notices(persona: PersonaId, event: EngineEvent, where: ReadonlyMap<PersonaId, LocationId>): boolean {
  return (
    event.locationId === undefined ||
    event.agentId === persona ||
    event.participants.includes(persona) ||
    where.get(persona) === event.locationId
  );
}
