import { believes } from '../reality/belief-query.js';
import { own } from '../reality/beliefs.js';
import { findLeaks, type KnowledgeLeak, type SubjectValue } from '../reality/leaks.js';
import { whereaboutsKey } from '../reality/remarks.js';
import { factsKnownTo, factText } from './known-facts.js';
import { rng } from './random.js';
import type { SimulationSnapshot } from './snapshot.js';
import { namesOf, type SnapshotNames } from './snapshot-names.js';
import type { SimulationState } from './state.js';
import type { Persona, PersonaId, ProposedAction } from './types.js';

/** Decisions held against what their personas can know. */
export interface LeakReport {
  readonly leaks: readonly KnowledgeLeak[];
  /** The decisions with leaking lines replaced, unless they are only flagged; leaking targets stay, for the laws to refuse. */
  readonly decisions: readonly ProposedAction[];
  readonly lines: number;
  readonly targets: number;
}

/** What somebody says instead of a line that gives away what they can't know. */
const SAFE_LINES = [
  'Let me think about it first.',
  'I have nothing to say to that yet.',
  'Not now. Ask me again in a while.',
  'I would only be guessing.',
  'Give me a moment.',
  'There is something I must be sure of before I speak.',
] as const;

/** What of a state the check goes by. */
export type LeakGrounds = Pick<SimulationState, 'world' | 'personas' | 'beliefs' | 'minds' | 'facts'>;

/** Finds the leaks of a turn's decisions and takes them out of the dialogue, if the snapshot's mode is to. */
export function checkLeaks(
  snapshot: SimulationSnapshot,
  state: LeakGrounds,
  decisions: readonly ProposedAction[],
  turn: number,
  /** What lore each had before it, in words. */
  lore: ReadonlyMap<PersonaId, readonly string[]> = new Map(),
): LeakReport {
  const names = namesOf(snapshot);
  const leaks: KnowledgeLeak[] = [];
  let lines = 0;
  let targets = 0;
  const checked = decisions.map((decision) => {
    const self = state.personas[decision.actorId];
    if (decision.dialogue !== undefined) lines += 1;
    if (decision.target !== undefined) targets += 1;
    if (self === undefined) return decision;
    const line = decision.dialogue?.text;
    const recalled = lore.get(self.id) ?? [];
    const found = findLeaks({
      turn,
      personaId: self.id,
      dialogue: line,
      target: decision.target,
      names: names.index,
      isKnown: (id) => knowsOf(snapshot, state, self, id, names, recalled),
      hasEvidence: (subject, value) => hasEvidence(snapshot, state, self, subject, value, names, recalled),
      facts: line === undefined ? [] : factsAbout(state, names.namedIn(line)),
    });
    if (found.length === 0) return decision;
    leaks.push(...found);
    if (decision.dialogue === undefined || found.every(({ where }) => where === 'target')) return decision;
    if (snapshot.leakMode === 'flag') return decision;
    const text = rng(snapshot.seed, turn, 'safe-line', self.id).pick(SAFE_LINES) ?? SAFE_LINES[0];
    return { ...decision, dialogue: { ...decision.dialogue, text } };
  });
  return { leaks, decisions: checked, lines, targets };
}

/** Where those that a line names really are: what it might give away. */
function factsAbout({ beliefs }: LeakGrounds, ids: readonly string[]): SubjectValue[] {
  const facts: SubjectValue[] = [];
  for (const subject of ids) {
    const value = own(beliefs.truth, whereaboutsKey(subject))?.value;
    if (typeof value === 'string') facts.push({ subject, value });
  }
  return facts;
}

/** Whether somebody can have heard of somebody or something. The map is common knowledge, and so is one's own company. */
function knowsOf(
  snapshot: SimulationSnapshot,
  state: LeakGrounds,
  self: Persona,
  id: string,
  names: SnapshotNames,
  recalled: readonly string[],
): boolean {
  if (id === self.id || Object.hasOwn(state.world.locations, id)) return true;
  if (Object.hasOwn(self.relationships, id)) return true;
  if (hasBeliefAbout(state, self.id, id)) return true;
  return [...knownTexts(snapshot, state, self), ...recalled].some((text) => names.namedIn(text).includes(id));
}

function hasBeliefAbout({ beliefs }: LeakGrounds, self: PersonaId, id: string): boolean {
  const entries = beliefs.stores[self]?.entries;
  return (
    entries !== undefined &&
    (Object.hasOwn(entries, `${id}|location`) || Object.hasOwn(entries, `${id}|${HEARD_OF}`))
  );
}

/** Property of a belief that says no more than that there is such a one. */
export const HEARD_OF = 'heard_of';

function hasEvidence(
  snapshot: SimulationSnapshot,
  state: LeakGrounds,
  self: Persona,
  subject: string,
  value: string,
  names: SnapshotNames,
  recalled: readonly string[],
): boolean {
  // Where one is oneself, and what is in one's own hands, needs no record.
  if (subject === self.id || value === self.id || value === self.locationId) return true;
  if (believes(state.beliefs, [self.id], 'location', subject)?.value === value) return true;
  return [...knownTexts(snapshot, state, self), ...recalled].some((text) => {
    const named = names.namedIn(text);
    return named.includes(subject) && named.includes(value);
  });
}

/** All that a persona knows in words: facts, what was just said to it, its goals and what it is. */
function knownTexts(snapshot: SimulationSnapshot, state: LeakGrounds, self: Persona): string[] {
  const facts = Object.keys(factsKnownTo(snapshot, state, self.id)).flatMap(
    (id) => factText(snapshot, state, id) ?? [],
  );
  const heard = state.minds[self.id]?.heard.map(({ text }) => text) ?? [];
  const { settingText = '', scenarioText = '', premise } = snapshot.stage;
  return [
    ...facts,
    ...heard,
    ...self.goals.map(({ text }) => text),
    ...self.secrets,
    ...self.sayings,
    self.description,
    self.scenario ?? '',
    premise,
    settingText,
    scenarioText,
  ];
}
