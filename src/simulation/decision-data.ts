import type { BeliefEntry } from '../reality/belief-store.js';
import { reliabilityAt } from '../reality/belief-store.js';
import { own, readingOf } from '../reality/beliefs.js';
import { certaintyNear, decayKnowledge } from '../reality/certainty.js';
import { type BeliefModel, pairKey } from '../reality/nested-beliefs.js';
import { whereaboutsKey } from '../reality/remarks.js';
import { categoryConfidence, recommendedActions, uncertaintyOf } from '../reality/turn-brief.js';
import { ruleCalled } from './action-names.js';
import type { Deliberation } from './deliberation.js';
import { type ListedFact, reliabilityOf } from './fact-lists.js';
import { feedbackFor } from './feedback.js';
import { expectation, type Hunch, heldOf, hunchesOf, UNSEEN } from './insight.js';
import { factText } from './known-facts.js';
import type { ActionOption, BeliefSketch, DecideData, KnownFact, MisbeliefSketch } from './model-data.js';
import { byCodeUnit, round6 } from './numbers.js';
import { samplingSeed } from './random.js';
import type { BriefRecord } from './record.js';
import { apparentSketch, placeSketch, thingSketch } from './sketches.js';
import { namesOf } from './snapshot-names.js';
import { bondOf } from './state.js';
import type { Location, PersonaId } from './types.js';

const FACTS_SHOWN = 20;
const LORE_SHOWN = 6;
const BELIEFS_SHOWN = 12;
/** What is held less surely than this is left out. */
const WORTH_LISTING = 0.3;

/**
 * What a decision is made from, and how far it can be relied on. What a record keeps of it is there from the start. The
 * rest of the data is made when a model or a prompt first reads it, and once: a decision that is made without a model
 * does without.
 */
export class Grounds {
  /** Facts that the brief lists, the persona's own first. */
  readonly facts: readonly HeldFact[];
  readonly confidence: BriefRecord['confidence'];
  readonly recommended: readonly string[];
  readonly hunches: readonly Hunch[];
  private readonly place: Location;
  private readonly beliefs: readonly LocatedBelief[];
  private made: DecideData | undefined;

  constructor(
    private readonly of: Deliberation,
    readonly options: readonly ActionOption[],
  ) {
    const { state, self } = of;
    const place = state.world.locations[self.locationId];
    if (place === undefined) throw new Error(`${self.id} is at "${self.locationId}", which is no place`);
    this.place = place;
    this.facts = heldFacts(of);
    this.beliefs = locatedBeliefs(of);
    this.confidence = confidenceOf(of, this.facts, this.beliefs);
    this.recommended = recommendedAmong(options, of, this.confidence);
    this.hunches = hunchesOf(state, self, of.seen.exits);
    this.made = undefined;
  }

  get data(): DecideData {
    this.made ??= this.make();
    return this.made;
  }

  /** What the persona has to decide from: itself, its surroundings and its facts, and nothing of anybody else's. */
  private make(): DecideData {
    const { of, place } = this;
    const { snapshot, state, self, seen, mind } = of;
    const data: DecideData = {
      story: samplingSeed(snapshot.seed, 0, 'story', ''),
      turn: of.turn,
      turns: snapshot.turns,
      self: selfSketch(of),
      place: placeSketch(self.locationId, of.environment ? place : { ...place, ...UNSEEN }),
      present: seen.people.map((other) => ({
        ...apparentSketch(other),
        bond: bondOf(self, other.id),
        certainty: seen.certainty[other.id] ?? 'ABSOLUTE',
      })),
      figures: seen.figures,
      exits: seen.exits.map((id) => ({ id, name: state.world.locations[id]?.name ?? id })),
      things: seen.things.map(thingSketch),
      facts: factSketches(of, this.facts),
      beliefs: this.beliefs.map((belief) => beliefSketch(of, belief)),
      misbeliefs: misbeliefSketches(of),
      memories: of.memories.map(({ text }) => text),
      feedback: feedbackFor(of),
      recentActions: mind.recent,
      heard: mind.heard,
      threat: of.threat,
      threats: of.threats.map(({ subject, level }) => ({ subject, level })),
      situation: of.situation,
      options: this.options,
      recommended: this.recommended,
      hunches: this.hunches,
      stage: of.stage,
      narrativeGoals: snapshot.narrativeGoals,
      difficulty: snapshot.difficulty,
    };
    return of.lore.length === 0 ? data : { ...data, lore: of.lore.map(({ content }) => content) };
  }
}

function selfSketch({ self, seen }: Deliberation): DecideData['self'] {
  const { id, name, pronouns, description, profession, traits, goals, sayings } = self;
  const { health, stamina, morale } = self.resources;
  const carries = self.equipment.map((piece) => piece.name);
  for (const { thing, heldBy } of seen.things) if (heldBy === id) carries.push(thing.name);
  const sketch: { -readonly [Part in keyof DecideData['self']]: DecideData['self'][Part] } = {
    id,
    name,
    pronouns,
    description,
    traits,
    goals,
    carries,
    health: health.current,
    stamina: stamina.current,
    morale: morale.current,
    sayings,
  };
  if (profession !== undefined) sketch.profession = profession;
  return sketch;
}

/** What is recommended, as far as it is open, by the names that it has here: `explore` is to search. */
function recommendedAmong(
  options: readonly ActionOption[],
  { state, self }: Deliberation,
  confidence: BriefRecord['confidence'],
): string[] {
  const here = self.locationId;
  const expected = {
    social: expectation(state, self, 'social', here),
    resource: expectation(state, self, 'resource', here),
    tactical: expectation(state, self, 'tactical', here),
  };
  const near = recommendedActions(self, { expected, confidence }).map((word) => ruleCalled(word)?.action);
  const recommended: string[] = [];
  for (const { action } of options) if (near.includes(action)) recommended.push(action);
  return recommended;
}

/**
 * How reliable what is held of each kind is on average: the facts and beliefs that the brief lists, and what is believed
 * of all that is seen. What counts as which kind is as in `triplesOf`: a fact is social, where somebody is spatial.
 */
function confidenceOf(
  { state, self, around }: Deliberation,
  facts: readonly HeldFact[],
  beliefs: readonly LocatedBelief[],
): BriefRecord['confidence'] {
  const held = heldOf(state, self, around);
  held.spatial ??= [];
  for (const { reliability } of beliefs) held.spatial.push(reliability);
  held.social ??= [];
  for (const { reliability } of facts) held.social.push(reliability);
  return categoryConfidence(held);
}

/** Where the persona believes its company, what it is after and what it thinks of to be, as far as it doesn't see them. */
function locatedBeliefs(of: Deliberation): LocatedBelief[] {
  const { snapshot, state, self, around } = of;
  const entries = own(state.beliefs.stores, self.id)?.entries;
  if (entries === undefined) return NO_BELIEFS;
  const found: LocatedBelief[] = [];
  const looked: string[] = [];
  const lookFor = (subject: string) => {
    if (subject === self.id || around.includes(subject) || looked.includes(subject)) return;
    looked.push(subject);
    const entry = entries[whereaboutsKey(subject)];
    if (entry === undefined || typeof entry.active.value !== 'string') return;
    const reliability = reliabilityAt(entry.active, state.world.clock);
    if (reliability <= WORTH_LISTING || Object.hasOwn(state.world.locations, subject)) return;
    found.push({ subject, entry, value: entry.active.value, reliability });
  };
  for (const { id } of snapshot.cast) lookFor(id);
  for (const { subject } of of.quests.values()) lookFor(subject);
  for (const { entities } of of.memories) for (const entity of entities) lookFor(entity);
  if (found.length > 1) {
    found.sort((a, b) => b.reliability - a.reliability || byCodeUnit(a.subject, b.subject));
  }
  return found.length > BELIEFS_SHOWN ? found.slice(0, BELIEFS_SHOWN) : found;
}

const NO_BELIEFS: LocatedBelief[] = [];

/** Where a persona believes somebody or something to be, sure enough to be listed. */
interface LocatedBelief {
  readonly subject: string;
  readonly entry: BeliefEntry;
  readonly value: string;
  readonly reliability: number;
}

function beliefSketch(
  { snapshot, state }: Deliberation,
  { subject, entry, value, reliability }: LocatedBelief,
): BeliefSketch {
  const { source, acquiredAt, base } = entry.active;
  const { nameOf } = namesOf(snapshot);
  const age = round6(Math.max(0, state.world.clock - acquiredAt) / 3600);
  const uncertain = uncertaintyOf({ base, reliability, doubt: doubtOf(entry, state.world.clock) });
  const sketch: { -readonly [Part in keyof BeliefSketch]: BeliefSketch[Part] } = {
    subject,
    subjectName: nameOf(subject),
    property: 'location',
    value,
    valueName: nameOf(value),
    reliability,
    source,
    age,
    certainty: decayKnowledge(certaintyNear(base), age),
  };
  if (Object.hasOwn(state.personas, subject)) sketch.isPerson = true;
  if (Object.hasOwn(state.personas, value)) sketch.isHeld = true;
  if (source !== 'self' && source !== 'lore') sketch.from = source;
  if (uncertain !== undefined) sketch.uncertain = uncertain;
  return sketch;
}

/** What is said of each who has it wrong. */
export const MISBELIEFS_EACH = 2;

function misbeliefSketches({ snapshot, seen, others }: Deliberation): MisbeliefSketch[] {
  const { nameOf } = namesOf(snapshot);
  const sketches: MisbeliefSketch[] = [];
  for (const { id: persona } of seen.people) {
    for (const { subject, believes, at } of others[persona]?.wrong.slice(0, MISBELIEFS_EACH) ?? []) {
      sketches.push({
        persona,
        subject,
        subjectName: nameOf(subject),
        believes,
        believesName: nameOf(believes),
        at,
        atName: nameOf(at),
      });
    }
  }
  return sketches;
}

/** Reliability of the strongest doubt. */
function doubtOf({ contested }: BeliefEntry, now: number): number {
  if (contested === undefined) return 0;
  return contested.reduce((strongest, doubt) => Math.max(strongest, reliabilityAt(doubt, now)), 0);
}

/** A fact that is held surely enough to be listed. */
interface HeldFact {
  readonly fact: ListedFact;
  readonly text: string;
  /** Now, 0..1. */
  readonly reliability: number;
}

/** The newest facts first, then own secrets, then some of what everybody knows. */
function heldFacts(of: Deliberation): HeldFact[] {
  const lore: HeldFact[] = [];
  holdUpTo(lore, LORE_SHOWN, of, of.facts.lore);
  const facts: HeldFact[] = [];
  holdUpTo(facts, FACTS_SHOWN - lore.length, of, of.facts.own);
  for (const fact of lore) facts.push(fact);
  return facts;
}

/** The first of a list that are held surely enough; nobody forgets what was always known. */
function holdUpTo(
  held: HeldFact[],
  count: number,
  { snapshot, state }: Deliberation,
  listed: readonly ListedFact[],
): void {
  for (const fact of listed) {
    if (held.length === count) return;
    const reliability = reliabilityOf(fact, state.world.clock);
    if (reliability <= WORTH_LISTING && fact.knowledge.learned !== 'lore') continue;
    const text = factText(snapshot, state, fact.id);
    if (text !== undefined) held.push({ fact, text, reliability });
  }
}

const NO_ONE: readonly string[] = [];

function factSketches(of: Deliberation, held: readonly HeldFact[]): KnownFact[] {
  const company = companyOf(of);
  return held.map(({ fact: { id, key, knowledge }, text, reliability }) => {
    const { learned, from, turn } = knowledge;
    let sharedWith = NO_ONE;
    let keptFrom = NO_ONE;
    for (const { other, model, kept } of company) {
      if (model[key]?.now[0] === true) sharedWith = [...sharedWith, other];
      if (kept.includes(id)) keptFrom = [...keptFrom, other];
    }
    return from === undefined
      ? { id, text, reliability, learned, turn, sharedWith, keptFrom }
      : { id, text, reliability, learned, from, turn, sharedWith, keptFrom };
  });
}

/** Those who are there, what each is thought to believe, and what had better be kept from it. */
type Company = readonly {
  readonly other: PersonaId;
  readonly model: BeliefModel;
  readonly kept: readonly string[];
}[];

function companyOf({ state, self, seen, others }: Deliberation): Company {
  if (seen.people.length === 0) return [];
  const minds = readingOf(state.beliefs);
  return seen.people.map(({ id: other }) => ({
    other,
    model: minds.modelOf(pairKey(self.id, other)),
    kept: others[other]?.kept ?? [],
  }));
}
