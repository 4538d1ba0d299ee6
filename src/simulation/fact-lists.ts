import { wornReliability } from '../reality/belief-store.js';
import { own } from '../reality/beliefs.js';
import { factKey, isSecretOf, type Knowledge, type KnownFacts, lineageOf, markKnown } from './known-facts.js';
import { byCodeUnit } from './numbers.js';
import type { SimulationSnapshot } from './snapshot.js';
import type { LocationId, PersonaId } from './types.js';

/**
 * What somebody knows in the orders in which a decision asks for it. The lists are made once and kept with what is known,
 * and those of what is known next follow them: they say nothing of how much of it has faded since.
 */
export interface FactLists {
  /** The newest first, ties by id. */
  readonly newest: readonly ListedFact[];
  /** Those of them that are the world's lore, and all others. */
  readonly lore: readonly ListedFact[];
  readonly own: readonly ListedFact[];
  /**
   * What isn't common knowledge; own secrets can be told too. Weightier discoveries first; what came about in play
   * after them; ties by id.
   */
  readonly tellable: readonly ListedFact[];
  /** The places that it points to, and the turn in which the newest of what does was learned. */
  readonly pointers: ReadonlyMap<LocationId, number>;
  /** How many of the world's findings are among it, and the turn in which the newest of them was learned. */
  readonly findings: { readonly count: number; readonly turn: number };
}

export interface ListedFact {
  readonly id: string;
  /** Under which stores and models keep that it holds. */
  readonly key: string;
  readonly knowledge: Knowledge;
  /** What it is worth as something to tell; absent of what isn't told. */
  readonly weight: number | undefined;
  /** What its reliability follows from, as in its record. */
  readonly base: number;
  readonly confirmations: number;
  readonly acquiredAt: number;
  readonly decayRate: number | undefined;
}

/** Reliability of a fact at a story time, 0..1. */
export function reliabilityOf(
  { base, confirmations, acquiredAt, decayRate }: ListedFact,
  at: number,
): number {
  return wornReliability(base, confirmations, acquiredAt, decayRate, at);
}

const listsOf = new WeakMap<KnownFacts, FactLists>();

/** @param self who knows it */
export function factListsOf({ script }: SimulationSnapshot, known: KnownFacts, self: PersonaId): FactLists {
  const before = listsOf.get(known);
  if (before !== undefined) return before;
  const lineage = lineageOf(known);
  const earlier = lineage === undefined ? undefined : listsOf.get(lineage.before);
  const lists =
    lineage === undefined || earlier === undefined
      ? listed(script, known, self)
      : relisted(earlier, lineage.changed, script, known, self);
  listsOf.set(known, lists);
  markKnown(known);
  return lists;
}

type Script = SimulationSnapshot['script'];

const PLAIN_WEIGHT = 0.4;

function listed(script: Script, known: KnownFacts, self: PersonaId): FactLists {
  const facts: ListedFact[] = [];
  for (const id of Object.keys(known)) {
    const knowledge = known[id];
    if (knowledge !== undefined) facts.push(listedFact(script, self, id, knowledge));
  }
  const newest = facts.toSorted(byNews);
  const { pointers, findings } = found(script, facts);
  return {
    newest,
    lore: newest.filter((fact) => isLore(script, fact)),
    own: newest.filter((fact) => !isLore(script, fact)),
    tellable: facts.filter(isTold).sort(byWeight),
    pointers,
    findings,
  };
}

/** The lists of what is known now, from those of before and the ids of what may be known differently since. */
function relisted(
  before: FactLists,
  changed: ReadonlySet<string>,
  script: Script,
  known: KnownFacts,
  self: PersonaId,
): FactLists {
  const facts: ListedFact[] = [];
  for (const id of changed) {
    const knowledge = Object.hasOwn(known, id) ? known[id] : undefined;
    if (knowledge !== undefined) facts.push(listedFact(script, self, id, knowledge));
  }
  facts.sort(byNews);
  const newest = merged(before.newest, changed, facts, byNews);
  const isFound = [...changed].some((id) => Object.hasOwn(script.discoveries, id));
  const { pointers, findings } = isFound ? found(script, newest) : before;
  return {
    newest,
    lore: merged(
      before.lore,
      changed,
      facts.filter((fact) => isLore(script, fact)),
      byNews,
    ),
    own: merged(
      before.own,
      changed,
      facts.filter((fact) => !isLore(script, fact)),
      byNews,
    ),
    tellable: merged(before.tellable, changed, facts.filter(isTold).sort(byWeight), byWeight),
    pointers,
    findings,
  };
}

/** A list in order without some of its facts and with others, which are in the same order. */
function merged(
  list: readonly ListedFact[],
  gone: ReadonlySet<string>,
  added: readonly ListedFact[],
  order: (a: ListedFact, b: ListedFact) => number,
): readonly ListedFact[] {
  const all: ListedFact[] = [];
  let at = 0;
  for (const fact of list) {
    if (gone.has(fact.id)) continue;
    for (let next = added[at]; next !== undefined && order(next, fact) < 0; next = added[at]) {
      all.push(next);
      at += 1;
    }
    all.push(fact);
  }
  for (; at < added.length; at += 1) {
    const next = added[at];
    if (next !== undefined) all.push(next);
  }
  return all;
}

function listedFact({ discoveries }: Script, self: PersonaId, id: string, knowledge: Knowledge): ListedFact {
  const isOpen = knowledge.learned !== 'lore' || isSecretOf(id, self);
  const weight = isOpen ? (own(discoveries, id)?.weight ?? PLAIN_WEIGHT) : undefined;
  const { base, confirmations, acquiredAt, decayRate } = knowledge.record;
  return { id, key: factKey(id), knowledge, weight, base, confirmations, acquiredAt, decayRate };
}

function isLore({ lore }: Script, { id }: ListedFact): boolean {
  return Object.hasOwn(lore, id);
}

function isTold({ weight }: ListedFact): boolean {
  return weight !== undefined;
}

function byNews(a: ListedFact, b: ListedFact): number {
  return b.knowledge.turn - a.knowledge.turn || byCodeUnit(a.id, b.id);
}

function byWeight(a: ListedFact, b: ListedFact): number {
  return (b.weight ?? 0) - (a.weight ?? 0) || byCodeUnit(a.id, b.id);
}

/** Of the findings among some facts: where they point to, and how many they are. */
function found(
  { discoveries }: Script,
  facts: readonly ListedFact[],
): Pick<FactLists, 'pointers' | 'findings'> {
  const pointers = new Map<LocationId, number>();
  let count = 0;
  let latest = 0;
  for (const { id, knowledge } of facts) {
    const discovery = own(discoveries, id);
    if (discovery === undefined) continue;
    const { turn } = knowledge;
    for (const place of discovery.leadsTo) pointers.set(place, Math.max(turn, pointers.get(place) ?? turn));
    count += 1;
    latest = Math.max(latest, turn);
  }
  return { pointers, findings: { count, turn: latest } };
}
