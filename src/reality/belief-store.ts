import type { Json } from '../json.js';
import { round6 } from '../simulation/numbers.js';
import type { PersonaId } from '../simulation/types.js';
import { entryOf, recordFrom, recordOf } from './belief-record.js';
import { anchoredReliability, type Biases, biasedReliability } from './biases.js';
import { DEFAULT_TRUST } from './certainty.js';
import type { InformationCategory } from './fragments.js';
import { type Held, sameValue, withPast } from './value-history.js';

/**
 * What one persona believes. Every `subject|property` has one active belief; what was beaten is never returned as the
 * belief: a beaten incumbent retires into the history, a beaten newcomer stays as a doubt. Everything is a pure function
 * of the entry so far and what is received; entries are never written to.
 */

export type BeliefChannel = 'sight' | 'hearing' | 'told' | 'inferred';

/**
 * A value that is believed or doubted. Its key says of what, its place in the entry which of the two, and all wear at
 * the same rate: none of that is kept again in each of the hundreds of records of a state.
 */
export interface BeliefRecord {
  readonly value: Json;
  /** Reliability when it was acquired, after biases, 0..1. */
  readonly base: number;
  readonly confirmations: number;
  readonly channel: BeliefChannel;
  readonly source: PersonaId | 'self' | 'lore';
  /** Story time, seconds. */
  readonly acquiredAt: number;
  /** Events it rests on: the one that it was acquired by first, then the latest; at most four. */
  readonly provenance: readonly string[];
  /** Share of its base that it loses per hour; .1 when absent, 0 of what was always known. */
  readonly decayRate?: number;
  /** Who else has said so; nobody confirms twice. */
  readonly confirmedBy?: readonly string[];
}

export interface BeliefEntry {
  readonly active: BeliefRecord;
  /** From when the active value has been held, if it was renewed since. */
  readonly since?: number;
  /** Doubts, oldest first, at most four. */
  readonly contested?: readonly BeliefRecord[];
  /** Retired values, oldest first: the first ever and the last eight. */
  readonly past?: readonly Held[];
}

/** Entries by `subject|property`, and how far each kind of thing has come to be expected where, 0..1. */
export interface BeliefStore {
  readonly entries: Readonly<Record<string, BeliefEntry>>;
  readonly hypotheses: Readonly<Record<string, number>>;
}

/** An item on its way into a store. */
export interface Receipt {
  readonly value: Json;
  readonly category: InformationCategory;
  /** Knowledge reliability before biases: certainty, source and, for tellings, trust; 0..1. */
  readonly reliability: number;
  readonly channel: BeliefChannel;
  readonly source: PersonaId | 'self' | 'lore';
  readonly time: number;
  readonly eventId: string;
  readonly decayRate?: number;
  readonly negative?: boolean | undefined;
  /** A change that was watched: it says nothing about how things stood before, so no earlier telling is judged by it. */
  readonly change?: boolean;
}

/** The part of a persona that decides what it makes of an item. */
export interface Receiver {
  readonly biases: Biases;
  /** Trust in a persona, 0..1. */
  readonly trustIn: (source: string) => number;
  readonly outrankedBy: (source: string) => boolean;
}

/** What became of an item, and which tellings an own observation bore out or refuted. */
export interface Reception {
  readonly entry: BeliefEntry;
  /** Reliability after biases. */
  readonly reliability: number;
  readonly outcome: 'new' | 'confirmed' | 'known' | 'replaced' | 'contested';
  readonly judged: readonly { readonly source: PersonaId; readonly confirmed: boolean }[];
}

/** Share of its base that a belief loses per hour. */
const DECAY_PER_HOUR = 0.1;
/** How many past values are kept besides the very first. */
export const PAST_KEPT = 8;
const CONTESTED_KEPT = 4;
const NOT_JUDGED: Reception['judged'] = [];

/** Reliability of a record at a story time: the base, less what age took, plus .05 per confirmation up to .3. */
export function reliabilityAt(
  record: Pick<BeliefRecord, 'base' | 'confirmations' | 'acquiredAt' | 'decayRate'>,
  at: number,
): number {
  const { base, confirmations, acquiredAt, decayRate } = record;
  return wornReliability(base, confirmations, acquiredAt, decayRate, at);
}

/** The same by what it follows from: records come in too many shapes to be read over and over. */
export function wornReliability(
  base: number,
  confirmations: number,
  acquiredAt: number,
  decayRate: number | undefined,
  at: number,
): number {
  const aged = agedBase({ base, acquiredAt, decayRate }, at);
  return round6(Math.min(1, aged + Math.min(0.3, 0.05 * confirmations)));
}

/** What age leaves of a record's base. */
function agedBase(
  {
    base,
    acquiredAt,
    decayRate = DECAY_PER_HOUR,
  }: Pick<BeliefRecord, 'base' | 'acquiredAt'> & { readonly decayRate?: number | undefined },
  at: number,
): number {
  return base * Math.max(0, 1 - decayRate * (Math.max(0, at - acquiredAt) / 3600));
}

/** Puts an item to what is believed so far. */
export function receive(entry: BeliefEntry | undefined, receipt: Receipt, receiver: Receiver): Reception {
  const agrees = entry !== undefined && sameValue(entry.active.value, receipt.value);
  const reliability = round6(
    biasedReliability(receipt.reliability, receiver.biases, {
      outranks: receipt.source !== 'self' && receiver.outrankedBy(receipt.source),
      negative: receipt.negative === true,
      against: entry === undefined ? 'none' : agrees ? 'agrees' : 'contradicts',
      incumbentHours: entry === undefined ? 0 : (receipt.time - entry.active.acquiredAt) / 3600,
    }),
  );
  if (entry === undefined) {
    return {
      entry: { active: recordOf(receipt, reliability) },
      reliability,
      outcome: 'new',
      judged: NOT_JUDGED,
    };
  }
  const direct = isDirect(receipt) && receipt.time >= entry.active.acquiredAt;
  const judged = direct && receipt.change !== true ? judgedBy(receipt, entry) : NOT_JUDGED;
  const settled = judged.length > 0 ? withoutTold(entry) : entry;
  const { entry: after, outcome } = agrees
    ? agreed(settled, receipt, reliability)
    : challenged(settled, receipt, reliability, receiver, direct);
  return { entry: after, reliability, outcome, judged };
}

/** Takes an item for the belief whatever was believed before: it comes from beyond the story, where nobody errs. */
export function informed(entry: BeliefEntry | undefined, receipt: Receipt): BeliefEntry {
  const { reliability, time, value } = receipt;
  if (entry === undefined) return { active: recordOf(receipt, reliability) };
  if (sameValue(entry.active.value, value)) return agreed(entry, receipt, reliability).entry;
  const others = (entry.contested ?? []).filter((doubt) => !sameValue(doubt.value, value));
  return entryOf(recordOf(receipt, reliability), doubts(others), withRetired(entry, time));
}

/** How much a store comes to expect of a category at a place: reliability, filtered by category, a tenth of it. */
export function hypothesisGain(category: InformationCategory, reliability: number): number {
  return reliability * FILTERS[category] * 0.1;
}

const FILTERS: Readonly<Record<InformationCategory, number>> = {
  spatial: 1,
  temporal: 1,
  resource: 1,
  tactical: 0.9,
  social: 0.8,
  environmental: 0.8,
  emotional: 0.6,
};

/** The trust that an own observation leaves in somebody who had told of it, 0..1. */
export function judgedTrust(trust: number, confirmed: boolean): number {
  return round6(confirmed ? trust + 0.1 * (1 - trust) : trust - 0.2 * trust);
}

function isDirect({ channel, source }: Receipt): boolean {
  return source === 'self' && (channel === 'sight' || channel === 'hearing');
}

function agreed(
  entry: BeliefEntry,
  receipt: Receipt,
  reliability: number,
): Pick<Reception, 'entry' | 'outcome'> {
  const { active, contested, past, since } = entry;
  const confirmed = confirmedRecord(active, receipt);
  if (confirmed === active) return { entry, outcome: 'known' };
  if (!isDirect(receipt) || receipt.time < active.acquiredAt) {
    return { entry: entryOf(confirmed, contested, past, since), outcome: 'confirmed' };
  }
  // What is seen is one's own knowledge, known afresh unless the earlier word was so much surer that it still is.
  const stale = reliability >= round6(Math.min(1, agedBase(active, receipt.time)));
  const own = recordFrom({
    acquiredAt: stale ? receipt.time : active.acquiredAt,
    base: stale ? reliability : active.base,
    channel: receipt.channel,
    confirmations: confirmed.confirmations,
    confirmedBy: confirmed.confirmedBy,
    decayRate: active.decayRate,
    provenance:
      active.source === 'self' ? confirmed.provenance : withFirst(confirmed.provenance, receipt.eventId),
    source: 'self',
    value: active.value,
  });
  return {
    entry: entryOf(own, contested, past, stale ? (since ?? active.acquiredAt) : since),
    outcome: 'confirmed',
  };
}

/** One confirmation more, if it comes from somebody new or from a later look of one's own; else the record itself. */
function confirmedRecord(before: BeliefRecord, receipt: Receipt): BeliefRecord {
  const { acquiredAt, base, channel, confirmations, confirmedBy, decayRate, provenance, source, value } =
    before;
  const again = isDirect(receipt) && receipt.time > acquiredAt;
  const other = receipt.source !== source && confirmedBy?.includes(receipt.source) !== true;
  if (!again && !other) return before;
  return recordFrom({
    acquiredAt,
    base,
    channel,
    confirmations: confirmations + 1,
    confirmedBy: other ? [...(confirmedBy ?? []), receipt.source] : confirmedBy,
    decayRate,
    provenance: withEvent(provenance, receipt.eventId),
    source,
    value,
  });
}

function challenged(
  entry: BeliefEntry,
  receipt: Receipt,
  reliability: number,
  receiver: Receiver,
  direct: boolean,
): Pick<Reception, 'entry' | 'outcome'> {
  const { active } = entry;
  const doubt = entry.contested?.find(({ value }) => sameValue(value, receipt.value));
  const newcomer =
    doubt === undefined ? recordOf(receipt, reliability) : reinforced(doubt, receipt, reliability);
  const others = (entry.contested ?? []).filter((other) => other !== doubt);
  const oldReliability = anchoredReliability(
    reliabilityAt(active, receipt.time),
    receiver.biases,
    entry.past === undefined,
  );
  const trust = active.source === 'self' ? 1 : receiver.trustIn(active.source);
  if (direct || reliabilityAt(newcomer, receipt.time) > oldReliability * trust) {
    const past = withRetired(entry, receipt.time);
    return { entry: entryOf(newcomer, doubts(others), past), outcome: 'replaced' };
  }
  const contested = doubts([...others, newcomer]);
  return { entry: entryOf(active, contested, entry.past, entry.since), outcome: 'contested' };
}

/** The history once the active value is given up. */
function withRetired({ active, since, past }: BeliefEntry, time: number): readonly Held[] {
  const { value, source, provenance, acquiredAt } = active;
  const left = reliabilityAt(active, time);
  return withPast(past, [value, left, since ?? acquiredAt, source, provenance[0] ?? ''], PAST_KEPT);
}

/** A doubt that is heard again: as strong as its best telling, confirmed by each further teller. */
function reinforced(doubt: BeliefRecord, receipt: Receipt, reliability: number): BeliefRecord {
  if (reliability <= reliabilityAt(doubt, receipt.time)) return confirmedRecord(doubt, receipt);
  const { confirmations, provenance, confirmedBy } = confirmedRecord(doubt, receipt);
  const { value, channel, source, time: acquiredAt, decayRate } = receipt;
  return recordFrom({
    acquiredAt,
    base: reliability,
    channel,
    confirmations,
    confirmedBy,
    decayRate,
    provenance,
    source,
    value,
  });
}

function doubts(contested: readonly BeliefRecord[]): BeliefEntry['contested'] {
  return contested.length === 0 ? undefined : contested.slice(-CONTESTED_KEPT);
}

/** Tellings that an own observation settles, believed ones and doubted ones alike; each is judged once. */
function judgedBy(receipt: Receipt, { active, contested }: BeliefEntry): Reception['judged'] {
  if (active.channel !== 'told' && contested === undefined) return NOT_JUDGED;
  return [active, ...(contested ?? [])]
    .filter(({ channel }) => channel === 'told')
    .map(({ source, value }) => ({ source, confirmed: sameValue(value, receipt.value) }));
}

function withoutTold(entry: BeliefEntry): BeliefEntry {
  const { active, contested, past, since } = entry;
  if (contested === undefined) return entry;
  return entryOf(active, doubts(contested.filter(({ channel }) => channel !== 'told')), past, since);
}

const PROVENANCE_KEPT = 4;

/** The same events, that one before the others. */
function withFirst(provenance: readonly string[], eventId: string): readonly string[] {
  return [eventId, ...provenance.filter((other) => other !== eventId)];
}

function withEvent(provenance: readonly string[], eventId: string): readonly string[] {
  if (provenance.includes(eventId)) return provenance;
  if (provenance.length < PROVENANCE_KEPT) return [...provenance, eventId];
  return [...provenance.slice(0, 1), ...provenance.slice(2), eventId];
}

/** Trust by relationships, with the default for strangers. */
export function trustBy(
  relationships: Readonly<Record<PersonaId, { readonly trust: number }>>,
  source: string,
): number {
  return Object.hasOwn(relationships, source)
    ? (relationships[source]?.trust ?? DEFAULT_TRUST)
    : DEFAULT_TRUST;
}
