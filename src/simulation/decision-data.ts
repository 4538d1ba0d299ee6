import type { BeliefEntry } from '../reality/belief-store.js';
import { reliabilityAt } from '../reality/belief-store.js';
import { own, readingOf, triple } from '../reality/beliefs.js';
import { certaintyNear, decayKnowledge } from '../reality/certainty.js';
import { type BeliefModel, pairKey } from '../reality/nested-beliefs.js';
import { categoryConfidence, recommendedActions, uncertaintyOf } from '../reality/turn-brief.js';
import { ruleCalled } from './action-names.js';
import type { Deliberation } from './deliberation.js';
import type { ListedFact } from './fact-lists.js';
import { feedbackFor } from './feedback.js';
import { expectation, heldOf, hunchesOf, UNSEEN } from './insight.js';
import { factText } from './known-facts.js';
import type { ActionOption, BeliefSketch, DecideData, KnownFact, MisbeliefSketch } from './model-data.js';
import { byCodeUnit, round6 } from './numbers.js';
import { samplingSeed } from './random.js';
import type { BriefRecord } from './record.js';
import { apparentSketch, placeSketch, thingSketch } from './sketches.js';
import { namesOf } from './snapshot-names.js';
import { bondOf } from './state.js';
import type { PersonaId } from './types.js';

const FACTS_SHOWN = 20;
const LORE_SHOWN = 6;
const BELIEFS_SHOWN = 12;
/** What is held less surely than this is left out. */
const WORTH_LISTING = 0.3;

/** What a decision is made from, and how far it can be relied on. */
export interface Grounds {
  readonly data: DecideData;
  readonly confidence: BriefRecord['confidence'];
}

/** What the persona has to decide from: itself, its surroundings and its facts, and nothing of anybody else's. */
export function groundsOf(of: Deliberation, options: readonly ActionOption[]): Grounds {
  const { snapshot, state, self, seen, mind } = of;
  const place = state.world.locations[self.locationId];
  if (place === undefined) throw new Error(`${self.id} is at "${self.locationId}", which is no place`);
  const [facts, beliefs] = [factsOf(of), beliefSketches(of)];
  const confidence = confidenceOf(of, facts, beliefs);
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
    facts,
    beliefs,
    misbeliefs: misbeliefSketches(of),
    memories: of.memories.map(({ text }) => text),
    feedback: feedbackFor(of),
    recentActions: mind.recent,
    heard: mind.heard,
    threat: of.threat,
    threats: of.threats.map(({ subject, level }) => ({ subject, level })),
    situation: of.situation,
    options,
    recommended: recommendedAmong(options, of, confidence),
    hunches: hunchesOf(state, self, seen.exits),
    stage: of.stage,
    narrativeGoals: snapshot.narrativeGoals,
    difficulty: snapshot.difficulty,
  };
  if (of.lore.length === 0) return { data, confidence };
  return { data: { ...data, lore: of.lore.map(({ content }) => content) }, confidence };
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
  facts: readonly KnownFact[],
  beliefs: readonly BeliefSketch[],
): BriefRecord['confidence'] {
  const held = heldOf(state, self, around);
  held.spatial = [...(held.spatial ?? []), ...beliefs];
  held.social = [...(held.social ?? []), ...facts];
  return categoryConfidence(held);
}

/** Where the persona believes its company, what it is after and what it thinks of to be, as far as it doesn't see them. */
function beliefSketches(of: Deliberation): BeliefSketch[] {
  const { snapshot, state, self, seen } = of;
  const entries = own(state.beliefs.stores, self.id)?.entries;
  if (entries === undefined) return [];
  const subjects = new Set<string>();
  for (const { id } of snapshot.cast) subjects.add(id);
  for (const { subject } of of.quests.values()) subjects.add(subject);
  for (const { entities } of of.memories) for (const entity of entities) subjects.add(entity);
  subjects.delete(self.id);
  for (const { id } of seen.people) subjects.delete(id);
  for (const { id } of seen.things) subjects.delete(id);
  const found: LocatedBelief[] = [];
  for (const subject of subjects) {
    const entry = entries[triple(subject, 'location')];
    if (entry === undefined || typeof entry.active.value !== 'string') continue;
    const reliability = reliabilityAt(entry.active, state.world.clock);
    if (reliability <= WORTH_LISTING || Object.hasOwn(state.world.locations, subject)) continue;
    found.push({ subject, entry, value: entry.active.value, reliability });
  }
  return found
    .sort((a, b) => b.reliability - a.reliability || byCodeUnit(a.subject, b.subject))
    .slice(0, BELIEFS_SHOWN)
    .map((belief) => beliefSketch(of, belief));
}

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

/** The newest facts first, then own secrets, then some of what everybody knows. */
function factsOf(of: Deliberation): KnownFact[] {
  const company = companyOf(of);
  const lore = listedFacts(of, of.facts.lore, LORE_SHOWN, company);
  const own = listedFacts(of, of.facts.own, FACTS_SHOWN - lore.length, company);
  return [...own, ...lore];
}

const NO_ONE: readonly string[] = [];

/** The first of a list that are held surely enough; nobody forgets what was always known. */
function listedFacts(
  { snapshot, state }: Deliberation,
  listed: readonly ListedFact[],
  count: number,
  company: Company,
): KnownFact[] {
  const facts: KnownFact[] = [];
  for (const { id, key, knowledge } of listed) {
    if (facts.length === count) break;
    const { learned, from, turn, record } = knowledge;
    const reliability = reliabilityAt(record, state.world.clock);
    if (reliability <= WORTH_LISTING && learned !== 'lore') continue;
    const text = factText(snapshot, state, id);
    if (text === undefined) continue;
    let sharedWith = NO_ONE;
    let keptFrom = NO_ONE;
    for (const { other, model, kept } of company) {
      if (model[key]?.now[0] === true) sharedWith = [...sharedWith, other];
      if (kept.includes(id)) keptFrom = [...keptFrom, other];
    }
    facts.push(
      from === undefined
        ? { id, text, reliability, learned, turn, sharedWith, keptFrom }
        : { id, text, reliability, learned, from, turn, sharedWith, keptFrom },
    );
  }
  return facts;
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
