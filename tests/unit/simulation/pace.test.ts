import { describe, expect, it } from 'vitest';
import { OfflineModel } from '../../../src/llm/offline/model.js';
import { EMPTY_GRAPH } from '../../../src/narrative/causal-graph.js';
import { openSimulation } from '../../../src/simulation/engine.js';
import { outlook, placeOfAction, quietOdds } from '../../../src/simulation/pace.js';
import { rng } from '../../../src/simulation/random.js';
import type { SimulationState } from '../../../src/simulation/state.js';
import { eventOf, graphOf } from '../narrative/events.js';
import { playAll, snapshotOf } from './stage.js';

const arc = (stage: 'conflict' | 'social' | 'learning' | 'exploration') => ({ stage, since: [] });

describe('the odds of a quiet turn', () => {
  it('are .4, more of people at odds and less of those who have got into nothing yet', () => {
    expect(quietOdds({ ada: arc('social'), ben: arc('learning') }, ['ada', 'ben'])).toBe(0.4);
    expect(quietOdds({ ada: arc('conflict'), ben: arc('conflict') }, ['ada', 'ben'])).toBe(0.6);
    expect(quietOdds({ ada: arc('conflict'), ben: arc('social') }, ['ada', 'ben'])).toBe(0.5);
    // Nothing has happened to Ben yet.
    expect(quietOdds({ ada: arc('social') }, ['ada', 'ben'])).toBe(0.3);
    expect(quietOdds({}, [])).toBe(0.4);
  });
});

/** A state in which these events have just happened. */
function storyAfter(
  events: Parameters<typeof graphOf>[0],
  threads: SimulationState['story']['threads'] = [],
) {
  const state = openSimulation(snapshotOf());
  const clock = events.at(-1)?.time ?? state.world.clock;
  const graph = events.length === 0 ? EMPTY_GRAPH : graphOf(events);
  return { ...state, world: { ...state.world, clock }, story: { ...state.story, graph, threads } };
}

describe('the outlook', () => {
  const waits = (state: SimulationState) =>
    Array.from({ length: 300 }, (_, seed) => outlook(state, rng(seed, 1, 'test', '')).waits).filter(Boolean)
      .length;

  it('of a story in which nothing has happened expects nothing and waits for nothing', () => {
    expect(outlook(storyAfter([]), rng(1, 1, 'test', ''))).toEqual({ expected: [], waits: false });
  });

  it('after blows that lead to blows makes the world wait, about as often as more of them are likely', () => {
    const brawl = storyAfter(
      [1, 2, 3, 4, 5].map((seq) =>
        eventOf(seq, {
          type: 'attack',
          agentId: 'ada',
          participants: ['ben'],
          locationId: 'yard',
          weight: 0.9,
        }),
      ),
    );
    const [likeliest] = outlook(brawl, rng(1, 1, 'test', '')).expected;
    expect(likeliest?.type).toBe('attack');
    expect(waits(brawl) / 300).toBeGreaterThan((likeliest?.probability ?? 1) - 0.1);
  });

  it('after talk does not', () => {
    const talk = storyAfter(
      [1, 2, 3, 4, 5].map((seq) =>
        eventOf(seq, { type: 'communicate', agentId: 'ada', locationId: 'yard', weight: 0.7 }),
      ),
    );
    expect(outlook(talk, rng(1, 1, 'test', '')).expected[0]?.type).toBe('communicate');
    expect(waits(talk)).toBe(0);
  });
});

describe('the place of action', () => {
  it('is where the weightiest open strand last went on', () => {
    const thread = {
      id: 'e1',
      status: 'active',
      events: 3,
      firstTurn: 1,
      lastTurn: 1,
      lastSeq: 3,
      agents: ['ada'],
      types: ['search'],
      recent: [],
    } as const;
    const threads = [
      { ...thread, weight: 1, places: ['yard'] },
      { ...thread, id: 'e2', weight: 2, places: ['yard', 'mill'] },
      { ...thread, id: 'e3', status: 'dormant' as const, weight: 9, places: ['pier'] },
    ];
    expect(placeOfAction(storyAfter([], threads))).toBe('mill');
    expect(placeOfAction(storyAfter([]))).toBeUndefined();
  });
});

describe('the record of a turn', () => {
  it('tells its pace, everybody’s arc and the patterns; the last one what most turned on', async () => {
    const { records, states } = await playAll(snapshotOf({ turns: 6 }), new OfflineModel());
    for (const { pace, story } of records) {
      expect(pace?.quiet).toBeGreaterThanOrEqual(0.2);
      expect(pace?.quiet).toBeLessThanOrEqual(0.6);
      expect(Object.keys(story.arcs).length).toBeGreaterThan(0);
    }
    expect(records.some(({ story }) => (story.patterns ?? []).length > 0)).toBe(true);
    const last = records.at(-1)?.story;
    const nodes = states.at(-1)?.story.graph.nodes.map(({ id }) => id) ?? [];
    expect(last?.crucial?.length).toBeGreaterThan(0);
    for (const id of last?.crucial ?? []) expect(nodes).toContain(id);
    for (const { story } of records.slice(0, -1)) expect(story.crucial).toBeUndefined();
  });
});
