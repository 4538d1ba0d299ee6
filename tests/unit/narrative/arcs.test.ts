import { describe, expect, it } from 'vitest';
import { advanceArcs, stageOf } from '../../../src/narrative/arcs.js';
import { eventOf } from './events.js';

const deeds = (...verbs: string[]) => verbs.map((verb, index) => eventOf(index + 1, { agentId: 'a', verb }));
const stageAfter = (...verbs: string[]) => advanceArcs({}, deeds(...verbs)).a?.stage;

describe('arcs', () => {
  it('are of the stage that an event belongs to by its words', () => {
    const stage = (type: string, verb: string) => stageOf(eventOf(1, { type, verb }));
    expect(stage('communicate', 'confront')).toBe('conflict');
    expect(stage('communicate', 'negotiate')).toBe('social');
    expect(stage('discovery', 'discover')).toBe('learning');
    expect(stage('move', 'move')).toBe('exploration');
  });

  it('are worked out after every fifth event', () => {
    const four = ['attack', 'move', 'move', 'move'];
    expect(stageAfter(...four)).toBe('exploration');
    expect(stageAfter(...four, 'move')).toBe('conflict');
  });

  it('put conflict before company, company before learning, learning before exploration', () => {
    const arc = (first: string, second: string) =>
      advanceArcs(
        {},
        [first, second, 'move', 'move', 'move'].map((type, index) =>
          eventOf(index + 1, { agentId: 'a', type }),
        ),
      ).a?.stage;
    expect(arc('help', 'attack')).toBe('conflict');
    expect(arc('search', 'help')).toBe('social');
    expect(arc('move', 'search')).toBe('learning');
    expect(arc('move', 'move')).toBe('exploration');
  });

  it('count five anew each time and go on over the turns', () => {
    const talk = (seq: number, type: string) => eventOf(seq, { agentId: 'a', type });
    const first = advanceArcs(
      {},
      [1, 2, 3, 4].map((seq) => talk(seq, 'attack')),
    );
    const second = advanceArcs(JSON.parse(JSON.stringify(first)), [talk(5, 'help')]);
    expect(second.a).toEqual({ stage: 'conflict', since: [] });
    const third = advanceArcs(
      second,
      [6, 7, 8, 9, 10].map((seq) => talk(seq, 'help')),
    );
    expect(third.a?.stage).toBe('social');
  });

  it('count an event for those it was done to, and what nobody did for no one', () => {
    const blow = eventOf(1, { agentId: 'a', participants: ['constructor', 'a'], type: 'attack' });
    const arcs = advanceArcs({}, [blow, eventOf(2, { type: 'complication', participants: ['a'] })]);
    expect(arcs).toEqual({
      a: { stage: 'exploration', since: ['conflict'] },
      constructor: { stage: 'exploration', since: ['conflict'] },
    });
  });
});
