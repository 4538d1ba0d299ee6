import { factKey, isSecretOf, type Knowledge, type KnownFacts } from './known-facts.js';
import { byCodeUnit } from './numbers.js';
import type { SimulationSnapshot } from './snapshot.js';
import type { LocationId, PersonaId } from './types.js';

/**
 * What somebody knows in the orders in which a decision asks for it. What somebody knows changes in few turns, so the
 * lists are made once and kept with it: they say nothing of how much of it has faded since.
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
  /** The places that it points to, and the turn in which that was learned. */
  readonly pointers: readonly (readonly [place: LocationId, turn: number])[];
  /** How many of the world's findings are among it, and the turn in which the newest of them was learned. */
  readonly findings: { readonly count: number; readonly turn: number };
}

export interface ListedFact {
  readonly id: string;
  /** Under which stores and models keep that it holds. */
  readonly key: string;
  readonly knowledge: Knowledge;
}

const listsOf = new WeakMap<KnownFacts, FactLists>();

/** @param self who knows it */
export function factListsOf({ script }: SimulationSnapshot, known: KnownFacts, self: PersonaId): FactLists {
  const before = listsOf.get(known);
  if (before !== undefined) return before;
  const lists = listed(script, known, self);
  listsOf.set(known, lists);
  return lists;
}

const PLAIN_WEIGHT = 0.4;

function listed(
  { discoveries, lore }: SimulationSnapshot['script'],
  known: KnownFacts,
  self: PersonaId,
): FactLists {
  const facts: ListedFact[] = [];
  const weights = new Map<ListedFact, number>();
  const pointers: [place: LocationId, turn: number][] = [];
  let count = 0;
  let latest = 0;
  for (const id of Object.keys(known).sort()) {
    const knowledge = known[id];
    if (knowledge === undefined) continue;
    const { learned, turn } = knowledge;
    const fact = { id, key: factKey(id), knowledge };
    facts.push(fact);
    const discovery = Object.hasOwn(discoveries, id) ? discoveries[id] : undefined;
    if (learned !== 'lore' || isSecretOf(id, self)) weights.set(fact, discovery?.weight ?? PLAIN_WEIGHT);
    if (discovery === undefined) continue;
    for (const place of discovery.leadsTo) pointers.push([place, turn]);
    count += 1;
    latest = Math.max(latest, turn);
  }
  const newest = facts.toSorted((a, b) => b.knowledge.turn - a.knowledge.turn);
  return {
    newest,
    lore: newest.filter(({ id }) => Object.hasOwn(lore, id)),
    own: newest.filter(({ id }) => !Object.hasOwn(lore, id)),
    tellable: [...weights]
      .sort(([a, weight], [b, other]) => other - weight || byCodeUnit(a.id, b.id))
      .map(([fact]) => fact),
    pointers,
    findings: { count, turn: latest },
  };
}
