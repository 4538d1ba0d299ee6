import type { BeliefEntry, BeliefRecord } from '../reality/belief-store.js';
import { type BeliefReading, type BeliefsDraft, factOf, HOLDS, own, triple } from '../reality/beliefs.js';
import { derivedBy } from '../reality/bounded-draft.js';
import { pairKey } from '../reality/nested-beliefs.js';
import { sortedKeys } from './numbers.js';
import type { SimulationSnapshot } from './snapshot.js';
import type { SimulationState } from './state.js';
import type { Persona, PersonaId } from './types.js';

/**
 * Facts as somebody knows them: that a fact holds is a belief like any other, in the same store, with its provenance, its
 * decay and its source. Who else knows of it is what one believes that the others believe. The fact's text stands once,
 * in the world's script or among the facts witnessed so far.
 */
export interface Knowledge {
  readonly record: BeliefRecord;
  readonly learned: 'saw' | 'found' | 'told' | 'lore';
  /** Who told it. */
  readonly from?: PersonaId | undefined;
  /** In which it was learned; 0 of what was known before turn 1. */
  readonly turn: number;
  /** Event by which it was learned. */
  readonly eventId: string;
}

/** Facts by id, as one persona knows them; in no order that says anything. */
export type KnownFacts = Readonly<Record<string, Knowledge>>;

/** A fact that came about in play. */
export interface WitnessedFact {
  readonly text: string;
  /** People whom it is about: it is no news to them. */
  readonly about: readonly PersonaId[];
  readonly turn: number;
}

/** What led to what was so before turn 1. */
export const BEFORE_ALL = 't0000-e000';

type Findings = Pick<SimulationSnapshot, 'script'>;

export function factKey(factId: string): string {
  return triple(factId, HOLDS);
}

type Entries = Readonly<Record<string, BeliefEntry>>;

/** The facts among the entries of a store. */
export function factsAmong({ script }: Findings, entries: Entries): KnownFacts {
  let reading = readings.get(script);
  if (reading === undefined) {
    reading = readingWith(script);
    readings.set(script, reading);
  }
  return reading(entries);
}

/** By the script that says which facts are findings. Much of what somebody comes to believe in a turn is no fact. */
const readings = new WeakMap<Findings['script'], (entries: Entries) => KnownFacts>();

function readingWith({ discoveries }: Findings['script']): (entries: Entries) => KnownFacts {
  const knowledgeAt = (entries: Entries, key: string, factId: string): Knowledge | undefined => {
    const record = entries[key]?.active;
    return record?.value === true ? knowledgeOf(record, Object.hasOwn(discoveries, factId)) : undefined;
  };
  return derivedBy<BeliefEntry, KnownFacts>({
    whole: (entries) => {
      const known: Record<string, Knowledge> = {};
      for (const key in entries) {
        const factId = factOf(key);
        const knowledge = factId === undefined ? undefined : knowledgeAt(entries, key, factId);
        if (factId !== undefined && knowledge !== undefined) known[factId] = knowledge;
      }
      return known;
    },
    changed: (before, entries, { written }) => {
      let known: Record<string, Knowledge> | undefined;
      const changed: string[] = [];
      for (const key of written) {
        const factId = factOf(key);
        if (factId === undefined) continue;
        known ??= { ...before };
        changed.push(factId);
        const knowledge = knowledgeAt(entries, key, factId);
        if (knowledge === undefined) delete known[factId];
        else known[factId] = knowledge;
      }
      if (known === undefined) return before;
      noteLineage(before, known, changed);
      return known;
    },
  });
}

/** What is known, by facts of before for which something was made, and the ids of all that may differ from them. */
export interface Lineage {
  readonly before: KnownFacts;
  readonly changed: ReadonlySet<string>;
}

const landmarks = new WeakSet<KnownFacts>();
const lineages = new WeakMap<KnownFacts, Lineage>();
/** With more changes than these, what is made of facts is made anew. */
const CHANGES_MOST = 64;

/** How what is known came of the last landmark before it, if it did and that isn't long ago. */
export function lineageOf(known: KnownFacts): Lineage | undefined {
  return lineages.get(known);
}

/** Makes what is known a landmark: something was made of it that what is known later can follow. */
export function markKnown(known: KnownFacts): void {
  landmarks.add(known);
  // From now on the landmarks before it are of no use, and shall not be kept alive.
  lineages.delete(known);
}

function noteLineage(before: KnownFacts, known: KnownFacts, changed: readonly string[]): void {
  const from = landmarks.has(before) ? { before, changed: NO_CHANGES } : lineages.get(before);
  if (from === undefined || from.changed.size + changed.length > CHANGES_MOST) return;
  lineages.set(known, { before: from.before, changed: new Set([...from.changed, ...changed]) });
}

const NO_CHANGES: ReadonlySet<string> = new Set();

const NOTHING_KNOWN: KnownFacts = {};

/** What a persona knows in a state; a state's stores are never written to. */
export function factsKnownTo(
  snapshot: Findings,
  { beliefs }: Pick<SimulationState, 'beliefs'>,
  persona: PersonaId,
): KnownFacts {
  const entries = own(beliefs.stores, persona)?.entries;
  return entries === undefined ? NOTHING_KNOWN : factsAmong(snapshot, entries);
}

function knowledgeOf(record: BeliefRecord, isFinding: boolean): Knowledge {
  const { channel, source, provenance } = record;
  const eventId = provenance[0] ?? BEFORE_ALL;
  return {
    record,
    learned:
      source === 'lore' ? 'lore' : channel === 'told' ? 'told' : isFinding ? 'found' : ('saw' as const),
    from: channel === 'told' && source !== 'lore' && source !== 'self' ? source : undefined,
    turn: Number(/^t(\d+)-/.exec(eventId)?.[1] ?? 0),
    eventId,
  };
}

/** Whether somebody knows a fact at a moment. */
export function knowsFact(minds: BeliefReading, persona: PersonaId, factId: string): boolean {
  return minds.belief(persona, factKey(factId))?.active.value === true;
}

/** How many of a script's findings somebody knows at a moment. */
export function findingsKnown({ script }: Findings, minds: BeliefReading, persona: PersonaId): number {
  const { discoveries } = script;
  let keys = findingKeys.get(discoveries);
  if (keys === undefined) {
    keys = Object.keys(discoveries).map(factKey);
    findingKeys.set(discoveries, keys);
  }
  const entries = minds.entriesOf(persona);
  let known = 0;
  for (const key of keys) if (entries[key]?.active.value === true) known += 1;
  return known;
}

const findingKeys = new WeakMap<Findings['script']['discoveries'], readonly string[]>();

/** Whether somebody thinks that another knows a fact, rightly or not. */
export function thinksKnown(
  minds: BeliefReading,
  persona: PersonaId,
  other: PersonaId,
  factId: string,
): boolean {
  return minds.modelled(pairKey(persona, other), factKey(factId))?.now[0] === true;
}

/** What somebody knows who has only just come into the story: its lore, which never fades, and secrets of their own. */
export function learnBefore(
  draft: BeliefsDraft,
  { script }: Findings,
  { id, secrets }: Pick<Persona, 'id' | 'secrets'>,
  time: number,
): void {
  const facts = [...sortedKeys(script.lore), ...secrets.map((_, index) => secretId(id, index))];
  for (const fact of facts) {
    draft.inform(id, factKey(fact), {
      value: true,
      category: 'social',
      reliability: 1,
      decayRate: 0,
      channel: 'inferred',
      source: 'lore',
      time,
      eventId: BEFORE_ALL,
    });
  }
}

/** What is only known to those whose secret it is, by fact id. */
export function secretFacts(cast: readonly Persona[]): SimulationState['facts'] {
  return Object.fromEntries(
    cast.flatMap(({ id, secrets }) =>
      secrets.map((text, index): [string, WitnessedFact] => [
        secretId(id, index),
        { text, about: [id], turn: 0 },
      ]),
    ),
  );
}

/** Id of the fact that is a persona's secret. */
export function secretId(persona: PersonaId, index: number): string {
  return `secret-${persona}-${index + 1}`;
}

export function isSecretOf(factId: string, persona: PersonaId): boolean {
  return factId.startsWith(`secret-${persona}-`) && /^\d+$/.test(factId.slice(`secret-${persona}-`.length));
}

/** The clause of a fact, wherever it stands. */
export function factText(
  snapshot: Findings,
  { facts }: Pick<SimulationState, 'facts'>,
  factId: string,
): string | undefined {
  return snapshot.script.discoveries[factId]?.text ?? snapshot.script.lore[factId] ?? facts[factId]?.text;
}

/** The facts of play that somebody still knows. */
export function withoutForgotten<S extends Pick<SimulationState, 'beliefs' | 'facts' | 'personas'>>(
  state: S,
): S {
  const stores = Object.values(state.beliefs.stores);
  const isForgotten = (id: string) => {
    const key = factKey(id);
    // Keys hold a `|`: none is ever a name of Object's own.
    for (const { entries } of stores) if (entries[key] !== undefined) return false;
    return !Object.keys(state.personas).some((persona) => isSecretOf(id, persona));
  };
  const forgotten = new Set(Object.keys(state.facts).filter(isForgotten));
  if (forgotten.size === 0) return state;
  return {
    ...state,
    facts: Object.fromEntries(Object.entries(state.facts).filter(([id]) => !forgotten.has(id))),
  };
}
