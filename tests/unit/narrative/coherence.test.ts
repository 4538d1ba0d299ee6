import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draftCoherence, plausibility, turnScore, type Verdict } from '../../../src/narrative/coherence.js';
import { type CoherenceLedger, openLedger } from '../../../src/narrative/coherence-ledger.js';
import type { StoryEvent } from '../../../src/simulation/types.js';
import { type EventSketch, eventOf } from './events.js';

const PLACES = {
  pier: { connections: ['quay'] },
  quay: { connections: ['pier', 'mill'] },
  mill: { connections: ['quay'] },
  rock: { connections: [] },
};

/** Judges events in their order: what stands of them with the moves that they needed, and what was found fault with. */
function check(events: readonly StoryEvent[], ledger: CoherenceLedger = openLedger({ a: 'pier' }, 0)) {
  const draft = draftCoherence({ ledger, now: 5000, places: PLACES });
  const log: (Verdict & { eventId: string })[] = [];
  const confidence = new Map<string, number>();
  const standing = events.flatMap((event): StoryEvent[] => {
    const verdict = draft.judge(event);
    confidence.set(event.eventId, verdict.confidence);
    if (verdict.issues.length > 0) log.push({ ...verdict, eventId: event.eventId });
    const moves = verdict.corrections.filter((each) => each.kind === 'insert_move');
    return verdict.event === undefined
      ? []
      : [...moves.map((move) => moveBefore(event, move)), verdict.event];
  });
  return { events: standing, log, confidence, ledger: draft.seal() };
}

function moveBefore(event: StoryEvent, { persona, from, to }: { persona: string; from: string; to: string }) {
  const effects = [{ kind: 'move', persona, to }];
  const move = eventOf(event.seq, { type: 'move', agentId: persona, locationId: from, effects });
  return { ...move, eventId: `${event.eventId}-move`, time: event.time };
}

const byA = (seq: number, sketch: EventSketch = {}) =>
  eventOf(seq, { agentId: 'a', locationId: 'pier', ...sketch });
const kinds = (events: readonly StoryEvent[]) =>
  check(events).log.map(({ eventId, issues }) => `${eventId} ${issues.map(({ kind }) => kind).join(' ')}`);

describe('coherence', () => {
  it('has nothing to say of what fits', () => {
    const checked = check([byA(1), byA(2, { type: 'search' })]);
    expect(checked.log).toEqual([]);
    expect(checked.events.map(({ confidence }) => confidence)).toEqual([1, 1]);
  });

  it('lets somebody who moves be elsewhere a moment later', () => {
    const effects = [{ kind: 'move', persona: 'a', to: 'quay' }];
    expect(
      kinds([
        byA(1, { type: 'move', effects }),
        byA(2, { type: 'arrival', locationId: 'quay' }),
        byA(3, { locationId: 'quay' }),
      ]),
    ).toEqual([]);
  });

  it('sees where others were taken', () => {
    const effects = [{ kind: 'move', persona: 'a', to: 'mill' }];
    expect(kinds([eventOf(1, { agentId: 'b', effects }), byA(2, { locationId: 'mill' })])).toEqual([]);
  });

  it('sees nobody in two places within a minute', () => {
    expect(kinds([byA(1), byA(2, { locationId: 'quay', time: 1065 })])).toEqual([
      'e2 two_places unexplained_move',
    ]);
    expect(kinds([byA(1), byA(2, { locationId: 'quay', time: 1066 })])).toEqual(['e2 unexplained_move']);
  });

  it('asks how somebody left the place where it started', () => {
    expect(kinds([byA(1, { locationId: 'quay' })])).toEqual(['e1 unexplained_move']);
  });

  it('puts a move before a jump to where a way leads', () => {
    const { events, log } = check([byA(1), byA(2, { locationId: 'mill', time: 2000, weight: 0.7 })]);
    expect(log[0]?.corrections).toEqual([{ kind: 'insert_move', persona: 'a', from: 'pier', to: 'mill' }]);
    expect(events.map(({ eventId, type, confidence }) => [eventId, type, confidence])).toEqual([
      ['e1', 'observe', 1],
      ['e2-move', 'move', 1],
      ['e2', 'observe', 0.72],
    ]);
  });

  it('drops what happened where no way leads, and goes on from where one was', () => {
    const { events, confidence } = check([byA(1), byA(2, { locationId: 'rock', time: 2000 }), byA(3)]);
    expect(events.map(({ eventId }) => eventId)).toEqual(['e1', 'e3']);
    expect(confidence.get('e2')).toBe(0.72);
    expect(confidence.get('e3')).toBe(1);
  });

  it('drops what has yet to happen and what comes too late', () => {
    const batch = [byA(1, { time: 2000 }), byA(2, { time: 1999 }), byA(3, { time: 5001 })];
    expect(kinds(batch)).toEqual(['e2 in_past', 'e3 in_future']);
    expect(check(batch).events.map(({ eventId }) => eventId)).toEqual(['e1']);
  });

  it('makes what lacks a requirement fail', () => {
    const { events, log } = check([
      byA(1, { type: 'use_item', requires: ['key'], provides: ['light'], effects: [{ kind: 'open' }] }),
      byA(2, { requires: ['light'] }),
    ]);
    expect(log.map(({ issues }) => issues)).toEqual([
      [{ kind: 'missing_requirement', requirement: 'key' }],
      [{ kind: 'missing_requirement', requirement: 'light' }],
    ]);
    expect(events[0]).toMatchObject({ outcome: 'failure', effects: [], provides: [], confidence: 0.72 });
  });

  it('finds requirements among the types, words and gifts of earlier events', () => {
    const earlier = [byA(1, { type: 'search', verb: 'comb', provides: ['key'] })];
    const { ledger } = check(earlier);
    const later = (requirement: string) =>
      check([byA(2, { requires: [requirement] })], JSON.parse(JSON.stringify(ledger))).log;
    for (const requirement of ['search', 'comb', 'key']) expect(later(requirement), requirement).toEqual([]);
    for (const requirement of ['constructor', '__proto__', 'comb-1']) {
      expect(later(requirement), requirement).toHaveLength(1);
    }
  });

  it('knows users who are called after what every object has', () => {
    const ledger = openLedger({}, 0);
    const event = eventOf(1, { agentId: 'constructor', locationId: 'pier', provides: ['__proto__'] });
    const after = check([event], ledger);
    expect(after.log).toEqual([]);
    expect(check([eventOf(2, { requires: ['__proto__'] })], after.ledger).log).toEqual([]);
  });

  it('believes an event .2 less for each issue: three leave .4', () => {
    expect([0, 1, 3, 5, 7].map(plausibility)).toEqual([1, 0.8, 0.4, 0, 0]);
    const three = [byA(1), byA(2, { locationId: 'quay', requires: ['key'] })];
    const { log, events } = check(three);
    expect(log[0]?.issues).toHaveLength(3);
    expect(log[0]?.corrections.map(({ kind }) => kind)).toEqual(['insert_move', 'fail']);
    // A tenth less for the correction.
    expect(events.at(-1)?.confidence).toBe(0.36);
  });

  it('never believes an event more than it was believed before', () => {
    expect(check([byA(1, { confidence: 0.3 })]).events[0]?.confidence).toBe(0.3);
  });

  it('leaves its ledger as it is', () => {
    const ledger = openLedger({ a: 'pier' }, 0);
    const draft = draftCoherence({ ledger, now: 5000, places: PLACES });
    draft.judge(byA(1, { provides: ['key'] }));
    draft.seal();
    expect(ledger).toEqual({ latest: 0, positions: { a: { place: 'pier' } }, held: {} });
  });

  it('finds nothing more in what it has corrected', () => {
    const sketch = fc.record({
      agentId: fc.constantFrom('a', 'b'),
      locationId: fc.constantFrom('pier', 'quay', 'mill', 'rock'),
      time: fc.nat(6000),
      requires: fc.subarray(['key']),
      provides: fc.subarray(['key']),
    });
    fc.assert(
      fc.property(fc.array(sketch, { maxLength: 12 }), (sketches) => {
        const events = sketches.map((each, index) => eventOf(index + 1, each));
        const once = check(events);
        const failed = once.events.map((event) =>
          event.outcome === 'failure' ? { ...event, requires: [] } : event,
        );
        expect(check(failed).log).toEqual([]);
        for (const { confidence } of once.events) {
          expect(confidence).toBeGreaterThanOrEqual(0);
          expect(confidence).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe("a turn's coherence", () => {
  it('is .6 of the mean confidence, .2 of the events with a cause and .2 of those in a thread', () => {
    expect(turnScore([1, 1, 0.72, 0.4], 2, 3)).toBe(0.718);
    expect(turnScore([1, 1], 2, 2)).toBe(1);
    expect(turnScore([], 0, 0)).toBe(1);
  });
});
