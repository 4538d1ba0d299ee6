import { type Beliefs, newBeliefs, openBeliefs, triple } from '../reality/beliefs.js';
import { EMPTY_MEMORY, type MemoryStore } from '../reality/memory.js';
import { observe } from '../reality/observe.js';
import { BEFORE_ALL, learnBefore, secretFacts, type WitnessedFact } from './known-facts.js';
import { type LoreState, openLore } from './lore-state.js';
import type { Negotiations } from './negotiation.js';
import { byCodeUnit, sortedKeys } from './numbers.js';
import { sceneTriples, worldTriples } from './scene-triples.js';
import { sensesIn } from './sensing.js';
import type { SimulationSnapshot } from './snapshot.js';
import { openStory, type Story } from './storyline.js';
import type { Bond, LocationId, Outcome, Persona, PersonaId, Threat, WorldState } from './types.js';

/** One of a persona's own past actions. */
export interface PastAction {
  readonly action: string;
  readonly target?: string;
  readonly outcome: Outcome;
}

/** What a persona carries from turn to turn besides body, bonds and facts. */
export interface Mind {
  /** Last six actions, oldest first. */
  readonly recent: readonly PastAction[];
  /** What was said to it since its last decision; at most eight lines. */
  readonly heard: readonly { readonly from: PersonaId; readonly text: string }[];
  /** Places and things in which it looked in vain, and when it last did. */
  readonly spent: Readonly<Record<string, number>>;
  /** Progress of goals by goal id. */
  readonly progress: Readonly<Record<string, number>>;
  /** The worst that each of the last five turns held, oldest first; absent when all of them were quiet. */
  readonly alarms?: readonly Threat[];
}

/**
 * Where a simulation stands after a committed turn: plain JSON, from which the next turn follows. Branches that a turn
 * doesn't change are shared with the state before it.
 */
export interface SimulationState {
  readonly schemaVersion: 3;
  readonly turn: number;
  /** Of this state, from what led to it; empty before turn 1 and where a fork changed it: the next turn works it out. */
  readonly hash: string;
  readonly world: WorldState;
  readonly personas: Readonly<Record<PersonaId, Persona>>;
  readonly minds: Readonly<Record<PersonaId, Mind>>;
  /** Facts that came about in play and that somebody still knows. */
  readonly facts: Readonly<Record<string, WitnessedFact>>;
  /** Discoveries made, with the turn of the first finder. */
  readonly found: Readonly<Record<string, number>>;
  readonly objectives: Readonly<Record<string, 'open' | 'done' | 'failed'>>;
  /** All that anybody knows or believes, facts too, and what each thinks others believe. */
  readonly beliefs: Beliefs;
  readonly memories: Readonly<Record<PersonaId, MemoryStore>>;
  /** Causes, threads and what coherence goes by. */
  readonly story: Story;
  readonly measures: Measures;
  /** Absent until somebody has talked anything over. */
  readonly negotiations?: Negotiations;
  /** Absent of a simulation without lore. */
  readonly lore?: LoreState;
}

/** Sums over the turns so far. */
export interface Measures {
  /** Of the turns' coherence scores. */
  readonly coherence: number;
  readonly lines: number;
  readonly targets: number;
  /** Before leaking lines were replaced and leaking targets refused. */
  readonly leaksProposed: number;
  readonly leaks: number;
}

/** Of somebody who has done and heard nothing yet. */
export const EMPTY_MIND: Mind = { recent: [], heard: [], spent: {}, progress: {} };
const STRANGER: Bond = { affinity: 0, trust: 0.5, kind: 'stranger' };

/** The state before turn 1. */
export function openSimulation(snapshot: SimulationSnapshot): SimulationState {
  const personas = Object.fromEntries(snapshot.cast.map((persona) => [persona.id, persona]));
  const ids = sortedKeys(personas);
  const start = { world: snapshot.world, personas };
  const lore = openLore(snapshot);
  return {
    schemaVersion: 3,
    turn: 0,
    hash: '',
    world: snapshot.world,
    personas,
    minds: Object.fromEntries(ids.map((id) => [id, EMPTY_MIND])),
    facts: secretFacts(snapshot.cast),
    found: {},
    objectives: Object.fromEntries(snapshot.script.objectives.map(({ id }) => [id, 'open' as const])),
    beliefs: firstBeliefs(snapshot, start),
    memories: Object.fromEntries(ids.map((id) => [id, EMPTY_MEMORY])),
    story: openStory(start),
    measures: { coherence: 0, lines: 0, targets: 0, leaksProposed: 0, leaks: 0 },
    ...(lore === undefined ? {} : { lore }),
  };
}

/**
 * Everybody knows the lore and its own secrets, and has looked round where it starts; those who start together have seen
 * each other do so.
 */
function firstBeliefs(
  snapshot: SimulationSnapshot,
  start: Pick<SimulationState, 'world' | 'personas'>,
): Beliefs {
  const { world, personas } = start;
  const ids = sortedKeys(personas);
  const draft = openBeliefs(newBeliefs(ids, world.clock));
  for (const { subject, property, value } of worldTriples(start)) {
    draft.establish(triple(subject, property), { value, since: world.clock, eventId: BEFORE_ALL });
  }
  for (const persona of snapshot.cast) learnBefore(draft, snapshot, persona, world.clock);
  const senses = sensesIn(start);
  ids.forEach((id, index) => {
    const locationId = personas[id]?.locationId;
    if (locationId === undefined) return;
    const eventId = `t0000-e${String(index + 1).padStart(3, '0')}`;
    const entrances = [{ personaId: id, locationId, scene: sceneTriples(start, id, locationId) }];
    const look = { eventId, time: world.clock, type: 'arrival', agentId: id, participants: [], locationId };
    observe(draft, { ...look, triples: [], tellings: [], entrances }, personas, senses);
  });
  return draft.seal();
}

/** Everyone at a place, in id order. */
export function peopleAt(state: SimulationState, locationId: LocationId): Persona[] {
  return Object.values(state.personas)
    .filter((persona) => persona.locationId === locationId)
    .sort((a, b) => byCodeUnit(a.id, b.id));
}

/** As `peopleAt`, without those who perceive nothing. */
export function witnessesAt(state: SimulationState, locationId: LocationId): Persona[] {
  return peopleAt(state, locationId).filter((persona) => persona.state.conscious);
}

/** What one feels about the other; strangers are neutral. */
export function bondOf(persona: Persona, other: PersonaId): Bond {
  // Ids are words that users choose, `constructor` among them: only own keys count.
  const { relationships } = persona;
  return Object.hasOwn(relationships, other) ? (relationships[other] ?? STRANGER) : STRANGER;
}
