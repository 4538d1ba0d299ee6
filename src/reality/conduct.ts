import type { EngineEvent } from '../simulation/changes.js';
import type { Triple } from './event-triples.js';
import type { KnownProperty } from './subject-threat.js';

/** How deeds strike those who see them: what they come to think of who did it, and how far it alarms them. */

/** How somebody last behaved towards others. */
export const CONDUCT = 'conduct';

/** By verb; what isn't here leaves people as they seemed. */
const SEEMS: Readonly<Record<string, string>> = {
  attack: 'attack',
  betray: 'hostile',
  confront: 'suspicious',
  stand_off: 'suspicious',
  agree: 'friendly',
  give: 'friendly',
  help: 'friendly',
};
const ALARMING: ReadonlySet<string> = new Set(['attack', 'hostile']);

/** What an event shows of its agent, if anything. */
export function conductOf({ agentId, type, outcome, data }: EngineEvent): Triple | undefined {
  const { verb } = data;
  // Who was kept from a deed has done nothing.
  if (agentId === undefined || typeof verb !== 'string' || type === 'wait') return undefined;
  const value = verb === 'hide' && outcome === 'failure' ? 'suspicious' : seems(verb);
  if (value === undefined) return undefined;
  const negative = ALARMING.has(value) ? { negative: true } : {};
  return { subject: agentId, property: CONDUCT, value, category: 'tactical', ...negative };
}

function seems(verb: string): string | undefined {
  return Object.hasOwn(SEEMS, verb) ? SEEMS[verb] : undefined;
}

/** What of an event threatens those who perceive it; each piece as reliable as it is grave, 0..1. */
export function dangersOf(event: EngineEvent): KnownProperty[] {
  const dangers: KnownProperty[] = [];
  const conduct = conductOf(event);
  if (conduct !== undefined) dangers.push({ property: CONDUCT, value: conduct.value, reliability: 1 });
  let injured = false;
  for (const change of event.effects) {
    if (change.kind === 'condition' && change.type !== 'blocked') {
      dangers.push({ property: change.type, value: 'hostile', reliability: change.severity });
    } else if (change.kind === 'injury' && change.on && !injured) {
      injured = true;
      dangers.push({ property: change.injury, value: 'attack', reliability: 1 });
    }
  }
  return dangers;
}
