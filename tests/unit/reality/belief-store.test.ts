import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BeliefEntry,
  hypothesisGain,
  judgedTrust,
  type Receipt,
  type Receiver,
  type Reception,
  receive,
  reliabilityAt,
} from '../../../src/reality/belief-store.js';

const HOUR = 3600;
const trusting = (trust: number, other: Partial<Receiver> = {}): Receiver => ({
  biases: {},
  trustIn: () => trust,
  outrankedBy: () => false,
  ...other,
});
const stranger = trusting(0.5);

function told(value: string, reliability: number, other: Partial<Receipt> = {}): Receipt {
  return {
    value,
    category: 'spatial',
    reliability,
    channel: 'told',
    source: 'ben',
    time: 0,
    eventId: 'e1',
    ...other,
  };
}

function seen(value: string, time: number, reliability = 1): Receipt {
  return told(value, reliability, { channel: 'sight', source: 'self', time, eventId: `seen-${time}` });
}

function receiving(receipts: readonly Receipt[], receiver: Receiver = stranger): Reception {
  let reception: Reception | undefined;
  for (const receipt of receipts) reception = receive(reception?.entry, receipt, receiver);
  if (reception === undefined) throw new Error('nothing was received');
  return reception;
}

const values = (entry: BeliefEntry) => ({
  active: entry.active.value,
  contested: entry.contested?.map(({ value }) => value) ?? [],
  past: entry.past?.map(([value]) => value) ?? [],
});

describe('the reliability of a belief', () => {
  it('falls by a tenth of its base an hour and rises by .05 a confirmation', () => {
    const record = { base: 0.6, confirmations: 1, acquiredAt: 0 };
    expect(reliabilityAt(record, 3 * HOUR)).toBe(0.47);
    expect(reliabilityAt({ ...record, confirmations: 20 }, 3 * HOUR)).toBe(0.72);
    expect(reliabilityAt({ ...record, confirmations: 0 }, 40 * HOUR)).toBe(0);
    expect(reliabilityAt({ ...record, base: 1, confirmations: 6 }, 0)).toBe(1);
  });

  it('keeps what confirmations add when all else has faded, .3 at most', () => {
    expect(reliabilityAt({ base: 0.6, confirmations: 50, acquiredAt: 0 }, 100 * HOUR)).toBe(0.3);
  });

  it('stays within 0 and 1, never rises with age and never falls with a confirmation', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(unit, fc.nat(20), fc.nat(1e6), fc.nat(1e6), (base, confirmations, a, b) => {
        const at = (now: number, more = 0) =>
          reliabilityAt({ base, confirmations: confirmations + more, acquiredAt: 0 }, now);
        const [younger, older] = [at(Math.min(a, b)), at(Math.max(a, b))];
        expect(older).toBeLessThanOrEqual(younger);
        expect(at(Math.max(a, b), 1)).toBeGreaterThanOrEqual(older);
        expect(older).toBeGreaterThanOrEqual(0);
        expect(younger).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('a telling', () => {
  it('replaces a belief when it is more reliable than what is left of it, times the trust in its source', () => {
    const { entry, outcome } = receiving([told('shelf', 0.8), told('trunk', 0.41, { source: 'cem' })]);
    expect(outcome).toBe('replaced');
    expect(values(entry)).toEqual({ active: 'trunk', contested: [], past: ['shelf'] });
  });

  it('that is no more reliable than that stays as a doubt', () => {
    const { entry, outcome } = receiving([told('shelf', 0.8), told('trunk', 0.4, { source: 'cem' })]);
    expect(outcome).toBe('contested');
    expect(values(entry)).toEqual({ active: 'shelf', contested: ['trunk'], past: [] });
  });

  it('does not prevail over what was seen, until that has faded', () => {
    expect(receiving([seen('shelf', 0), told('trunk', 0.7, { time: HOUR })]).outcome).toBe('contested');
    expect(receiving([seen('shelf', 0), told('trunk', 0.7, { time: 4 * HOUR })]).outcome).toBe('replaced');
  });

  it('of what is believed anyway confirms it once per source', () => {
    const { entry } = receiving([
      told('shelf', 0.6),
      told('shelf', 0.6, { eventId: 'e2' }),
      told('shelf', 0.6, { source: 'cem', eventId: 'e3' }),
      told('shelf', 0.6, { source: 'ben', eventId: 'e4' }),
      told('shelf', 0.6, { source: 'cem', eventId: 'e5' }),
    ]);
    expect(entry.active).toMatchObject({ confirmations: 1, provenance: ['e1', 'e3'], source: 'ben' });
    expect(reliabilityAt(entry.active, 0)).toBe(0.65);
  });

  it('repeated by others turns from a doubt into the belief', () => {
    const { entry } = receiving(
      [
        told('shelf', 0.8),
        ...['cem', 'dot', 'eve'].map((source) => told('trunk', 0.7, { source, eventId: source })),
      ],
      trusting(1),
    );
    expect(values(entry)).toEqual({ active: 'shelf', contested: ['trunk'], past: [] });
    expect(values(receive(entry, told('trunk', 0.7, { source: 'fay' }), trusting(1)).entry)).toEqual({
      active: 'trunk',
      contested: [],
      past: ['shelf'],
    });
  });

  it('leaves at most four doubts, the newest', () => {
    const doubts = ['a', 'b', 'c', 'd', 'e', 'f'].map((value) => told(value, 0.1));
    expect(values(receiving([seen('shelf', 0), ...doubts]).entry).contested).toEqual(['c', 'd', 'e', 'f']);
  });
});

describe('what one sees oneself', () => {
  it('replaces any belief, however dimly it is seen and however biased one is', () => {
    const stubborn = trusting(1, { biases: { confirmation: 1, anchoring: 1 } });
    const { entry, outcome } = receiving([told('shelf', 1), seen('trunk', 1, 0.4)], stubborn);
    expect(outcome).toBe('replaced');
    expect(entry.active).toMatchObject({ value: 'trunk', base: 0.2, source: 'self' });
  });

  it('again is known afresh, and confirmed', () => {
    const { entry } = receiving([seen('shelf', 0), seen('shelf', 5 * HOUR)]);
    expect(entry.active).toMatchObject({ acquiredAt: 5 * HOUR, confirmations: 1 });
    expect(entry.since).toBe(0);
  });

  it('dimly does not blur what was seen well', () => {
    const { entry } = receiving([seen('shelf', 0), seen('shelf', 60, 0.4)]);
    expect(entry.active).toMatchObject({ base: 1, acquiredAt: 0, confirmations: 1 });
  });

  it('twice at the same moment is seen once', () => {
    expect(receiving([seen('shelf', 0), seen('shelf', 0)]).outcome).toBe('known');
  });

  it('bears out a telling, and the next look does not do so again', () => {
    const once = receiving([told('shelf', 0.7), seen('shelf', 1, 0.4)]);
    expect(once.judged).toEqual([{ source: 'ben', confirmed: true }]);
    expect(receive(once.entry, seen('shelf', 2, 0.4), stranger).judged).toEqual([]);
  });

  it('refutes a telling, and those that were doubted with it', () => {
    const { judged, entry } = receiving([
      told('shelf', 0.8),
      told('trunk', 0.1, { source: 'cem' }),
      told('sill', 0.1, { source: 'dot' }),
      seen('trunk', 1),
    ]);
    expect(judged).toEqual([
      { source: 'ben', confirmed: false },
      { source: 'cem', confirmed: true },
      { source: 'dot', confirmed: false },
    ]);
    expect(values(entry)).toEqual({ active: 'trunk', contested: [], past: ['shelf'] });
  });

  it('change says nothing about how things were', () => {
    const { judged } = receiving([told('shelf', 0.8), { ...seen('trunk', 1), change: true }]);
    expect(judged).toEqual([]);
  });
});

describe('trust in a teller', () => {
  it('grows by a tenth of what it lacks, and falls by a fifth of what there is', () => {
    expect(judgedTrust(0.5, true)).toBe(0.55);
    expect(judgedTrust(0.5, false)).toBe(0.4);
  });
});

describe('an expectation', () => {
  it.each([
    ['social', 0.6, 0.048],
    ['spatial', 0.6, 0.06],
    ['tactical', 1, 0.09],
    ['environmental', 1, 0.08],
    ['emotional', 1, 0.06],
    ['temporal', 1, 0.1],
    ['resource', 1, 0.1],
  ] as const)('of the %s kind grows with reliability %d by %d', (category, reliability, gain) => {
    expect(hypothesisGain(category, reliability)).toBeCloseTo(gain, 9);
  });
});

describe('whatever is received', () => {
  const anyReceipt = fc
    .record({
      value: fc.constantFrom('shelf', 'trunk', 'sill'),
      reliability: fc.double({ min: 0, max: 1, noNaN: true }),
      source: fc.constantFrom('self', 'ben', 'cem'),
      step: fc.integer({ min: 0, max: 2 * HOUR }),
    })
    .map(({ value, reliability, source, step }) => ({ value, reliability, source, step }));

  it('there is one belief, no doubt equals it, and bounds are kept', () => {
    fc.assert(
      fc.property(fc.array(anyReceipt, { minLength: 1, maxLength: 40 }), (items) => {
        let time = 0;
        let entry: BeliefEntry | undefined;
        for (const { value, reliability, source, step } of items) {
          time += step;
          const receipt =
            source === 'self'
              ? seen(value, time, reliability)
              : told(value, reliability, { source, time, eventId: `t${time}` });
          const before = JSON.stringify(entry);
          const reception = receive(entry, receipt, stranger);
          expect(JSON.stringify(entry)).toBe(before);
          entry = reception.entry;
          if (source === 'self') expect(entry.active.value).toBe(value);
          expect(values(entry).contested).not.toContain(entry.active.value);
          expect(entry.contested?.length ?? 0).toBeLessThanOrEqual(4);
          expect(entry.past?.length ?? 0).toBeLessThanOrEqual(9);
          expect(entry.active.provenance.length).toBeLessThanOrEqual(4);
          const now = reliabilityAt(entry.active, time);
          expect(now).toBeGreaterThanOrEqual(0);
          expect(now).toBeLessThanOrEqual(1);
        }
        expect(entry?.past?.[0]?.[0] ?? entry?.active.value).toBe(items[0]?.value);
      }),
    );
  });

  it('a surer telling never fares worse', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (incumbent, a, b) => {
          const [low, high] = a < b ? [a, b] : [b, a];
          const wins = (reliability: number) =>
            receiving([told('shelf', incumbent), told('trunk', reliability)]).outcome === 'replaced';
          expect(!wins(low) || wins(high)).toBe(true);
        },
      ),
    );
  });
});
