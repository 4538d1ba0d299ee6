import type { Json } from '../json.js';
import type { Change, EngineEvent } from '../simulation/changes.js';
import { byCodeUnit } from '../simulation/numbers.js';
import type { Dialogue, EntityId, LocationId, PersonaId } from '../simulation/types.js';
import { HOLDS } from './beliefs.js';
import type { Certainty } from './certainty.js';
import { conductOf } from './conduct.js';
import type { InformationCategory } from './fragments.js';
import type { PerceivedCertainty } from './witnesses.js';

/** Something that is the case: `{subject: 'lamp', property: 'location', value: 'trunk'}`. */
export interface Triple {
  readonly subject: string;
  readonly property: string;
  readonly value: Json;
  readonly category: InformationCategory;
  /** Bad news. */
  readonly negative?: boolean;
  /** Who alone can perceive it, of those who perceive the event. */
  readonly visibleTo?: readonly PersonaId[];
}

/** Something that a place shows to who comes there, and how surely that one makes it out. */
export interface SceneTriple extends Triple {
  readonly certainty: PerceivedCertainty;
}

/** Somebody tells somebody something, be it true or not. */
export interface Telling {
  readonly from: PersonaId;
  readonly to: PersonaId;
  readonly triple: Triple;
  /** How sure the teller claims to be; ABSOLUTE when absent. */
  readonly certainty?: Certainty;
}

/** Somebody comes to a place, or looks round it anew, and perceives what is there. */
export interface Entrance {
  readonly personaId: PersonaId;
  readonly locationId: LocationId;
  /** What the one who comes makes out of the free things and the contents of open containers there. */
  readonly scene: readonly SceneTriple[];
}

/** An event as far as it can be perceived. */
export interface PerceptibleEvent {
  readonly eventId: string;
  /** Story time, seconds. */
  readonly time: number;
  readonly type: string;
  readonly agentId?: PersonaId;
  readonly participants: readonly PersonaId[];
  readonly locationId?: LocationId;
  readonly dialogue?: Dialogue;
  readonly triples: readonly Triple[];
  readonly tellings: readonly Telling[];
  readonly entrances: readonly Entrance[];
}

/**
 * What an event of the engine gives to perceive.
 * @param sceneAt what there is to perceive for somebody who comes to a place.
 */
export function perceptible(
  event: EngineEvent,
  sceneAt: (personaId: PersonaId, locationId: LocationId) => readonly SceneTriple[],
): PerceptibleEvent {
  const { eventId, time, type, agentId, participants, locationId, dialogue } = event;
  const triples = triplesOf(event);
  const conduct = conductOf(event);
  if (conduct !== undefined) triples.push(conduct);
  const entrances: Entrance[] = [];
  for (const change of event.effects) {
    if (change.kind !== 'move') continue;
    const { persona: personaId, to } = change;
    entrances.push({ personaId, locationId: to, scene: sceneAt(personaId, to) });
  }
  const perceived: { -readonly [Member in keyof PerceptibleEvent]: PerceptibleEvent[Member] } = {
    eventId,
    time,
    type,
    participants,
    triples,
    tellings: tellingsOf(event),
    entrances,
  };
  if (agentId !== undefined) perceived.agentId = agentId;
  if (locationId !== undefined) perceived.locationId = locationId;
  if (dialogue !== undefined) perceived.dialogue = dialogue;
  return perceived;
}

/**
 * What an event makes the case. A thing's location is a place, a container or the persona who carries it. What goes on
 * inside somebody (stress, bonds, goals) can't be perceived, and conditions end without an event, so neither is here.
 */
export function triplesOf(event: Pick<EngineEvent, 'effects'>): Triple[] {
  const triples: Triple[] = [];
  let learnt = false;
  for (const change of event.effects) {
    if (change.kind === 'learn') learnt = true;
    const made = tripleOf(change);
    if (made !== undefined) triples.push(made);
  }
  return learnt ? [...triples, ...learned(event.effects)] : triples;
}

/** What those who talk in an event let each other know. */
export function tellingsOf(event: Pick<EngineEvent, 'effects'>): Telling[] {
  let tellings: Map<string, Telling> | undefined;
  for (const change of event.effects) {
    if (change.kind !== 'tell' && change.kind !== 'told') continue;
    tellings ??= new Map();
    const { from, to, certainty } = change;
    if (change.kind === 'tell') {
      const { subject, at } = change;
      tellings.set(`${from}>${to}|${subject}`, { from, to, triple: locationTriple(subject, at), certainty });
    } else {
      const { fact } = change;
      tellings.set(`${from}>${to}|${fact}`, { from, to, triple: factTriple(fact), certainty });
    }
  }
  return tellings === undefined ? [] : [...tellings.values()];
}

function tripleOf(change: Change): Triple | undefined {
  switch (change.kind) {
    case 'move':
      return locationTriple(change.persona, change.to);
    case 'place': {
      const value = change.containerId ?? change.locationId;
      return value === undefined ? undefined : locationTriple(change.thing, value);
    }
    case 'open':
      return { subject: change.thing, property: 'open', value: change.open, category: 'environmental' };
    case 'working':
      return {
        subject: change.thing,
        property: 'working',
        value: change.working,
        category: 'resource',
        negative: !change.working,
      };
    case 'lacking':
      return { subject: change.thing, property: NEEDS, value: change.need, category: 'resource' };
    case 'reveal':
      return { subject: change.thing, property: 'hidden', value: false, category: 'spatial' };
    case 'status':
      return change.effect === 'hidden'
        ? { subject: change.persona, property: 'hidden', value: change.on, category: 'tactical' }
        : undefined;
    case 'injury':
      return {
        subject: change.persona,
        property: `injury:${change.injury}`,
        value: change.on,
        category: 'tactical',
        negative: change.on,
      };
    case 'conscious':
      return {
        subject: change.persona,
        property: 'conscious',
        value: change.conscious,
        category: 'tactical',
        negative: !change.conscious,
      };
    case 'light':
    case 'weather':
      return {
        subject: change.locationId,
        property: change.kind,
        value: change.value,
        category: 'environmental',
      };
    default:
      return undefined;
  }
}

/**
 * What kind of information a property is. Of what a persona concludes for itself, the words are its own: whatever isn't
 * known here is about people.
 */
export function categoryOf(property: string): InformationCategory {
  return Object.hasOwn(CATEGORY_OF, property) ? (CATEGORY_OF[property] ?? 'social') : 'social';
}

const CATEGORY_OF: Readonly<Record<string, InformationCategory>> = {
  conduct: 'tactical',
  conscious: 'tactical',
  hidden: 'tactical',
  light: 'environmental',
  location: 'spatial',
  mood: 'emotional',
  open: 'environmental',
  time: 'temporal',
  weather: 'environmental',
  working: 'resource',
};

/** Facts that are seen or found, each with all who come to know it together. */
function learned(changes: readonly Change[]): Triple[] {
  const learners = new Map<string, Set<PersonaId>>();
  for (const change of changes) {
    if (change.kind !== 'learn') continue;
    learners.set(change.fact, (learners.get(change.fact) ?? new Set<PersonaId>()).add(change.persona));
  }
  return [...learners].map(([fact, known]) => ({
    ...factTriple(fact),
    visibleTo: [...known].sort(byCodeUnit),
  }));
}

/** What a thing lacks to open, to run or to be of use: the id of another thing. */
export const NEEDS = 'needs';

/** That somebody or something is somewhere. */
export function locationTriple(subject: PersonaId | EntityId, value: string): Triple {
  return { subject, property: 'location', value, category: 'spatial' };
}

function factTriple(fact: string): Triple {
  return { subject: fact, property: HOLDS, value: true, category: 'social' };
}
