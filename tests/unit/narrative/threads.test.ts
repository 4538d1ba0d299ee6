import { describe, expect, it } from 'vitest';
import type { CausalEdge } from '../../../src/narrative/causal-edges.js';
import { draftThreads, openThreads, type StoryThread, THREADS_KEPT } from '../../../src/narrative/threads.js';
import { type EventSketch, eventOf } from './events.js';

const edge = (from: string, to: string): CausalEdge => ({
  from,
  to,
  type: 'enabler',
  strength: 0.5,
  confidence: 1,
  delayTurns: 0,
});
const opening = (seq: number, sketch: EventSketch) => eventOf(seq, { weight: 0.7, ...sketch });

/** Two threads: a talks on the pier, b searches the mill. */
function twoThreads() {
  const draft = draftThreads([]);
  draft.addEvent(opening(1, { agentId: 'a', locationId: 'pier', type: 'communicate' }), []);
  draft.addEvent(opening(2, { agentId: 'b', locationId: 'mill', type: 'search' }), []);
  return draft;
}

describe('threads', () => {
  it('begin with an event that weighs more than .5', () => {
    const draft = draftThreads([]);
    expect(draft.addEvent(eventOf(1, { weight: 0.5 }), [])).toBeUndefined();
    expect(draft.addEvent(eventOf(2, { weight: 0.6 }), [])).toBe('e2');
  });

  it('are joined by two matches of place, agent and type', () => {
    const draft = twoThreads();
    expect(draft.addEvent(eventOf(3, { agentId: 'a', locationId: 'pier' }), [])).toBe('e1');
    expect(draft.addEvent(eventOf(4, { agentId: 'b', type: 'search' }), [])).toBe('e2');
    expect(draft.addEvent(eventOf(5, { agentId: 'b', locationId: 'quay' }), [])).toBeUndefined();
  });

  it('are joined by a causal edge alone', () => {
    expect(twoThreads().addEvent(eventOf(3, { agentId: 'c' }), [edge('e1', 'e3')])).toBe('e1');
  });

  it('win by the most matches, and the latest among equals', () => {
    const event = { agentId: 'a', locationId: 'pier', type: 'search' };
    expect(twoThreads().addEvent(eventOf(3, event), [])).toBe('e1');
    expect(twoThreads().addEvent(eventOf(3, event), [edge('e2', 'e3')])).toBe('e2');
    const even = { agentId: 'a', locationId: 'mill', type: 'attack' };
    expect(twoThreads().addEvent(eventOf(3, even), [edge('e1', 'e3'), edge('e2', 'e3')])).toBe('e2');
  });

  it('fall asleep after eight turns without an event, and are joined no more', () => {
    const opened = twoThreads().seal(1);
    const later = draftThreads(opened);
    later.addEvent(eventOf(1, { eventId: 'x', turn: 8, agentId: 'a', locationId: 'pier' }), []);
    expect(later.seal(8).map(({ status }) => status)).toEqual(['active', 'active']);
    const after = later.seal(9);
    expect(after.map(({ id, status }) => [id, status])).toEqual([
      ['e2', 'dormant'],
      ['e1', 'active'],
    ]);
    expect(draftThreads(after).addEvent(eventOf(3, { agentId: 'b', type: 'search' }), [])).toBeUndefined();
    expect(openThreads(after).map(({ id }) => id)).toEqual(['e1']);
  });

  it('go to the closing by weight', () => {
    const draft = twoThreads();
    draft.addEvent(eventOf(3, { agentId: 'b', locationId: 'mill', weight: 0.1 }), []);
    expect(openThreads(draft.seal(1)).map(({ id, weight, events }) => [id, weight, events])).toEqual([
      ['e2', 0.8, 2],
      ['e1', 0.7, 1],
    ]);
  });

  it(`are ${THREADS_KEPT} at most and stay small, the longest dormant going first`, () => {
    let threads: readonly StoryThread[] = [];
    for (let turn = 1; turn <= 100; turn += 1) {
      const draft = draftThreads(threads);
      draft.addEvent(
        opening(1, { eventId: `t${turn}`, turn, agentId: `p${turn}`, locationId: `l${turn}` }),
        [],
      );
      threads = draft.seal(turn);
    }
    expect(threads).toHaveLength(THREADS_KEPT);
    expect(threads.at(-1)?.id).toBe('t100');
    expect(threads[0]?.id).toBe('t37');
    expect(threads.filter(({ status }) => status === 'active')).toHaveLength(8);
    const long = draftThreads([]);
    for (let seq = 1; seq <= 200; seq += 1) {
      long.addEvent(opening(seq, { agentId: `p${seq}`, locationId: 'pier', type: 'search' }), []);
    }
    const [thread] = long.seal(1);
    expect([thread?.events, thread?.agents.length, thread?.recent.length]).toEqual([200, 16, 32]);
  });

  it('leave those they were opened over as they are', () => {
    const opened = twoThreads().seal(1);
    const copy = structuredClone(opened);
    const draft = draftThreads(opened);
    draft.addEvent(eventOf(3, { agentId: 'a', locationId: 'pier' }), []);
    draft.seal(20);
    expect(opened).toEqual(copy);
  });
});
