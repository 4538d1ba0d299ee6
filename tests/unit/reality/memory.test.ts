import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EMPTY_MEMORY,
  importanceOf,
  MEMORY_BOUND,
  type MemoryItem,
  type MemoryStore,
  remember,
} from '../../../src/reality/memory.js';
import { retrieve } from '../../../src/reality/recall.js';
import { recency } from '../../../src/reality/recency.js';

const nameOf = (id: string) => `the ${id}`;

function item(turn: number, seq: number, more: Partial<MemoryItem> = {}): MemoryItem {
  const id = `t${String(turn).padStart(4, '0')}-e${String(seq).padStart(3, '0')}`;
  return {
    id,
    time: turn * 600 + seq * 5,
    text: '',
    entities: [],
    importance: 2,
    kind: 'observation',
    ...more,
  };
}

function inTurn(store: MemoryStore, turn: number, ...items: MemoryItem[]): MemoryStore {
  return remember(store, items, { turn, self: 'ada', nameOf });
}

/** One item per turn. */
function turns(count: number, more: (turn: number) => Partial<MemoryItem> = () => ({})): MemoryStore {
  let store = EMPTY_MEMORY;
  for (let turn = 1; turn <= count; turn += 1) store = inTurn(store, turn, item(turn, 1, more(turn)));
  return store;
}

/** All that is remembered, oldest first. */
const memoriesOf = ({ pages }: MemoryStore): MemoryItem[] => pages.flat();
const ids = (items: readonly MemoryItem[]) => items.map(({ id }) => id);
const isPlain = ({ kind }: MemoryItem) => kind !== 'reflection';

describe('importance', () => {
  it('adds up what makes an event matter, and is 10 at most', () => {
    expect(importanceOf({})).toBe(2);
    expect(importanceOf({ isOwn: true, isHarm: true })).toBe(6);
    expect(importanceOf({ isDiscovery: true, isClose: true, isTriggered: true })).toBe(6);
    expect(
      importanceOf({ isOwn: true, isHarm: true, isDiscovery: true, isClose: true, isTriggered: true }),
    ).toBe(10);
  });

  it('of bad news grows with the negativity bias', () => {
    expect(importanceOf({ isOwn: true, isNegative: true, negativity: 0.5 })).toBe(5);
    expect(importanceOf({ isOwn: true, negativity: 0.5 })).toBe(4);
    expect(importanceOf({ isOwn: true, isNegative: true })).toBe(4);
  });
});

describe('remembering', () => {
  it('keeps items in order and texts short', () => {
    const store = inTurn(EMPTY_MEMORY, 1, item(1, 1), item(1, 2, { text: 'word '.repeat(60) }));
    expect(ids(memoriesOf(store))).toEqual(['t0001-e001', 't0001-e002']);
    expect(memoriesOf(store)[1]?.text.length).toBeLessThanOrEqual(160);
  });

  it('changes no store it was given, and shares the pages it did not write', () => {
    const before = turns(100);
    const bytes = JSON.stringify(before);
    const after = inTurn(before, 101, item(101, 1));
    expect(JSON.stringify(before)).toBe(bytes);
    expect(after.pages.slice(0, -1).every((page, p) => page === before.pages[p])).toBe(true);
  });

  it('comes back from JSON as it was', () => {
    const store = turns(100, () => ({ entities: ['lamp'], text: 'the lamp went out' }));
    const again = JSON.parse(JSON.stringify(store)) as MemoryStore;
    const cue = { turn: 101, entities: ['lamp'], text: 'who put the lamp out' };
    expect(retrieve(again, cue)).toEqual(retrieve(store, cue));
  });
});

describe('reflecting', () => {
  it('comes when importance reaches 60, on the three most frequent subjects, citing its sources', () => {
    const about = [['lamp', 'ben'], ['lamp', 'ada'], ['rope', 'lamp'], ['ben'], ['door'], ['door']];
    let store = EMPTY_MEMORY;
    about.forEach((entities, i) => {
      const text = `event ${i + 1}`;
      store = inTurn(store, i + 1, item(i + 1, 1, { importance: i === 1 ? 10 : 9, entities, text }));
    });
    expect(memoriesOf(store).every(isPlain)).toBe(true);
    store = inTurn(store, 7, item(7, 1, { importance: 5 }));
    expect(memoriesOf(store).filter((memory) => !isPlain(memory))).toEqual([
      {
        id: 't0007-e001-on-lamp',
        time: 4205,
        text: 'Much has turned on the lamp: event 2',
        entities: ['lamp'],
        importance: 8,
        kind: 'reflection',
        sources: ['t0001-e001', 't0002-e001', 't0003-e001'],
      },
      expect.objectContaining({ id: 't0007-e001-on-ben', sources: ['t0001-e001', 't0004-e001'] }),
      expect.objectContaining({ id: 't0007-e001-on-door', sources: ['t0005-e001', 't0006-e001'] }),
    ]);
    expect(store.unreflected).toBe(0);
  });

  it('starts afresh after each time', () => {
    const store = turns(12, (turn) => ({ importance: 10, entities: [turn <= 6 ? 'lamp' : 'rope'] }));
    const thoughts = memoriesOf(store).filter((memory) => !isPlain(memory));
    expect(thoughts.map(({ entities, sources }) => [entities[0], sources?.length])).toEqual([
      ['lamp', 6],
      ['rope', 6],
    ]);
  });

  it('is never on oneself', () => {
    const store = turns(6, () => ({ importance: 10, entities: ['ada'] }));
    expect(memoriesOf(store).every(isPlain)).toBe(true);
  });
});

describe('forgetting', () => {
  it('keeps 500 items, and loses the least important, longest not thought of', () => {
    let store = turns(498, () => ({ entities: ['ada'] }));
    store = inTurn(store, 498, item(498, 2, { importance: 1, entities: ['ada'] }));
    store = inTurn(store, 499, item(499, 1), item(499, 2), item(499, 3));
    expect(memoriesOf(store)).toHaveLength(MEMORY_BOUND);
    // 2*.995^498 = .165 and 2*.995^497 = .166 lie below 1*.995
    expect(ids(memoriesOf(store)).slice(0, 1)).toEqual(['t0003-e001']);
    expect(ids(memoriesOf(store))).toContain('t0498-e002');
  });

  it('spares what was thought of lately', () => {
    // 499 items and one reflection on the rope.
    let store = turns(499, (turn) => ({ entities: turn === 1 ? ['rope'] : [] }));
    store = retrieve(store, { turn: 499, entities: ['rope'], text: '' }).store;
    store = inTurn(store, 500, item(500, 1));
    expect(ids(memoriesOf(store)).slice(0, 2)).toEqual(['t0001-e001', 't0003-e001']);
  });

  it('takes reflections last', () => {
    const store = turns(900, () => ({ importance: 10, entities: ['lamp'] }));
    const thoughts = memoriesOf(store).filter((memory) => !isPlain(memory));
    expect(thoughts).toHaveLength(150);
    expect(memoriesOf(store)).toHaveLength(MEMORY_BOUND);
  });

  it('never holds more than the bound, whatever comes, in few pages and in order', () => {
    const batch = fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.array(batch, { minLength: 20, maxLength: 30 }), (batches) => {
        let store = EMPTY_MEMORY;
        batches.forEach((weights, t) => {
          const items = weights.map((importance, i) => item(t, i, { importance, entities: [`e${i % 7}`] }));
          store = inTurn(store, t, ...items);
        });
        const times = memoriesOf(store).map(({ time }) => time);
        expect(times.length).toBeLessThanOrEqual(MEMORY_BOUND);
        expect(times).toEqual([...times].sort((a, b) => a - b));
        expect(store.pages.length).toBeLessThanOrEqual(33);
        expect(store.lastAccess.map((page) => page.length)).toEqual(store.pages.map((page) => page.length));
      }),
      { numRuns: 20 },
    );
  });
});

describe('recency', () => {
  it('is .995 to the power of the turns', () => {
    expect(recency(0)).toBe(1);
    expect(recency(2)).toBe(0.990025);
    expect(recency(-1)).toBe(1);
    expect(recency(1e6)).toBe(recency(2047));
  });
});

describe('recalling', () => {
  const ask = { entities: [], text: '' };

  it('gives nothing from nothing', () => {
    expect(retrieve(EMPTY_MEMORY, { turn: 1, ...ask })).toEqual({ items: [], store: EMPTY_MEMORY });
  });

  it('gives the newest eight when all else is equal', () => {
    const { items } = retrieve(turns(20), { turn: 21, ...ask });
    expect(ids(items)).toEqual([20, 19, 18, 17, 16, 15, 14, 13].map((turn) => item(turn, 1).id));
  });

  it('weighs recency, importance and relevance alike', () => {
    // Turns 1..3, scaled recency 0, about .5, 1; importance 1, 0, 0; relevance 0, 1 (.6*1 of .6), 0.
    const store = turns(3, (turn) => ({
      importance: turn === 1 ? 6 : 2,
      entities: turn === 2 ? ['lamp'] : ['rope'],
    }));
    const { items } = retrieve(store, { turn: 4, entities: ['lamp'], text: '' });
    expect(ids(items)).toEqual(['t0002-e001', 't0003-e001', 't0001-e001']);
  });

  it('leans to the recent with the recency bias', () => {
    // Turns 2 and 3: .499 + 1 against 1 + 0; with the bias .998 + 1 against 2 + 0.
    const store = turns(3, (turn) => ({ importance: turn === 2 ? 10 : 2 }));
    const first = (recencyBias: number) => ids(retrieve(store, { turn: 4, ...ask, recencyBias }).items)[0];
    expect(first(0)).toBe('t0002-e001');
    expect(first(1)).toBe('t0003-e001');
  });

  it('knows words as well as entities', () => {
    const store = turns(2, (turn) => ({ text: turn === 1 ? 'the mirror broke' : 'rain all day' }));
    const { items } = retrieve(inTurn(store, 2, item(2, 2, { text: 'rain again' })), {
      turn: 2,
      entities: [],
      text: 'a mirror that broke',
    });
    // Relevance 1 against recency 1: the newer of the equals stands first among those of recency 1.
    expect(ids(items)).toEqual(['t0002-e002', 't0002-e001', 't0001-e001']);
  });

  it('finds old memories of what the moment is about, though many newer ones stand between', () => {
    const store = turns(300, (turn) => ({ entities: [turn === 3 ? 'constructor' : 'rope'] }));
    const { items } = retrieve(store, { turn: 301, entities: ['constructor'], text: '' });
    expect(ids(items)).toContain('t0003-e001');
  });

  it('looks at 64 candidates only, the newest', () => {
    const found = (weighty: number) => {
      const store = turns(100, (turn) => ({ entities: ['lamp'], importance: turn === weighty ? 9 : 1 }));
      const { items } = retrieve(store, { turn: 101, entities: ['lamp'], text: '' });
      return ids(items).includes(item(weighty, 1).id);
    };
    // A reflection is among the 64, so that turn 38 is the oldest.
    expect(found(38)).toBe(true);
    expect(found(37)).toBe(false);
  });

  it('marks what it gives as thought of now', () => {
    const store = turns(10);
    const { items, store: after } = retrieve(store, { turn: 30, ...ask });
    const touched = after.lastAccess.flat().filter((turn) => turn === 30);
    expect(touched).toHaveLength(items.length);
    expect(after.pages).toBe(store.pages);
    expect(store.lastAccess.flat()).not.toContain(30);
  });

  it('gives the highest sums of recency, importance and relevance among its candidates', () => {
    const memory = fc.record({
      importance: fc.integer({ min: 1, max: 10 }),
      entities: fc.uniqueArray(fc.constantFrom('lamp', 'rope', 'ben', 'shed'), { maxLength: 3 }),
    });
    const scaled = (values: readonly number[]) => {
      const [low, high] = [Math.min(...values), Math.max(...values)];
      return values.map((value) => (high === low ? 0.5 : (value - low) / (high - low)));
    };
    fc.assert(
      fc.property(fc.array(memory, { minLength: 1, maxLength: 110 }), (memories) => {
        let store = EMPTY_MEMORY;
        memories.forEach((more, i) => {
          store = inTurn(store, i, item(i, 1, more));
        });
        const about = ['ben', 'shed'];
        const shared = ({ entities }: MemoryItem) =>
          entities.filter((entity) => about.includes(entity)).length;
        const newest = memoriesOf(store).toReversed();
        const turnsBack = store.lastAccess.flat().toReversed();
        const candidates = newest
          .map((each, at) => ({ each, at }))
          .filter(({ each, at }) => at < 32 || shared(each) > 0)
          .slice(0, 64);
        const recent = scaled(candidates.map(({ at }) => recency(200 - (turnsBack[at] ?? 200))));
        const important = scaled(candidates.map(({ each }) => each.importance));
        const relevant = scaled(
          candidates.map(({ each }) => 0.6 * (shared(each) / Math.max(1, Math.min(each.entities.length, 2)))),
        );
        const best = candidates
          .map(({ each }, i) => ({
            each,
            score: (recent[i] ?? 0) + (important[i] ?? 0) + (relevant[i] ?? 0),
          }))
          .sort((a, b) => b.score - a.score)
          .slice(0, 8);
        const { items } = retrieve(store, { turn: 200, entities: about, text: '' });
        expect(ids(items)).toEqual(ids(best.map(({ each }) => each)));
      }),
    );
  });

  it('is the same whether or not the store was read as it grew and forgot', () => {
    const memory = fc.record({
      importance: fc.integer({ min: 1, max: 10 }),
      entities: fc.uniqueArray(fc.constantFrom('lamp', 'rope', 'ben', 'shed'), { maxLength: 3 }),
      text: fc.constantFrom('the lamp went out', 'ben took the rope', 'rain'),
    });
    const about = fc.record({
      entities: fc.uniqueArray(fc.constantFrom('lamp', 'ben', 'shed'), { maxLength: 2 }),
      text: fc.constantFrom('find the lamp', 'keep the rope dry'),
    });
    const round = fc.tuple(fc.array(memory, { minLength: 1, maxLength: 60 }), about);
    fc.assert(
      fc.property(fc.array(round, { minLength: 1, maxLength: 14 }), (rounds) => {
        let store = EMPTY_MEMORY;
        rounds.forEach(([memories, cue], turn) => {
          store = inTurn(store, turn, ...memories.map((more, i) => item(turn, i, more)));
          const unread = structuredClone(store);
          const recalled = retrieve(store, { turn, ...cue });
          expect(recalled).toEqual(retrieve(unread, { turn, ...cue }));
          store = recalled.store;
        });
      }),
      { numRuns: 40 },
    );
  });

  it('never gives more than eight, nor anything twice, and scores no NaN', () => {
    const memory = fc.record({
      importance: fc.integer({ min: 1, max: 10 }),
      entity: fc.constantFrom('lamp', 'rope', 'ben'),
      text: fc.constantFrom('', 'the lamp went out', 'ben took the rope'),
    });
    fc.assert(
      fc.property(fc.array(memory, { maxLength: 120 }), (memories) => {
        let store = EMPTY_MEMORY;
        memories.forEach(({ importance, entity, text }, i) => {
          store = inTurn(store, i, item(i, 1, { importance, entities: [entity], text }));
        });
        const { items } = retrieve(store, { turn: 200, entities: ['ben'], text: 'where is ben' });
        expect(new Set(ids(items)).size).toBe(Math.min(8, memoriesOf(store).length));
      }),
    );
  });
});
