import { describe, expect, it } from 'vitest';
import type { CausalEdge } from '../../../src/narrative/causal-edges.js';
import {
  causesAfter,
  causesOf,
  type ToldCause,
  unsettledOf,
} from '../../../src/simulation/chronicle-causes.js';
import type { ChronicleEvent } from '../../../src/simulation/model-data.js';
import type { TurnRecord } from '../../../src/simulation/record.js';

const NAMES = {
  person: (id: string) => `${id.charAt(0).toUpperCase()}${id.slice(1)}`,
  place: () => 'the yard',
};
const NOBODY = new Map<string, readonly string[]>();

function event(eventId: string, changes: Partial<ChronicleEvent>): ChronicleEvent {
  return {
    eventId,
    type: 'interact',
    verb: changes.type ?? 'open',
    time: 0,
    locationId: 'yard',
    outcome: 'success',
    intensity: 'normal',
    weight: 0.5,
    changes: [],
    ...changes,
  };
}

function edge(from: string, to: string, strength: number): CausalEdge {
  return { from, to, type: 'direct_cause', strength, confidence: 1, delayTurns: 1 };
}

function recordOf(turn: number, edges: readonly CausalEdge[]): Pick<TurnRecord, 'turn' | 'story'> {
  return {
    turn,
    story: { edges, loose: [], arcs: {}, open: [], coherence: { score: 1, corrected: [] } },
  };
}

const FOUND = event('e1', { type: 'discovery', actor: 'ada', detail: 'the rope was cut' });
const STUCK = event('e2', { verb: 'open', actor: 'ada', targetName: 'the chest', outcome: 'failure' });
const TOLD = event('e3', {
  type: 'communicate',
  actor: 'ada',
  targetPerson: 'ben',
  told: 'the rope was cut',
});
const ASKED = event('e4', {
  type: 'communicate',
  actor: 'ada',
  targetPerson: 'ben',
  dialogue: { text: 'Where were you?', to: ['ben'], volume: 'normal' },
});

function causes(...events: ChronicleEvent[]): readonly ToldCause[] {
  return causesAfter([], 1, events, NOBODY, NAMES);
}

describe('the clause of a cause', () => {
  it('says what had happened, by name', () => {
    expect(causes(FOUND, STUCK, TOLD, ASKED).map(({ text }) => text)).toEqual([
      'Ada had found that the rope was cut',
      'the chest had not opened for Ada',
      'Ada had told Ben that the rope was cut',
      'Ada had put a question to Ben',
    ]);
  });

  it('leaves out what would be too long or means something else later', () => {
    const long = { ...FOUND, detail: `${'a very long tale of '.repeat(6)}rope` };
    const bound = { ...FOUND, detail: 'somebody was here' };
    for (const { text } of causes(long, bound))
      expect(text).toBe('Ada had found something out about the yard');
  });

  it('is there for nothing that leads nowhere', () => {
    expect(
      causes(event('e5', { type: 'wait', actor: 'ada' }), event('e6', { type: 'observe', actor: 'ada' })),
    ).toEqual([]);
  });

  it('is kept for the latest 64 only', () => {
    const many = Array.from({ length: 80 }, (_, at) => ({ ...FOUND, eventId: `e${at}` }));
    const kept = causes(...many);
    expect(kept).toHaveLength(64);
    expect(kept.at(-1)?.eventId).toBe('e79');
  });
});

describe('the cause of an event', () => {
  const going = event('e9', { type: 'move', actor: 'ada', targetName: 'the pier' });

  it('is the strongest edge from something that makes a reason', () => {
    const known = causes(FOUND, STUCK);
    const of = causesOf(
      recordOf(2, [edge('e1', 'e9', 0.5), edge('e2', 'e9', 0.8)]),
      [going],
      known,
      undefined,
    );
    expect(of.get('e9')).toEqual({
      eventId: 'e2',
      type: 'direct_cause',
      turn: 1,
      text: 'the chest had not opened for Ada',
    });
  });

  it('is nothing that the one who acts knew nothing of', () => {
    const bens = { ...going, actor: 'ben' };
    const edges = [edge('e1', 'e9', 0.8)];
    expect(causesOf(recordOf(2, edges), [bens], causes(FOUND), undefined).size).toBe(0);
    const seen = causesAfter([], 1, [FOUND], new Map([['e1', ['ben']]]), NAMES);
    expect(causesOf(recordOf(2, edges), [bens], seen, undefined).size).toBe(1);
  });

  it('is nothing that the one whose view the story has knew nothing of', () => {
    const edges = [edge('e1', 'e9', 0.8)];
    expect(causesOf(recordOf(2, edges), [going], causes(FOUND), 'ben').size).toBe(0);
    expect(causesOf(recordOf(2, edges), [going], causes(FOUND), 'ada').size).toBe(1);
  });

  it('is not the step before in the same turn', () => {
    expect(causesOf(recordOf(1, [edge('e1', 'e9', 0.8)]), [going], causes(FOUND), undefined).size).toBe(0);
  });

  it('is there only where there is an edge', () => {
    expect(causesOf(recordOf(2, []), [going], causes(FOUND), undefined).size).toBe(0);
  });
});

describe('what a thread ends on', () => {
  const pair = { actor: 'ada', targetPerson: 'ben' } as const;
  const text = (...events: ChronicleEvent[]) =>
    unsettledOf(
      causes(...events),
      events.map(({ eventId }) => eventId),
      undefined,
    )?.text;

  it('is the latest of its events that leaves something to be settled', () => {
    const known = causes(FOUND, STUCK, TOLD);
    expect(unsettledOf(known, ['e1', 'e2', 'e3'], undefined)?.eventId).toBe('e2');
    expect(unsettledOf(known, ['e1'], undefined)).toBeUndefined();
    expect(unsettledOf(known, ['e2'], 'ben')).toBeUndefined();
  });

  it('is no talk that went well', () => {
    for (const verb of ['negotiate', 'plan', 'communicate'])
      expect(text(event('n', { type: 'communicate', verb, ...pair }))).toBeUndefined();
    expect(text(event('n', { type: 'communicate', verb: 'negotiate', outcome: 'failure', ...pair }))).toBe(
      'Ada had got nowhere with Ben',
    );
  });

  it('is nothing that was settled afterwards', () => {
    const accused = event('a', { type: 'communicate', verb: 'confront', ...pair });
    const owned = event('b', { type: 'communicate', verb: 'admit', actor: 'ben', targetPerson: 'ada' });
    const agreed = event('c', { type: 'agreement', actor: 'ben', targetPerson: 'ada' });
    const other = event('d', { type: 'agreement', actor: 'cid', targetPerson: 'ada' });
    expect(text(accused)).toBe('Ada had called Ben to account');
    expect(text(accused, other)).toBe('Ada had called Ben to account');
    expect(text(accused, owned)).toBeUndefined();
    expect(text(accused, agreed)).toBeUndefined();
  });

  it('is no thing that has been opened or mended since', () => {
    const opened = event('b', { verb: 'open', actor: 'ben', targetName: 'the chest' });
    expect(text(STUCK)).toBe('the chest had not opened for Ada');
    expect(text(STUCK, opened)).toBeUndefined();
  });
});
