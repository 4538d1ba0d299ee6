import { type ArcStage, arcOf } from '../narrative/arcs.js';
import { readingOf } from '../reality/beliefs.js';
import type { MemoryItem, MemoryStore } from '../reality/memory.js';
import { type Perception, perceive } from '../reality/perception.js';
import { retrieve } from '../reality/recall.js';
import { type Threatening, threatsTo } from '../reality/threat.js';
import { type SituationType, situationType } from '../reality/turn-brief.js';
import { type FactLists, factListsOf } from './fact-lists.js';
import { insightInto } from './insight.js';
import { factsKnownTo, type KnownFacts } from './known-facts.js';
import { loreFor } from './lore-brief.js';
import type { LoreEntry } from './lore-entry.js';
import { sortedKeys } from './numbers.js';
import { type OtherMind, otherMind, type Thinking } from './other-minds.js';
import type { ProfessionRule } from './professions.js';
import { lacksOf, type Quest, questsOf } from './quests.js';
import { professionOf, type SimulationSnapshot } from './snapshot.js';
import { EMPTY_MIND, type Mind, type SimulationState } from './state.js';
import type { Switches } from './switches.js';
import { tensionsOf } from './tensions.js';
import type { LocationId, Persona, PersonaId, Threat } from './types.js';

/**
 * One persona at the moment of its decision: itself, what it perceives and what it knows. Scores, options and prompts
 * are made from this alone. The world's script is here for what the persona knows of it; its unfound part is read by
 * none of them.
 */
export interface Deliberation {
  readonly snapshot: SimulationSnapshot;
  readonly state: SimulationState;
  readonly turn: number;
  readonly self: Persona;
  readonly mind: Mind;
  /** What its profession makes of it, if it has one that is known. */
  readonly profession: ProfessionRule | undefined;
  readonly seen: Perception;
  /** Ids of the place where it is and of whom and what it perceives there, in this order. */
  readonly around: readonly string[];
  /** Ids of those whom it perceives and who are awake. */
  readonly awake: readonly PersonaId[];
  /** Whether it makes out what the place is like, and can gather and mend there; see `Insight`. */
  readonly environment: boolean;
  readonly resources: boolean;
  /** What its own story is about at the moment. */
  readonly stage: ArcStage;
  readonly known: KnownFacts;
  /** The same in order. */
  readonly facts: FactLists;
  readonly threat: Threat;
  /** Who and what it has reason to fear, the gravest first. */
  readonly threats: readonly Threatening[];
  readonly situation: SituationType;
  /** What the persona makes of the minds of those it has before it, by person. */
  readonly others: Readonly<Record<PersonaId, OtherMind>>;
  /** Places that something known points to and that haven't been looked into since, or the next steps there. */
  readonly leads: ReadonlySet<LocationId>;
  /** What the persona would go for and where it believes it to be, surest first; by the next step on the way there. */
  readonly quests: ReadonlyMap<LocationId, Quest>;
  /** With whom the persona has an open quarrel. */
  readonly tensions: ReadonlySet<PersonaId>;
  /** What comes to mind, best first. */
  readonly memories: readonly MemoryItem[];
  /** The persona's memory, in which these have now been thought of. */
  readonly memory: MemoryStore;
  /** What of the turn's lore comes to its mind, the most important last. */
  readonly lore: readonly LoreEntry[];
}

export function deliberate(
  snapshot: SimulationSnapshot,
  state: SimulationState,
  turn: number,
  self: Persona,
  switches: Switches = {},
  lore: readonly LoreEntry[] = NO_LORE,
): Deliberation {
  const everything = switches.fog_of_war === false;
  const perceived = perceive(state, self, everything);
  const { seen, environment, resources } = everything
    ? { seen: perceived, environment: true, resources: true }
    : insightInto(state, self, perceived);
  const known = everything ? everythingKnown(snapshot, state) : factsKnownTo(snapshot, state, self.id);
  const facts = factListsOf(snapshot, known, self.id);
  const mind = state.minds[self.id] ?? EMPTY_MIND;
  const threats = threatsTo({
    self,
    store: state.beliefs.stores[self.id],
    people: seen.people,
    conditions: state.world.conditions,
    alarms: mind.alarms ?? NO_ALARMS,
    now: state.world.clock,
  });
  const around = [self.locationId];
  const awake: PersonaId[] = [];
  for (const { id, state: body } of seen.people) {
    around.push(id);
    if (body.conscious) awake.push(id);
  }
  for (const { id } of seen.things) around.push(id);
  const steps = firstStepsFrom(state.world.locations, self.locationId);
  const quests = new Map<LocationId, Quest>();
  for (const quest of questsOf(snapshot, state, self, seen)) {
    const step = steps.get(quest.at);
    if (step !== undefined && !quests.has(step)) quests.set(step, quest);
  }
  const { items: memories, store: memory } = recall(state, turn, self, around, switches);
  const tensions = tensionsOf(state.story.graph, state.world.clock).get(self.id) ?? NOBODY;
  return {
    snapshot,
    state,
    turn,
    self,
    mind,
    profession: professionOf(snapshot, self.id),
    seen,
    around,
    awake,
    environment,
    resources,
    known,
    facts,
    threat: threats.situation,
    threats: threats.subjects,
    situation: situationType({
      personas: seen.people.length + seen.figures,
      tactical: threats.subjects.length + self.state.injuries.length + tensions.size,
      resource: seen.things.length,
      visibleLocations: 1 + seen.exits.length,
    }),
    others: seen.people.length === 0 ? NO_OTHERS : othersMinds(state, self, seen, facts),
    leads: leadsOf(steps, self, facts, mind),
    quests,
    tensions,
    stage: arcOf(state.story.arcs, self.id).stage,
    memories,
    memory,
    lore: lore.length === 0 ? NO_LORE : loreFor(snapshot, state, self, lore),
  };
}

const NO_ALARMS: readonly Threat[] = [];
const NO_LORE: readonly LoreEntry[] = [];
const NOBODY: ReadonlySet<PersonaId> = new Set();
const NO_OTHERS: Deliberation['others'] = {};
const NO_MEMORY: MemoryStore = { pages: [], lastAccess: [], unreflected: 0, reflectedUntil: -1 };

function recall(
  state: SimulationState,
  turn: number,
  self: Persona,
  around: readonly string[],
  switches: Switches,
): { readonly items: readonly MemoryItem[]; readonly store: MemoryStore } {
  const store = state.memories[self.id] ?? NO_MEMORY;
  if (switches.memory === false || store.pages.length === 0) return { items: [], store };
  return retrieve(store, {
    turn,
    entities: around,
    text: openGoalsOf(self),
    recencyBias: switches.biases === false ? 0 : (self.biases.recency ?? 0),
  });
}

const goalTexts = new WeakMap<Persona['goals'], string>();

/** What somebody is after, in words; made once for as long as its goals stand as they are. */
function openGoalsOf({ goals }: Persona): string {
  const known = goalTexts.get(goals);
  if (known !== undefined) return known;
  const text = goals.map(({ status, text }) => (status === 'open' ? text : '')).join(' ');
  goalTexts.set(goals, text);
  return text;
}

/** Without the fog of war everybody knows whatever anybody knows. */
function everythingKnown(snapshot: SimulationSnapshot, state: SimulationState): KnownFacts {
  const all = sortedKeys(state.personas).map((id) => factsKnownTo(snapshot, state, id));
  return Object.assign({}, ...all) as KnownFacts;
}

function othersMinds(
  state: SimulationState,
  self: Persona,
  seen: Perception,
  facts: FactLists,
): Readonly<Record<PersonaId, OtherMind>> {
  const thinking = thinkingOf(state, self, seen, facts);
  const others: Record<PersonaId, OtherMind> = {};
  for (const other of seen.people) others[other.id] = otherMind(thinking, other);
  return others;
}

/** What a persona has before it when it thinks of the others' minds. */
export function thinkingOf(
  state: SimulationState,
  self: Persona,
  seen: Perception,
  { tellable }: FactLists,
): Thinking {
  return {
    self,
    minds: readingOf(state.beliefs),
    clock: state.world.clock,
    tellable,
    aboutOf: (fact) => state.facts[fact]?.about ?? NO_ONE,
    isInSight: (subject) =>
      seen.people.some(({ id }) => id === subject) || seen.things.some(({ id }) => id === subject),
    isPerson: (id) => Object.hasOwn(state.personas, id),
  };
}

const NO_ONE: readonly PersonaId[] = [];

function leadsOf(
  steps: ReadonlyMap<LocationId, LocationId>,
  self: Persona,
  { pointers }: FactLists,
  mind: Mind,
): ReadonlySet<LocationId> {
  const leads = new Set<LocationId>();
  for (const [place, turn] of pointers) {
    if (place === self.locationId || (mind.spent[place] ?? -1) >= turn) continue;
    const step = steps.get(place);
    if (step !== undefined) leads.add(step);
  }
  return leads;
}

type Places = SimulationState['world']['locations'];

/** First steps by where one sets out, for as long as the map is the same. */
const waysByMap = new WeakMap<Places, Map<LocationId, ReadonlyMap<LocationId, LocationId>>>();

/** By place, the first one on a shortest way there, over all ways that people know of. */
function firstStepsFrom(locations: Places, from: LocationId): ReadonlyMap<LocationId, LocationId> {
  const ways = waysByMap.get(locations) ?? new Map<LocationId, ReadonlyMap<LocationId, LocationId>>();
  waysByMap.set(locations, ways);
  const known = ways.get(from);
  if (known !== undefined) return known;
  const steps = firstSteps(locations, from);
  ways.set(from, steps);
  return steps;
}

function firstSteps(locations: Places, from: LocationId): ReadonlyMap<LocationId, LocationId> {
  const steps = new Map<LocationId, LocationId>([[from, from]]);
  // A map is walked in the order of insertion, what is added on the way included: this is breadth first.
  for (const [place, step] of steps) {
    for (const next of locations[place]?.connections ?? []) {
      if (!steps.has(next)) steps.set(next, place === from ? next : step);
    }
  }
  return steps;
}

/** How many of the world's findings a persona knows, and when it learned the newest (story time, seconds). */
export function findingsOf(of: Deliberation): { readonly count: number; readonly newest: number } {
  const { count, turn } = of.facts.findings;
  const age = (of.turn - turn) * of.snapshot.stage.turnMinutes * 60;
  return { count, newest: of.state.world.clock - age };
}

/**
 * Whether a thing looks as if it could be put to use, and one hasn't seen yet what it does. Where that has to be done
 * shows only when it is tried.
 */
export function looksUseful(of: Deliberation, thingId: string): boolean {
  return of.snapshot.script.things[thingId]?.does !== undefined && !(`does-${thingId}` in of.known);
}

/** Whether the persona believes that something which isn't right yet needs the thing. */
export function isWanted(of: Deliberation, thingId: string): boolean {
  return lacksOf(of.state, of.self).has(thingId);
}
