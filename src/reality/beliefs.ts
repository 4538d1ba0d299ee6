import type { Json } from '../json.js';
import { joinedBy } from '../simulation/keys.js';
import { byCodeUnit, round6 } from '../simulation/numbers.js';
import type { PersonaId } from '../simulation/types.js';
import {
  type BeliefEntry,
  type BeliefRecord,
  type BeliefStore,
  hypothesisGain,
  informed,
  PAST_KEPT,
  type Receipt,
  type Receiver,
  type Reception,
  receive,
} from './belief-store.js';
import { BoundedDraft, keysOf } from './bounded-draft.js';
import { type BeliefModel, type Depth, type ModelledBelief, modelled } from './nested-beliefs.js';
import { type Held, sameValue, withPast } from './value-history.js';

/**
 * All that is true and all that is believed: the truth with its history, a store per persona, and what each thinks that
 * each other believes. Plain JSON. A turn opens a draft over it, which copies a branch on its first write only, and
 * seals the draft into the next state; branches that nothing happened to are shared.
 */
export interface Beliefs {
  /** Longest chain of observers. */
  readonly depth: Depth;
  /** Story time in seconds up to which it is known what happened. */
  readonly clock: number;
  /** What is the case, by `subject|property`. */
  readonly truth: Readonly<Record<string, TrueValue>>;
  readonly stores: Readonly<Record<PersonaId, BeliefStore>>;
  /** By chain of observers, `a>b` or `a>b>c`. */
  readonly nested: Readonly<Record<string, BeliefModel>>;
}

export interface TrueValue {
  readonly value: Json;
  readonly since: number;
  readonly eventId: string;
  readonly past?: readonly Held[];
}

/** That a fact of the story is the case: the fact's id is the subject. */
export const HOLDS = 'holds';
/** What reality is called as a source. */
export const WORLD = 'world';

const FACT_END = `|${HOLDS}`;

const STORE_KEPT = 256;
/** Of what somebody merely saw happen. */
const SIGHTS_KEPT = 30;
const MODEL_KEPT = 64;

/** `subject|property` */
export const triple = joinedBy('|', 16_384);

/** Under which a store keeps how far a category has come to be expected at a place: `spatial_cellar`. */
export const hypothesisKey = joinedBy('_', 4096);

/** The state before anything is known. */
export function newBeliefs(personaIds: readonly PersonaId[], clock: number, depth: Depth = 2): Beliefs {
  const stores = Object.fromEntries(personaIds.map((id) => [id, { entries: {}, hypotheses: {} }]));
  return { depth, clock, truth: {}, stores, nested: {} };
}

/** What is believed at a moment: of a state, or of a draft as far as it has come. */
export interface BeliefReading {
  /** What a persona believes; somebody without a store believes nothing. */
  belief(persona: PersonaId, key: string): BeliefEntry | undefined;
  /** What the owner of a model, the first of its chain (`a>b`), thinks that the other believes. */
  modelled(chain: string, key: string): ModelledBelief | undefined;
  /** All that the owner of a model thinks that the other believes. */
  modelOf(chain: string): BeliefModel;
  /** All that a persona believes. */
  entriesOf(persona: PersonaId): Readonly<Record<string, BeliefEntry>>;
}

const NO_MODEL: BeliefModel = {};
const NO_ENTRIES: Readonly<Record<string, BeliefEntry>> = {};

export function readingOf({ stores, nested }: Beliefs): BeliefReading {
  return {
    // Keys hold a `|`: none is ever a name of Object's own.
    belief: (persona, key) => own(stores, persona)?.entries[key],
    modelled: (chain, key) => own(nested, chain)?.[key],
    modelOf: (chain) => own(nested, chain) ?? NO_MODEL,
    entriesOf: (persona) => own(stores, persona)?.entries ?? NO_ENTRIES,
  };
}

/** A draft of the next state. */
export function openBeliefs(before: Beliefs): BeliefsDraft {
  return new BeliefsDraft(before);
}

export class BeliefsDraft implements BeliefReading {
  readonly #before: Beliefs;
  readonly #truth: BoundedDraft<TrueValue>;
  readonly #stores = new Map<
    PersonaId,
    { entries: BoundedDraft<BeliefEntry>; hypotheses: BoundedDraft<number> }
  >();
  readonly #nested = new Map<string, BoundedDraft<ModelledBelief>>();
  #clock: number;

  constructor(before: Beliefs) {
    this.#before = before;
    this.#truth = new BoundedDraft(before.truth, STORE_KEPT, (key, { since }) => age(since, isSight(key)));
    this.#clock = before.clock;
  }

  get depth(): Depth {
    return this.#before.depth;
  }

  /** What a persona believes so far; somebody without a store believes nothing. */
  belief(persona: PersonaId, key: string): BeliefEntry | undefined {
    return this.#store(persona)?.entries.get(key);
  }

  modelled(chain: string, key: string): ModelledBelief | undefined {
    const model = this.#nested.get(chain);
    return model === undefined ? own(this.#before.nested, chain)?.[key] : model.get(key);
  }

  modelOf(chain: string): BeliefModel {
    return this.#nested.get(chain)?.current ?? own(this.#before.nested, chain) ?? NO_MODEL;
  }

  entriesOf(persona: PersonaId): Readonly<Record<string, BeliefEntry>> {
    return this.#store(persona)?.entries.current ?? NO_ENTRIES;
  }

  /** Makes something the case. */
  establish(key: string, now: Omit<TrueValue, 'past'>): void {
    this.#advance(now.since);
    const before = this.#truth.get(key);
    if (before === undefined) {
      this.#truth.set(key, now);
      return;
    }
    if (sameValue(before.value, now.value)) return;
    const { value, since, eventId } = before;
    const past = withPast(before.past, [value, 1, since, WORLD, eventId], PAST_KEPT);
    this.#truth.set(key, { value: now.value, since: now.since, eventId: now.eventId, past });
  }

  /**
   * A persona receives an item.
   * @param locationId the place that it concerns, for what is expected there; everywhere when absent.
   */
  receive(
    persona: PersonaId,
    key: string,
    receipt: Receipt,
    receiver: Receiver,
    locationId?: string,
  ): Reception | undefined {
    const store = this.#store(persona);
    if (store === undefined) return undefined;
    this.#advance(receipt.time);
    const before = store.entries.get(key);
    const reception = receive(before, receipt, receiver);
    if (reception.entry !== before) store.entries.set(key, reception.entry);
    const expected = hypothesisKey(receipt.category, locationId ?? 'global');
    const gain = hypothesisGain(receipt.category, reception.reliability);
    store.hypotheses.set(expected, round6(Math.min(1, (store.hypotheses.get(expected) ?? 0) + gain)));
    return reception;
  }

  /** A persona is told what nobody in the story could doubt; see `informed`. */
  inform(persona: PersonaId, key: string, receipt: Receipt): void {
    const store = this.#store(persona);
    if (store === undefined) return;
    this.#advance(receipt.time);
    const before = store.entries.get(key);
    const entry = informed(before, receipt);
    if (entry !== before) store.entries.set(key, entry);
  }

  /** The owner of a model perceives that the other comes to believe something. */
  model(chain: string, key: string, held: Held): void {
    this.#advance(held[2]);
    let model = this.#nested.get(chain);
    if (model === undefined) {
      model = new BoundedDraft(
        own(this.#before.nested, chain) ?? {},
        MODEL_KEPT,
        (_, { now, seenAt }) => seenAt ?? now[2],
      );
      this.#nested.set(chain, model);
    }
    model.set(key, modelled(model.get(key), held));
  }

  /** The next state. A draft is sealed once and not written to after that. */
  seal(): Beliefs {
    const { depth, stores, nested } = this.#before;
    const changedStores = new Map<PersonaId, BeliefStore>();
    for (const [id, { entries, hypotheses }] of this.#stores) {
      const before = stores[id];
      if (before === undefined) continue;
      forgetSights(entries);
      const sealed = { entries: entries.seal(), hypotheses: hypotheses.seal() };
      if (sealed.entries !== before.entries || sealed.hypotheses !== before.hypotheses)
        changedStores.set(id, sealed);
    }
    const changedModels = new Map<string, BeliefModel>();
    for (const [chain, model] of this.#nested) changedModels.set(chain, model.seal());
    return {
      depth,
      clock: this.#clock,
      truth: this.#truth.seal(),
      stores: merged(stores, changedStores),
      nested: merged(nested, changedModels),
    };
  }

  #advance(time: number): void {
    if (time > this.#clock) this.#clock = time;
  }

  #store(persona: PersonaId) {
    const open = this.#stores.get(persona);
    if (open !== undefined) return open;
    const before = own(this.#before.stores, persona);
    if (before === undefined) return undefined;
    const store = {
      entries: new BoundedDraft(before.entries, STORE_KEPT, (key, { active }: BeliefEntry) =>
        age(active.acquiredAt, isSight(key) || isConclusion(active)),
      ),
      hypotheses: new BoundedDraft(before.hypotheses, Number.POSITIVE_INFINITY, NEVER_FULL),
    };
    this.#stores.set(persona, store);
    return store;
  }
}

/** Categories and places are few: no expectation ever makes room for another. */
const NEVER_FULL = () => 0;

/**
 * What somebody merely saw happen or made up its own mind about is forgotten before all else: stories make ever more
 * events and thoughts, but no more things.
 */
function age(since: number, isFleeting: boolean): number {
  return isFleeting ? since - Number.MAX_SAFE_INTEGER : since;
}

function isConclusion({ channel, source }: BeliefRecord): boolean {
  return channel === 'inferred' && source === 'self';
}

/** Begin of the ids of facts that are no more than something that happened before somebody's eyes. */
export const SIGHT = 'saw-';

function isSight(key: string): boolean {
  return key.startsWith(SIGHT) && factOf(key) !== undefined;
}

/** The fact that a key says to hold, if it says so of one. */
export function factOf(key: string): string | undefined {
  return key.endsWith(FACT_END) ? key.slice(0, -FACT_END.length) : undefined;
}

/** The entry of a key. Ids are words that users choose, `constructor` among them: only own keys count. */
export function own<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  const value = record?.[key];
  return value !== undefined && record !== undefined && Object.hasOwn(record, key) ? value : undefined;
}

/** Sights beyond those that are kept go, the oldest first. */
function forgetSights(entries: BoundedDraft<BeliefEntry>): void {
  if (!someSight(entries.written)) return;
  const sights = keysOf(entries.current).filter(isSight);
  if (sights.length <= SIGHTS_KEPT) return;
  const since = (key: string) => entries.get(key)?.active.acquiredAt ?? 0;
  sights.sort((a, b) => since(b) - since(a) || byCodeUnit(b, a));
  for (const key of sights.slice(SIGHTS_KEPT)) entries.drop(key);
}

function someSight(keys: ReadonlySet<string>): boolean {
  for (const key of keys) if (isSight(key)) return true;
  return false;
}

/** New keys are chains of observers: none is a name of Object's own. */
function merged<T>(before: Readonly<Record<string, T>>, changed: ReadonlyMap<string, T>) {
  if (changed.size === 0) return before;
  const all: Record<string, T> = { ...before };
  for (const [key, value] of changed) all[key] = value;
  return all;
}
