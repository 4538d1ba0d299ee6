import type { BeliefEntry, BeliefRecord, Receipt } from './belief-store.js';

/**
 * How records and entries of beliefs are put together. What is undefined is left out, and members come in the order of
 * canonical JSON, so that they needn't be put in order to be hashed.
 */

/** What an item is believed as when it is new. */
export function recordOf(receipt: Receipt, base: number): BeliefRecord {
  const { value, channel, source, time: acquiredAt, eventId, decayRate } = receipt;
  return recordFrom({
    acquiredAt,
    base,
    channel,
    confirmations: 0,
    confirmedBy: undefined,
    decayRate,
    provenance: [eventId],
    source,
    value,
  });
}

interface RecordParts extends Omit<BeliefRecord, 'confirmedBy' | 'decayRate'> {
  readonly confirmedBy: BeliefRecord['confirmedBy'] | undefined;
  readonly decayRate: number | undefined;
}

/** A record of its parts. */
export function recordFrom({
  acquiredAt,
  base,
  channel,
  confirmations,
  confirmedBy,
  decayRate,
  provenance,
  source,
  value,
}: RecordParts): BeliefRecord {
  if (confirmedBy === undefined) {
    return decayRate === undefined
      ? { acquiredAt, base, channel, confirmations, provenance, source, value }
      : { acquiredAt, base, channel, confirmations, decayRate, provenance, source, value };
  }
  return decayRate === undefined
    ? { acquiredAt, base, channel, confirmations, confirmedBy, provenance, source, value }
    : { acquiredAt, base, channel, confirmations, confirmedBy, decayRate, provenance, source, value };
}

/** An entry of its parts. */
export function entryOf(
  active: BeliefRecord,
  contested: BeliefEntry['contested'],
  past: BeliefEntry['past'],
  since?: number,
): BeliefEntry {
  const entry: { -readonly [Member in keyof BeliefEntry]: BeliefEntry[Member] } = { active };
  if (contested !== undefined) entry.contested = contested;
  if (past !== undefined) entry.past = past;
  if (since !== undefined) entry.since = since;
  return entry;
}
