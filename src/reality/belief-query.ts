import type { Json } from '../json.js';
import type { PersonaId } from '../simulation/types.js';
import { type BeliefEntry, reliabilityAt } from './belief-store.js';
import { type Beliefs, own, type TrueValue, triple, WORLD } from './beliefs.js';
import { chainKey, type ModelledBelief } from './nested-beliefs.js';
import { type Held, pastAt } from './value-history.js';

/**
 * Questions about what is the case (no observer), what somebody believes (one) and what somebody believes that another
 * believes (two, or three where the simulation keeps them).
 */

export interface BelievedValue {
  readonly value: Json;
  /** 0..1. */
  readonly reliability: number;
  /** A persona id, `self`, `lore` or, for reality, `world`. */
  readonly source: string;
  /** Ids of events. */
  readonly provenance: readonly string[];
}

export interface QueryOptions {
  /**
   * Story time in seconds to which the question refers, the latest known when absent. What was given up before then is
   * found as far as the history is kept.
   */
  readonly at?: number;
  /** `own`: who knows nothing of the last observer supposes that it believes the same, half as surely. */
  readonly assume?: 'none' | 'own';
}

/** A question about somebody unknown, or with more observers than are kept. */
export class BeliefQueryError extends Error {
  override readonly name = 'BeliefQueryError';

  constructor(
    message: string,
    readonly observerChain: readonly PersonaId[],
  ) {
    super(message);
  }
}

/** Something held, whoever holds it: the current value as of a time, and those before it. */
interface Holding {
  readonly since: number;
  readonly current: (at: number) => BelievedValue;
  readonly past: readonly Held[] | undefined;
}

/**
 * What the first of the chain believes that the second believes …; reality for an empty chain. `null` when unknown.
 * @throws BeliefQueryError for an unknown persona or a chain longer than the simulation's depth.
 */
export function believes(
  beliefs: Beliefs,
  observerChain: readonly PersonaId[],
  property: string,
  subject: string,
  options: QueryOptions = {},
): BelievedValue | null {
  const chain = checkedChain(beliefs, observerChain);
  const at = options.at ?? beliefs.clock;
  const holding = holdingOf(beliefs, chain, triple(subject, property));
  if (holding !== undefined && holding.since <= at) return holding.current(at);
  const past = pastAt(holding?.past, at);
  if (past !== undefined) return remembered(past);
  // Only what somebody believes itself can be supposed of another; nobody's guess is reality.
  if (options.assume !== 'own' || chain.length < 2) return null;
  const supposed = believes(beliefs, chain.slice(0, -1), property, subject, options);
  return supposed === null ? null : { ...supposed, reliability: supposed.reliability / 2 };
}

/**
 * What was held first of all, or before the present value; `null` when nothing was.
 * @throws BeliefQueryError as `believes` does.
 */
export function remembers(
  beliefs: Beliefs,
  observerChain: readonly PersonaId[],
  property: string,
  subject: string,
  which: 'first' | 'previous',
): BelievedValue | null {
  const chain = checkedChain(beliefs, observerChain);
  const holding = holdingOf(beliefs, chain, triple(subject, property));
  if (holding === undefined) return null;
  const past = which === 'first' ? holding.past?.[0] : holding.past?.at(-1);
  if (past !== undefined) return remembered(past);
  return which === 'first' ? holding.current(beliefs.clock) : null;
}

/** The chain without repetitions: what Ada believes that Ada believes is what Ada believes. */
function checkedChain(beliefs: Beliefs, observerChain: readonly PersonaId[]): readonly PersonaId[] {
  const stranger = observerChain.find((id) => !Object.hasOwn(beliefs.stores, id));
  if (stranger !== undefined) throw new BeliefQueryError(`there is no persona ${stranger}`, observerChain);
  const chain = observerChain.filter((id, index) => id !== observerChain[index - 1]);
  if (chain.length > beliefs.depth) {
    throw new BeliefQueryError(
      `${chain.length} observers are more than the ${beliefs.depth} that are kept`,
      observerChain,
    );
  }
  return chain;
}

function holdingOf(beliefs: Beliefs, chain: readonly PersonaId[], key: string): Holding | undefined {
  const [observer] = chain;
  if (observer === undefined) return heldTrue(own(beliefs.truth, key));
  if (chain.length > 1) return heldByModel(own(own(beliefs.nested, chainKey(chain)), key));
  return heldByStore(own(beliefs.stores[observer]?.entries, key));
}

function heldTrue(truth: TrueValue | undefined): Holding | undefined {
  if (truth === undefined) return undefined;
  const { value, eventId, since, past } = truth;
  return { since, past, current: () => ({ value, reliability: 1, source: WORLD, provenance: [eventId] }) };
}

function heldByStore(entry: BeliefEntry | undefined): Holding | undefined {
  if (entry === undefined) return undefined;
  const { active, since, past } = entry;
  const { value, source, provenance } = active;
  return {
    since: since ?? active.acquiredAt,
    past,
    current: (at) => ({ value, reliability: reliabilityAt(active, at), source, provenance }),
  };
}

function heldByModel(belief: ModelledBelief | undefined): Holding | undefined {
  if (belief === undefined) return undefined;
  const { now, seenAt, past } = belief;
  const [value, base, since, source, eventId] = now;
  const record = { base, acquiredAt: seenAt ?? since, confirmations: 0 };
  return {
    since,
    past,
    current: (at) => ({ value, reliability: reliabilityAt(record, at), source, provenance: [eventId] }),
  };
}

function remembered([value, reliability, , source, eventId]: Held): BelievedValue {
  return { value, reliability, source, provenance: [eventId] };
}
