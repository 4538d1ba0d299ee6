import { plainSentence } from '../narrative/plain-sentences.js';
import { judgedTrust } from '../reality/belief-store.js';
import { type BeliefReading, type BeliefsDraft, openBeliefs, triple } from '../reality/beliefs.js';
import { dangersOf } from '../reality/conduct.js';
import { categoryOf, perceptible } from '../reality/event-triples.js';
import { importanceOf, type MemoryItem, remember } from '../reality/memory.js';
import { type JudgedTelling, type Observation, observe } from '../reality/observe.js';
import { EVENTS_LOOKED_AT, graver, subjectThreat, threatOf } from '../reality/subject-threat.js';
import { recognises, UNKNOWN_FIGURE } from '../reality/witnesses.js';
import type { Change, EngineEvent } from './changes.js';
import { chronicleEvent } from './chronicle-event.js';
import { withoutForgotten } from './known-facts.js';
import { HEARD_OF } from './leak-check.js';
import { sortedKeys } from './numbers.js';
import { sceneTriples } from './scene-triples.js';
import { sensesIn } from './sensing.js';
import type { SimulationSnapshot } from './snapshot.js';
import { namesOf } from './snapshot-names.js';
import { bondOf, type Mind, type SimulationState } from './state.js';
import type { Switches } from './switches.js';
import type { Persona, PersonaId, ProposedAction, Threat } from './types.js';

/**
 * What a turn's events make of the minds of those who perceive them: beliefs, ideas of what others believe, trust in
 * those whose words are borne out or refuted, and memories. Each event is routed at its moment, with everybody where
 * they were; what comes of it is settled before everybody decides and at the end of the turn.
 */
export class Witness {
  readonly observations: Observation[] = [];
  readonly #snapshot: SimulationSnapshot;
  readonly #switches: Switches;
  #beliefs: BeliefsDraft;
  readonly #judged: JudgedTelling[] = [];
  /** The worst of the turn by persona, for those whom it frightened. */
  readonly #alarms = new Map<PersonaId, Threat>();
  readonly #memories = new Map<PersonaId, MemoryItem[]>();

  constructor(snapshot: SimulationSnapshot, state: SimulationState, switches: Switches) {
    this.#snapshot = snapshot;
    this.#switches = switches;
    this.#beliefs = openBeliefs(state.beliefs);
  }

  /** Routes an event that led from one state to the other. */
  note(event: EngineEvent, before: SimulationState, after: SimulationState): void {
    const seen = perceptible(event, (personaId, locationId) => sceneTriples(after, personaId, locationId));
    const senses = sensesIn(before, this.#switches.fog_of_war === false);
    const personas = this.#switches.biases === false ? withoutBiases(before.personas) : before.personas;
    const { observations, judged } = observe(this.#beliefs, seen, personas, senses);
    this.observations.push(...observations);
    this.#judged.push(...judged);
    if (event.dialogue !== undefined) this.#noteNames(event, observations);
    for (const change of event.effects)
      if (change.kind === 'mistaken') this.#disappoint(change, event, before);
    this.#alarm(event, observations);
    if (this.#switches.memory !== false) this.#memorise(event, observations, before);
  }

  /** What personas have concluded for themselves as they decided: inferred, and believed no more than that. */
  conclude(decisions: readonly ProposedAction[], { personas, world }: SimulationState): void {
    for (const { actorId, actionId, beliefUpdates } of decisions) {
      const self = personas[actorId];
      if (self === undefined) continue;
      for (const { subject, property, value, confidence } of beliefUpdates) {
        this.#beliefs.receive(
          actorId,
          triple(subject, property),
          {
            value,
            category: categoryOf(property),
            reliability: confidence,
            channel: 'inferred',
            source: 'self',
            time: world.clock,
            eventId: actionId,
          },
          {
            biases: this.#switches.biases === false ? {} : self.biases,
            trustIn: (source) => bondOf(self, source).trust,
            outrankedBy: () => false,
          },
          self.locationId,
        );
      }
    }
  }

  /** What everybody believes by now. */
  get minds(): BeliefReading {
    return this.#beliefs;
  }

  /** The state with all that was perceived since the last time taken in. */
  settle(state: SimulationState, turn: number): SimulationState {
    const { nameOf } = namesOf(this.#snapshot);
    const memories = { ...state.memories };
    for (const [id, items] of this.#memories) {
      const store = memories[id];
      if (store !== undefined) memories[id] = remember(store, items, { turn, self: id, nameOf });
    }
    const settled = {
      ...state,
      beliefs: this.#beliefs.seal(),
      memories: this.#memories.size === 0 ? state.memories : memories,
      personas: trusting(state.personas, this.#judged),
    };
    this.#beliefs = openBeliefs(settled.beliefs);
    this.#judged.length = 0;
    this.#memories.clear();
    return withoutForgotten(settled);
  }

  /** Whoever hears a name has heard of somebody or something, if no more. */
  #noteNames({ agentId, dialogue, eventId, time }: EngineEvent, observations: readonly Observation[]): void {
    const named = namesOf(this.#snapshot).namedIn(dialogue?.text ?? '');
    for (const { observerId, content } of observations) {
      if (content.said === undefined || observerId === agentId) continue;
      for (const subject of named) {
        const key = triple(subject, HEARD_OF);
        if (Object.hasOwn(this.#snapshot.world.locations, subject) || subject === observerId) continue;
        if (this.#beliefs.belief(observerId, triple(subject, 'location')) !== undefined) continue;
        if (this.#beliefs.belief(observerId, key) !== undefined) continue;
        const heard = {
          subject,
          property: HEARD_OF,
          value: true,
          category: 'social',
          channel: 'told',
        } as const;
        const source = agentId ?? 'lore';
        this.#beliefs.receive(
          observerId,
          key,
          { ...heard, source, reliability: 0.5, time, eventId },
          UNBIASED,
        );
      }
    }
  }

  /** Somebody looked for what isn't there: from then on it may be anywhere, and whoever said otherwise was wrong. */
  #disappoint(
    { persona: id, subject, at }: Extract<Change, { kind: 'mistaken' }>,
    event: EngineEvent,
    { personas }: SimulationState,
  ): void {
    const persona = personas[id];
    if (persona === undefined) return;
    const reception = this.#beliefs.receive(
      id,
      triple(subject, 'location'),
      {
        value: null,
        category: 'spatial',
        reliability: 1,
        channel: 'sight',
        source: 'self',
        time: event.time,
        eventId: event.eventId,
      },
      {
        biases: persona.biases,
        trustIn: (source) => bondOf(persona, source).trust,
        outrankedBy: () => false,
      },
      at,
    );
    for (const each of reception?.judged ?? []) this.#judged.push({ personaId: id, ...each });
  }

  /** How far an event threatens each who makes out what it is. */
  #alarm(event: EngineEvent, observations: readonly Observation[]): void {
    const dangers = dangersOf(event);
    if (dangers.length === 0) return;
    for (const { observerId, certainty, reliability } of observations) {
      // Nobody is frightened by what they do themselves.
      if (certainty === 'LOW' || observerId === event.agentId) continue;
      const { level } = subjectThreat(
        dangers.map((danger) => ({ ...danger, reliability: danger.reliability * reliability })),
      );
      this.#alarms.set(observerId, graver(this.#alarms.get(observerId) ?? 'LOW', threatOf(level)));
    }
  }

  /** Everybody's minds with the worst of this turn, at its end: what one turn brings counts once, whatever comes after. */
  alarmed({ minds }: SimulationState): SimulationState['minds'] {
    const changed: Record<PersonaId, Mind> = {};
    for (const id of sortedKeys(minds)) {
      const mind = minds[id];
      const worst = this.#alarms.get(id) ?? 'LOW';
      if (mind === undefined || (mind.alarms === undefined && worst === 'LOW')) continue;
      const { alarms = [], recent, heard, spent, progress } = mind;
      const latest = [...alarms, worst].slice(-EVENTS_LOOKED_AT);
      // What is left of an object when a member is taken away has a layout of its own each time.
      changed[id] = latest.every((alarm) => alarm === 'LOW')
        ? ({ recent, heard, spent, progress } satisfies Required<Omit<Mind, 'alarms'>>)
        : ({ recent, heard, spent, progress, alarms: latest } satisfies Required<Mind>);
    }
    return { ...minds, ...changed };
  }

  #memorise(event: EngineEvent, observations: readonly Observation[], { personas }: SimulationState): void {
    const learners = new Set<PersonaId>();
    const told = new Set<PersonaId>();
    for (const change of event.effects) {
      if (change.kind === 'learn') learners.add(change.persona);
      if (change.kind === 'told' || change.kind === 'tell') told.add(change.to);
    }
    const people = event.agentId === undefined ? event.participants : [event.agentId, ...event.participants];
    const isWordy = event.dialogue !== undefined || event.data.told !== undefined;
    const texts: Partial<Record<keyof typeof SEEN, string>> = {};
    for (const { observerId, certainty, content } of observations) {
      const self = personas[observerId];
      // Less than that is only a noise somewhere.
      if (self === undefined || certainty === 'LOW') continue;
      const isOwn = event.agentId === observerId;
      if (INWARD.has(event.type) && !isOwn) continue;
      const how =
        event.type === 'discovery' && !isOwn && !learners.has(observerId)
          ? 'outside'
          : isWordy && !isOwn && content.said === undefined && !told.has(observerId)
            ? 'unheard'
            : 'inside';
      const known = people.filter((id) => recognises(self, id, certainty, this.#beliefs));
      let text = texts[how];
      if (known.length < people.length) text = memoryText(nameless(SEEN[how](event)), this.#snapshot, known);
      else if (text === undefined) {
        text = memoryText(SEEN[how](event), this.#snapshot);
        texts[how] = text;
      }
      const items = this.#memories.get(observerId) ?? [];
      this.#memories.set(observerId, items);
      items.push(memoryOf(event, known, self, content.about, text));
    }
  }
}

function memoryOf(
  event: EngineEvent,
  people: readonly PersonaId[],
  self: Persona,
  about: readonly string[],
  text: string,
): MemoryItem {
  const isHarm = HARM.has(event.type) || event.effects.some(({ kind }) => kind === 'injury');
  // Members in the order of canonical JSON, so that they needn't be put in order to be hashed.
  return {
    entities: entitiesOf(people, about),
    id: event.eventId,
    importance: importanceOf({
      isOwn: people.includes(self.id),
      isHarm,
      isDiscovery: event.type === 'discovery',
      isClose: people.some((id) => id !== self.id && Math.abs(bondOf(self, id).affinity) > 0.5),
      isTriggered: event.type === 'complication',
      isNegative: isHarm || event.outcome === 'failure',
      negativity: self.biases.negativity ?? 0,
    }),
    kind: event.dialogue === undefined ? 'observation' : 'dialogue',
    text,
    time: event.time,
  };
}

const ENTITIES_KEPT = 6;

/** Those who took part and then the subjects of what was perceived, each once. */
function entitiesOf(people: readonly PersonaId[], about: readonly string[]): readonly string[] {
  const entities: string[] = [];
  const add = (id: string) => {
    if (entities.length < ENTITIES_KEPT && !entities.includes(id)) entities.push(id);
  };
  for (const id of people) add(id);
  for (const key of about) add(key.slice(0, key.indexOf('|')));
  return entities;
}

const UNBIASED = { biases: {}, trustIn: () => 0.5, outrankedBy: () => false };

/** What goes on within somebody, and leaves others nothing to remember. */
const INWARD: ReadonlySet<string> = new Set(['goal', 'mistake']);

/** A talk as those see it who don't hear what is said. */
function withoutWords({ dialogue: _unheard, ...event }: EngineEvent): EngineEvent {
  const { told: _untold, ...data } = event.data;
  return { ...event, data };
}

/** A find as those see it who aren't told what was found. */
function withoutDetail(event: EngineEvent): EngineEvent {
  return { ...event, data: { ...event.data, detail: 'there was something worth a second look' } };
}

/** An event as it looks from where somebody stands. */
const SEEN = {
  inside: (event: EngineEvent) => event,
  outside: withoutDetail,
  unheard: withoutWords,
} as const;

/** An event without what may name those who take part; what a find is told by names nobody. */
function nameless(event: EngineEvent): EngineEvent {
  if (event.type === 'discovery') return event;
  const { detail: _named, ...data } = event.data;
  return { ...event, data };
}

const HARM: ReadonlySet<string> = new Set(['attack', 'betrayal']);

/** @param known of those who take part, where not all are recognised */
function memoryText(event: EngineEvent, snapshot: SimulationSnapshot, known?: readonly PersonaId[]): string {
  const { nameOf } = namesOf(snapshot);
  const person = (id: PersonaId) => (known?.includes(id) === false ? UNKNOWN_FIGURE : nameOf(id));
  const said = event.dialogue === undefined ? '' : ` “${event.dialogue.text}”`;
  const told = chronicleEvent(event, snapshot, 'deed');
  return `${plainSentence(told, { person, place: nameOf })}${said}`;
}

/** Everybody with the trust that own observations leave in those whose words they bore out or refuted. */
function trusting(
  personas: SimulationState['personas'],
  judged: readonly JudgedTelling[],
): SimulationState['personas'] {
  if (judged.length === 0) return personas;
  const changed: Record<PersonaId, Persona> = { ...personas };
  for (const { personaId, source, confirmed } of judged) {
    const persona = changed[personaId];
    if (persona === undefined || !Object.hasOwn(personas, source)) continue;
    const bond = bondOf(persona, source);
    const trust = judgedTrust(bond.trust, confirmed);
    changed[personaId] = {
      ...persona,
      relationships: { ...persona.relationships, [source]: { ...bond, trust } },
    };
  }
  return changed;
}

function withoutBiases(personas: SimulationState['personas']): SimulationState['personas'] {
  return Object.fromEntries(
    sortedKeys(personas).flatMap((id) => {
      const persona = personas[id];
      return persona === undefined ? [] : [[id, { ...persona, biases: {} }] as const];
    }),
  );
}
