import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edgeBetween, strengthBetween, typeBetween } from '../../../src/narrative/causal-edges.js';
import { nodeOf, wordsOf } from '../../../src/narrative/causal-event.js';
import { type EventSketch, eventOf } from './events.js';

const between = (cause: EventSketch, effect: EventSketch) =>
  [nodeOf(eventOf(1, { time: 0, ...cause })), nodeOf(eventOf(2, { time: 0, ...effect }))] as const;

const strength = (cause: EventSketch, effect: EventSketch) => strengthBetween(...between(cause, effect));
const type = (cause: EventSketch, effect: EventSketch) => typeBetween(...between(cause, effect));

describe('the strength of a link', () => {
  it('is .675 when b accepts on the same pier, after a quarter of an hour, what a offered b', () => {
    const [offer, accept] = between(
      { type: 'offer', agentId: 'a', participants: ['b'], locationId: 'pier', time: 0 },
      { type: 'accept', agentId: 'b', locationId: 'pier', time: 900 },
    );
    expect(edgeBetween(offer, accept)).toEqual({
      from: 'e1',
      to: 'e2',
      type: 'indirect_cause',
      strength: 0.675,
      confidence: 1,
      delayTurns: 0,
    });
  });

  it('counts the same agent .4, and .1 as somebody who has part in both', () => {
    expect(strength({ agentId: 'a' }, { agentId: 'a' })).toBe(0.5);
  });

  it('counts the same place .3, and two unknown places as different', () => {
    expect(strength({ locationId: 'pier' }, { locationId: 'pier' })).toBe(0.3);
    expect(strength({}, {})).toBe(0);
  });

  it('counts everyone who has part in both .1, once each', () => {
    const cause = { agentId: 'a', participants: ['b', 'c'] };
    expect(strength(cause, { agentId: 'b', participants: ['b', 'c', 'd'] })).toBe(0.2);
  });

  it('counts what follows within the hour, up to .1, and neither the same moment nor later than that', () => {
    expect(strength({}, { time: 0 })).toBe(0);
    expect(strength({}, { time: 1 })).toBe(0.099972);
    expect(strength({}, { time: 3600 })).toBe(0);
    expect(strength({}, { time: 1800 })).toBe(0.05);
    expect(strength({}, { time: 3601 })).toBe(0);
  });

  it('is 1 at most', () => {
    const cause = { type: 'move', agentId: 'a', participants: ['b', 'c', 'd'], locationId: 'pier' };
    expect(strength(cause, { ...cause, type: 'arrive', time: 1 })).toBe(1);
  });

  it('sees a logical pair in whole words of the type or the verb', () => {
    expect(strength({ type: 'attack' }, { type: 'defend' })).toBe(0.2);
    expect(strength({ type: 'communicate', verb: 'confront' }, { type: 'communicate', verb: 'admit' })).toBe(
      0.2,
    );
    expect(strength({ type: 'make_offer' }, { type: 'accept' })).toBe(0.2);
    expect(strength({ type: 'counterattack' }, { type: 'defend' })).toBe(0);
    expect(strength({ type: 'defend' }, { type: 'attack' })).toBe(0);
    for (const [cause, effect] of [
      ['question', 'answer'],
      ['offer', 'reject'],
      ['move', 'arrive'],
      ['search', 'discover'],
      ['negotiate', 'agree'],
      ['negotiate', 'disagree'],
    ] as const) {
      expect(strength({ type: cause }, { type: effect }), `${cause} > ${effect}`).toBe(0.2);
    }
  });

  it('makes no edge at .3 or less', () => {
    expect(edgeBetween(...between({ locationId: 'pier' }, { locationId: 'pier' }))).toBeUndefined();
    expect(edgeBetween(...between({ locationId: 'pier' }, { locationId: 'pier', time: 1 }))?.strength).toBe(
      0.399972,
    );
  });

  it('lies between 0 and 1 whatever the events', () => {
    const people = fc.array(fc.constantFrom('a', 'b', 'c', 'constructor'), { maxLength: 4 });
    const sketch = fc.record({
      type: fc.constantFrom('attack', 'defend', 'offer', 'accept', 'constructor', '__proto__'),
      agentId: fc.constantFrom('a', 'b', 'constructor'),
      participants: people,
      locationId: fc.constantFrom('pier', 'mill'),
      time: fc.nat(5000),
    });
    fc.assert(
      fc.property(sketch, sketch, (cause, effect) => {
        const value = strength(cause, effect);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        const reordered = { ...effect, participants: [...effect.participants].reverse() };
        expect(strength(cause, reordered)).toBe(value);
      }),
    );
  });
});

describe('the type of a link', () => {
  it('is direct for the same agent, before anything else', () => {
    expect(type({ agentId: 'a', type: 'attack' }, { agentId: 'a', type: 'help', participants: ['a'] })).toBe(
      'direct_cause',
    );
  });

  it('is a catalyst when the effect is done to somebody who had part in the cause', () => {
    expect(type({ agentId: 'a' }, { agentId: 'b', participants: ['a'] })).toBe('catalyst');
    expect(type({ agentId: 'a', participants: ['c'] }, { agentId: 'b', participants: ['c'] })).toBe(
      'catalyst',
    );
  });

  it('is a contradiction for pairs that undo each other, in either order', () => {
    expect(type({ agentId: 'a', type: 'accept' }, { agentId: 'b', type: 'reject' })).toBe('contradiction');
    expect(type({ agentId: 'a', type: 'reject' }, { agentId: 'b', type: 'accept' })).toBe('contradiction');
  });

  it('is an enabler for pairs of which one makes the other possible', () => {
    expect(type({ agentId: 'a', type: 'discover' }, { agentId: 'b', type: 'use_item' })).toBe('enabler');
    expect(type({ agentId: 'a', type: 'use' }, { agentId: 'b', type: 'discover' })).toBe('indirect_cause');
  });
});

describe('the confidence of a link', () => {
  it("is the lower of both events'", () => {
    const [cause, effect] = between({ agentId: 'a', confidence: 0.8 }, { agentId: 'a', confidence: 0.6 });
    expect(edgeBetween(cause, effect)?.confidence).toBe(0.6);
  });
});

describe('the words of an event', () => {
  it('are those of its type and verb, a name with a meaning of its own being one', () => {
    expect(wordsOf({ type: 'communicate', verb: 'call_for_help' })).toEqual(['communicate', 'call_for_help']);
    expect(wordsOf({ type: 'Use-item' })).toEqual(['use', 'item']);
  });
});
