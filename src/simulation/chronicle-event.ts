import type { Change, EngineEvent } from './changes.js';
import { INTENSITY } from './laws/costs.js';
import type { ChronicleChange, ChronicleEvent } from './model-data.js';
import type { SimulationSnapshot } from './snapshot.js';
import type { Level } from './types.js';

/** Smaller changes than these are true but not worth a word. */
const AFFINITY_TOLD = 0.05;
const HEALTH_TOLD = 3;
const STAMINA_TOLD = 20;
const MORALE_TOLD = 5;

/**
 * An event as it is told; its `data` was written for this when it came about.
 * @param part `deed` leaves out what was said along with it and what it changed
 */
export function chronicleEvent(
  event: EngineEvent,
  snapshot: SimulationSnapshot,
  part: 'all' | 'deed' = 'all',
): ChronicleEvent {
  const text = (key: string): string | undefined => {
    const value = event.data[key];
    return typeof value === 'string' ? value : undefined;
  };
  const { eventId, type, time, agentId: actor, outcome, weight } = event;
  const dialogue = part === 'all' ? event.dialogue : undefined;
  const [motive, detail, told] = [text('motive'), text('detail'), text('told')];
  const targetPerson = text('targetPerson');
  const targetName = type === 'discovery' ? whereFound(event, snapshot) : text('targetName');
  // Members in the order in which requests have them.
  const shown: { -readonly [Member in keyof ChronicleEvent]?: ChronicleEvent[Member] } = {
    eventId,
    type,
    verb: text('verb') ?? type,
    time,
  };
  if (actor !== undefined) shown.actor = actor;
  shown.locationId = event.locationId ?? snapshot.cast[0]?.locationId ?? '';
  shown.outcome = outcome;
  shown.intensity = levelOf(text('intensity'));
  shown.weight = weight;
  if (targetPerson !== undefined) shown.targetPerson = targetPerson;
  if (targetName !== undefined) shown.targetName = targetName;
  if (dialogue !== undefined) shown.dialogue = dialogue;
  if (motive !== undefined) shown.motive = motive;
  if (detail !== undefined) shown.detail = detail;
  if (told !== undefined) shown.told = told;
  shown.changes =
    part === 'all' ? event.effects.flatMap((change) => tellableChange(change, event, snapshot)) : [];
  return shown as ChronicleEvent;
}

/** The thing or place that gave a finding away. */
function whereFound(event: EngineEvent, { script, world }: SimulationSnapshot): string | undefined {
  const [id = ''] = event.provides;
  const found = Object.hasOwn(script.discoveries, id) ? script.discoveries[id] : undefined;
  return found?.thing === undefined
    ? world.locations[event.locationId ?? '']?.name
    : world.entities[found.thing]?.name;
}

function levelOf(text: string | undefined): Level {
  return text !== undefined && Object.hasOwn(INTENSITY, text) ? (text as Level) : 'normal';
}

function tellableChange(change: Change, event: EngineEvent, snapshot: SimulationSnapshot): ChronicleChange[] {
  const nameOf = (thing: string) => snapshot.world.entities[thing]?.name ?? thing;
  switch (change.kind) {
    case 'bond':
      return Math.abs(change.affinity) < AFFINITY_TOLD
        ? []
        : [{ kind: 'affinity', from: change.from, to: change.to, delta: change.affinity }];
    case 'resource': {
      const { resource, persona, delta, left } = change;
      const least = { health: HEALTH_TOLD, stamina: STAMINA_TOLD, morale: MORALE_TOLD }[resource];
      return Math.abs(delta) < least ? [] : [{ kind: resource, persona, delta, left }];
    }
    case 'place': {
      const { containerId, thing } = change;
      const holder = snapshot.cast.some(({ id }) => id === containerId) ? containerId : undefined;
      if (holder !== undefined) return [{ kind: 'taken', persona: holder, thing: nameOf(thing) }];
      return event.agentId === undefined
        ? []
        : [{ kind: 'dropped', persona: event.agentId, thing: nameOf(thing) }];
    }
    case 'open':
      return [{ kind: change.open ? 'opened' : 'closed', thing: nameOf(change.thing) }];
    case 'working':
      return [{ kind: change.working ? 'repaired' : 'broken', thing: nameOf(change.thing) }];
    case 'spent':
      // What is put to use stays as it was; only things in hand are worth the word.
      return event.type === 'use_item' && snapshot.world.entities[change.target]?.kind === 'item'
        ? [{ kind: 'used', persona: change.persona, thing: nameOf(change.target) }]
        : [];
    case 'light':
    case 'weather':
      return [{ kind: change.kind, locationId: change.locationId, value: change.value }];
    default:
      return [];
  }
}
