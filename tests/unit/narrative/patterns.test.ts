import { describe, expect, it } from 'vitest';
import { viewOf } from '../../../src/narrative/causal-view.js';
import { findPatterns } from '../../../src/narrative/patterns.js';
import type { StoryThread } from '../../../src/narrative/threads.js';
import type { StoryEvent } from '../../../src/simulation/types.js';
import { eventOf, graphOf } from './events.js';

function kindsOf(events: readonly StoryEvent[], eventId: string): string[] {
  const graph = graphOf(events);
  return findPatterns(viewOf(graph), graph.nodes, []).flatMap((pattern) =>
    pattern.kind !== 'parallel' && pattern.eventId === eventId ? [pattern.kind] : [],
  );
}

const pier = { locationId: 'pier' };
/** c refuses what a has just accepted, after b has looked on. */
const QUARREL = [
  eventOf(1, { ...pier, agentId: 'b', type: 'observe' }),
  eventOf(2, { ...pier, agentId: 'a', type: 'accept' }),
  eventOf(3, { ...pier, agentId: 'c', type: 'reject' }),
];

describe('patterns', () => {
  it('see a conflict where more than one event leads to what contradicts one of them', () => {
    expect(kindsOf(QUARREL, 'e3')).toContain('conflict');
    expect(kindsOf(QUARREL.slice(1), 'e3')).not.toContain('conflict');
  });

  it('see a resolution in help that a conflict led to, unless it fails', () => {
    const help = { ...pier, agentId: 'b', type: 'interact', verb: 'help', participants: ['d'] };
    expect(kindsOf([...QUARREL, eventOf(4, help)], 'e4')).toContain('resolution');
    expect(kindsOf([...QUARREL, eventOf(4, { ...help, outcome: 'failure' })], 'e4')).not.toContain(
      'resolution',
    );
    expect(kindsOf([eventOf(4, help)], 'e4')).toEqual([]);
  });

  it('see a resolution three edges after the conflict, and none after a fourth', () => {
    const walk = ['mill', 'quay', 'yard'].flatMap((place, index) => [
      eventOf(4 + index, { agentId: 'c', locationId: place, time: 4000 + 3000 * index }),
    ]);
    const peace = (seq: number, time: number) =>
      eventOf(seq, { agentId: 'c', locationId: 'yard', type: 'agree', time });
    expect(kindsOf([...QUARREL, ...walk.slice(0, 2), peace(6, 10000)], 'e6')).toContain('resolution');
    expect(kindsOf([...QUARREL, ...walk, peace(7, 13000)], 'e7')).not.toContain('resolution');
  });

  it('see the source of what somebody does to one who had part in it', () => {
    const blow = eventOf(1, { ...pier, agentId: 'a', participants: ['b'], type: 'attack' });
    const answer = eventOf(2, { ...pier, agentId: 'b', participants: ['a'], type: 'attack' });
    expect(kindsOf([blow, answer], 'e1')).toEqual(['catalyst_source']);
    expect(kindsOf([blow, answer], 'e2')).toEqual([]);
  });

  it('see a convergence of three or more events of at least two agents', () => {
    const at = (seq: number, agentId: string) => eventOf(seq, { ...pier, agentId });
    expect(kindsOf([at(1, 'a'), at(2, 'b'), at(3, 'a'), at(4, 'c')], 'e4')).toEqual(['convergence']);
    expect(kindsOf([at(1, 'a'), at(2, 'a'), at(3, 'a'), at(4, 'c')], 'e4')).toEqual([]);
    expect(kindsOf([at(2, 'b'), at(3, 'a'), at(4, 'c')], 'e4')).toEqual([]);
  });

  it('see parallel threads: active, of three events or more, without common people or places', () => {
    const thread = (id: string, change: Partial<StoryThread> = {}): StoryThread => ({
      id,
      status: 'active',
      events: 3,
      firstTurn: 1,
      lastTurn: 3,
      lastSeq: 1,
      weight: 2,
      agents: [`agent-${id}`],
      places: [`place-${id}`],
      types: ['move'],
      recent: [],
      ...change,
    });
    const none = viewOf(graphOf([]));
    const find = (...threads: StoryThread[]) => findPatterns(none, [], threads);
    expect(find(thread('x'), thread('y'))).toEqual([{ kind: 'parallel', threads: ['x', 'y'] }]);
    expect(find(thread('x'), thread('y', { events: 2 }))).toEqual([]);
    expect(find(thread('x'), thread('y', { status: 'dormant' }))).toEqual([]);
    expect(find(thread('x'), thread('y', { agents: ['agent-x'] }))).toEqual([]);
    expect(find(thread('x'), thread('y', { places: ['place-x'] }))).toEqual([]);
  });
});
