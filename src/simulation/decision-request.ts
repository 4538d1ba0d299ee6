import type { JsonSchema, ModelRequest } from '../llm/port.js';
import { type BeliefEntry, reliabilityAt } from '../reality/belief-store.js';
import { readingOf, triple } from '../reality/beliefs.js';
import { certaintyNear, decayKnowledge } from '../reality/certainty.js';
import { CATEGORIES } from '../reality/fragments.js';
import type { Perception } from '../reality/perception.js';
import { categoryConfidence, recommendedActions, uncertaintyOf } from '../reality/turn-brief.js';
import { ruleCalled } from './action-names.js';
import type { DecisionPrompt } from './decision-prompt.js';
import type { Deliberation } from './deliberation.js';
import { feedbackFor } from './feedback.js';
import { expectation, heldOf, hunchesOf, UNSEEN } from './insight.js';
import { factText, type KnownFacts, thinksKnown } from './known-facts.js';
import type { ActionOption, BeliefSketch, DecideData, KnownFact, MisbeliefSketch } from './model-data.js';
import { byCodeUnit, keysInOrder, round6 } from './numbers.js';
import type { OtherMind } from './other-minds.js';
import { samplingSeed } from './random.js';
import type { BriefRecord } from './record.js';
import { apparentTraits, personaSketch, placeSketch, thingSketch } from './sketches.js';
import { namesOf } from './snapshot-names.js';
import { bondOf } from './state.js';
import { TEMPLATES } from './templates.js';

const FACTS_SHOWN = 20;
const LORE_SHOWN = 6;
const BELIEFS_SHOWN = 12;
/** What is held less surely than this is left out. */
const WORTH_LISTING = 0.3;
const TEMPERATURE = 0.9;
const MAX_OUTPUT_TOKENS = 1024;

/** The request by which a model decides for one persona. */
export function decideRequest(
  data: DecideData,
  prompt: DecisionPrompt,
  of: Deliberation,
  scope: ModelRequest['scope'],
): ModelRequest {
  return {
    purpose: 'decide',
    key: decideKey(of.turn, of.self.id),
    scope,
    template: TEMPLATES.decide,
    get stablePrefix() {
      return prompt.prefix;
    },
    get volatileTail() {
      return prompt.tail;
    },
    data,
    get schema() {
      return answerSchema(data.options);
    },
    temperature: TEMPERATURE,
    maxOutputTokens: MAX_OUTPUT_TOKENS,
    seed: samplingSeed(of.snapshot.seed, of.turn, 'decide', of.self.id),
  };
}

/** `t0003-decide-alice` */
export function decideKey(turn: number, personaId: string): string {
  return `t${String(turn).padStart(4, '0')}-decide-${personaId}`;
}

/** What the persona has to decide from: itself, its surroundings and its facts, and nothing of anybody else's. */
export function decideData(of: Deliberation, options: readonly ActionOption[]): DecideData {
  const { snapshot, state, self, seen, mind } = of;
  const place = state.world.locations[self.locationId];
  if (place === undefined) throw new Error(`${self.id} is at "${self.locationId}", which is no place`);
  const { health, stamina, morale } = self.resources;
  const [facts, beliefs] = [factsOf(of), beliefSketches(of)];
  const confidence = confidenceOf(of, facts, beliefs);
  const held = seen.things.filter(({ heldBy }) => heldBy === self.id).map(({ thing }) => thing.name);
  return {
    story: samplingSeed(snapshot.seed, 0, 'story', ''),
    turn: of.turn,
    turns: snapshot.turns,
    self: {
      ...personaSketch(self, self.traits),
      goals: self.goals,
      carries: [...self.equipment.map(({ name }) => name), ...held],
      health: health.current,
      stamina: stamina.current,
      morale: morale.current,
      sayings: self.sayings,
    },
    place: placeSketch(self.locationId, of.environment ? place : { ...place, ...UNSEEN }),
    present: seen.people.map((other) => ({
      ...personaSketch(other, apparentTraits(other)),
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
    ...(of.lore.length === 0 ? {} : { lore: of.lore.map(({ content }) => content) }),
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
}

/** What is recommended, as far as it is open, by the names that it has here: `explore` is to search. */
function recommendedAmong(
  options: readonly ActionOption[],
  { state, self }: Deliberation,
  confidence: BriefRecord['confidence'],
): string[] {
  const expected = Object.fromEntries(
    CATEGORIES.map((category) => [category, expectation(state, self, category, self.locationId)]),
  );
  const near = recommendedActions(self, { expected, confidence }).map((word) => ruleCalled(word)?.action);
  return options.flatMap(({ action }) => (near.includes(action) ? [action] : []));
}

/**
 * How reliable what is held of each kind is on average: the facts and beliefs that the brief lists, and what is believed
 * of all that is seen. What counts as which kind is as in `triplesOf`: a fact is social, where somebody is spatial.
 */
function confidenceOf(
  { state, self, seen }: Deliberation,
  facts: readonly KnownFact[],
  beliefs: readonly BeliefSketch[],
): BriefRecord['confidence'] {
  const before = [self.locationId, ...seen.people.map(({ id }) => id), ...seen.things.map(({ id }) => id)];
  const held = heldOf(state, self, before);
  return categoryConfidence({
    ...held,
    spatial: [...(held.spatial ?? []), ...beliefs],
    social: [...(held.social ?? []), ...facts],
  });
}

/** Where the persona believes its company, what it is after and what it thinks of to be, as far as it doesn't see them. */
function beliefSketches(of: Deliberation): BeliefSketch[] {
  const { snapshot, state, self, seen } = of;
  const { nameOf } = namesOf(snapshot);
  const here = new Set([self.id, ...seen.people.map(({ id }) => id), ...seen.things.map(({ id }) => id)]);
  const subjects = new Set([
    ...snapshot.cast.map(({ id }) => id),
    ...[...of.quests.values()].map(({ subject }) => subject),
    ...of.memories.flatMap(({ entities }) => entities),
  ]);
  return [...subjects]
    .filter((id) => !here.has(id) && !Object.hasOwn(state.world.locations, id))
    .sort(byCodeUnit)
    .flatMap((subject): BeliefSketch[] => {
      const entry = beliefEntry(state, self.id, subject);
      if (entry === undefined || typeof entry.active.value !== 'string') return [];
      const { value, source, acquiredAt, base } = entry.active;
      const age = round6(Math.max(0, state.world.clock - acquiredAt) / 3600);
      const reliability = reliabilityAt(entry.active, state.world.clock);
      if (reliability <= WORTH_LISTING) return [];
      const uncertain = uncertaintyOf({ base, reliability, doubt: doubtOf(entry, state.world.clock) });
      return [
        {
          subject,
          subjectName: nameOf(subject),
          ...(snapshot.cast.some(({ id }) => id === subject) ? { isPerson: true as const } : {}),
          property: 'location',
          value,
          valueName: nameOf(value),
          reliability,
          source,
          ...(source === 'self' || source === 'lore' ? {} : { from: source }),
          age,
          certainty: decayKnowledge(certaintyNear(base), age),
          ...(uncertain === undefined ? {} : { uncertain }),
        },
      ];
    })
    .sort((a, b) => b.reliability - a.reliability)
    .slice(0, BELIEFS_SHOWN);
}

const MISBELIEFS_EACH = 2;

function misbeliefSketches({ snapshot, others }: Deliberation): MisbeliefSketch[] {
  const { nameOf } = namesOf(snapshot);
  return keysInOrder(others).flatMap((persona) =>
    (others[persona]?.wrong ?? []).slice(0, MISBELIEFS_EACH).map(({ subject, believes, at }) => ({
      persona,
      subject,
      subjectName: nameOf(subject),
      believes,
      believesName: nameOf(believes),
      at,
      atName: nameOf(at),
    })),
  );
}

function beliefEntry({ beliefs }: Deliberation['state'], self: string, subject: string) {
  const entries = beliefs.stores[self]?.entries ?? {};
  const key = triple(subject, 'location');
  return Object.hasOwn(entries, key) ? entries[key] : undefined;
}

/** Reliability of the strongest doubt. */
function doubtOf({ contested = [] }: BeliefEntry, now: number): number {
  return contested.reduce((strongest, doubt) => Math.max(strongest, reliabilityAt(doubt, now)), 0);
}

/**
 * The same by id, for the record.
 * @param promptTokens of the prompt, if it was read
 */
export function briefRecord(
  of: Deliberation,
  data: DecideData,
  promptTokens: number | undefined,
): BriefRecord {
  return {
    personaId: of.self.id,
    locationId: of.self.locationId,
    present: of.seen.people.map(({ id }) => id),
    things: of.seen.things.map(({ id }) => id),
    figures: of.seen.figures,
    unsure: unsureOf(of.seen),
    facts: data.facts.map(({ id }) => id),
    minds: mindsRecord(of),
    ...(of.lore.length === 0 ? {} : { lore: of.lore.map(({ uid }) => uid) }),
    exits: of.seen.exits,
    actions: data.options.map(({ action }) => action),
    threat: of.threat,
    ...(of.threats.length === 0
      ? {}
      : { threats: Object.fromEntries(of.threats.map(({ subject, score }) => [subject, score])) }),
    situation: of.situation,
    confidence: confidenceOf(of, data.facts, data.beliefs),
    recommended: data.recommended,
    ...(data.hunches.length === 0 ? {} : { hunches: data.hunches }),
    stage: of.stage,
    ...(promptTokens === undefined ? {} : { promptTokens }),
  };
}

const FACTS_RECORDED = 8;

/** What the persona made of the others' minds, as far as it made anything of them. */
function mindsRecord({ others }: Deliberation): BriefRecord['minds'] {
  const minds: Record<string, OtherMind> = {};
  for (const id of keysInOrder(others)) {
    const mind = others[id];
    if (mind === undefined || mind.news.length + mind.kept.length + mind.wrong.length === 0) continue;
    minds[id] = {
      news: mind.news.slice(0, FACTS_RECORDED),
      kept: mind.kept.slice(0, FACTS_RECORDED),
      wrong: mind.wrong.slice(0, MISBELIEFS_EACH),
    };
  }
  return minds;
}

/** Who and what is made out less than clearly. */
function unsureOf({ certainty, things }: Perception): BriefRecord['unsure'] {
  const all = [...Object.entries(certainty), ...things.map((each) => [each.id, each.certainty] as const)];
  return Object.fromEntries(all.filter(([, sure]) => sure !== 'ABSOLUTE'));
}

/** The newest facts first, then own secrets, then some of what everybody knows. */
function factsOf(of: Deliberation): KnownFact[] {
  const { snapshot, state, self, seen, known } = of;
  const minds = readingOf(state.beliefs);
  const present = seen.people.map(({ id }) => id);
  const lore: string[] = [];
  const own: string[] = [];
  for (const id of newestFirst(known)) {
    if (!isWorthListing(known[id], state.world.clock)) continue;
    const [list, shown] = Object.hasOwn(snapshot.script.lore, id) ? [lore, LORE_SHOWN] : [own, FACTS_SHOWN];
    if (list.length < shown) list.push(id);
  }
  own.length = Math.min(own.length, FACTS_SHOWN - lore.length);
  return [...own, ...lore].flatMap((id): KnownFact[] => {
    const knowledge = known[id];
    const text = factText(snapshot, state, id);
    if (knowledge === undefined || text === undefined) return [];
    return [
      {
        id,
        text,
        reliability: reliabilityAt(knowledge.record, state.world.clock),
        learned: knowledge.learned,
        ...(knowledge.from === undefined ? {} : { from: knowledge.from }),
        turn: knowledge.turn,
        sharedWith: present.filter((other) => thinksKnown(minds, self.id, other, id)),
        keptFrom: present.filter((other) => of.others[other]?.kept.includes(id) === true),
      },
    ];
  });
}

/** Nobody forgets what was always known. */
function isWorthListing(knowledge: KnownFacts[string] | undefined, now: number): boolean {
  if (knowledge === undefined) return false;
  return knowledge.learned === 'lore' || reliabilityAt(knowledge.record, now) > WORTH_LISTING;
}

const orderOfFacts = new WeakMap<KnownFacts, readonly string[]>();

/** Ids of facts by the turn in which they were learned, ties by id. What somebody knows changes in few turns. */
function newestFirst(known: KnownFacts): readonly string[] {
  const before = orderOfFacts.get(known);
  if (before !== undefined) return before;
  // Sorting is stable, and the keys come in order.
  const ids = [...keysInOrder(known)].sort((a, b) => (known[b]?.turn ?? 0) - (known[a]?.turn ?? 0));
  orderOfFacts.set(known, ids);
  return ids;
}

function answerSchema(options: readonly ActionOption[]): JsonSchema {
  return {
    type: 'object',
    properties: {
      thought: { type: 'string', description: 'Why, in one or two sentences, at most 200 characters' },
      action: { type: 'string', enum: options.map(({ action }) => action) },
      target: {
        type: 'string',
        nullable: true,
        description: 'Id of one of the targets of the action, or null',
      },
      dialogue: { type: 'string', nullable: true, description: 'What you say aloud, or null' },
      intensity: { type: 'string', enum: ['low', 'normal', 'high', 'extreme'] },
      belief_updates: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            subject: { type: 'string' },
            property: { type: 'string' },
            value: { type: 'string' },
            confidence: { type: 'number' },
            because: { type: 'string' },
          },
          required: ['subject', 'property', 'value', 'confidence', 'because'],
        },
      },
    },
    required: ['thought', 'action', 'target', 'dialogue', 'intensity', 'belief_updates'],
  };
}
