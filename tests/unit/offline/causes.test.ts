import { describe, expect, it } from 'vitest';
import { chronicle } from '../../../src/llm/offline/chronicle.js';
import type { ChronicleData, ChronicleEvent } from '../../../src/simulation/model-data.js';
import { chapterData } from './chapters.js';
import { slips } from './prose-measures.js';

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed + 1);
const CAUSE = {
  eventId: 't1-e0',
  type: 'catalyst',
  turn: 1,
  text: 'Robin had opened the sea chest',
} as const;

/** The chapter of one event of Ada's in the lamp room, in turn 2 of 6. */
function chapterOf(
  change: Partial<ChronicleEvent> & { type: string },
  seed: number,
  of: Partial<ChronicleData> = {},
): string {
  const data = chapterData(1, 3, 2, 6, []);
  const event: ChronicleEvent = {
    eventId: 't2-e0',
    verb: change.type,
    time: 61_200,
    actor: 'p0',
    locationId: 'lamp',
    outcome: 'success',
    intensity: 'normal',
    weight: 0.6,
    changes: [],
    ...change,
  };
  const cast = data.cast.map((persona) => ({ ...persona, locationId: 'lamp' }));
  return chronicle({ ...data, cast, events: [event], ...of }, seed).prose;
}

describe('what an event came of', () => {
  it.each(['search', 'communicate'])('is told in a share of the chapters, as a clause: %s', (type) => {
    const dialogue = { text: 'Look at this.', to: ['p2'], volume: 'normal' };
    const said = type === 'communicate' ? { dialogue, targetPerson: 'p2' } : {};
    const all = SEEDS.map((seed) => chapterOf({ type, ...said, cause: CAUSE }, seed));
    const told = all.filter((prose) => /Robin had opened the sea chest/u.test(prose));
    expect(told.length).toBeGreaterThan(SEEDS.length * 0.2);
    expect(told.length).toBeLessThan(SEEDS.length * 0.8);
    for (const prose of all) expect(slips(prose)).toEqual([]);
  });

  it('is worded by the kind of link', () => {
    const prose = (type: 'contradiction' | 'direct_cause') =>
      SEEDS.map((seed) => chapterOf({ type: 'search', cause: { ...CAUSE, type } }, seed)).join(' ');
    expect(prose('contradiction')).toMatch(
      /Although Robin|For all that Robin|Even though Robin|Never mind that Robin/u,
    );
    expect(prose('direct_cause')).not.toMatch(/Although Robin|For all that Robin|Even though Robin/u);
  });
});

describe('going to look for somebody', () => {
  const seeks = { person: 'p2', from: 'p1' };

  it('says whom, and on whose word', () => {
    for (const seed of SEEDS) {
      const prose = chapterOf({ type: 'move', targetName: 'the pier', seeks }, seed);
      expect(prose).toContain('Robin');
      expect(prose).toContain('Bela');
      expect(slips(prose)).toEqual([]);
    }
  });

  it('in vain says what is so instead', () => {
    const detail = 'Robin was not in the lamp room, where somebody had said so';
    for (const seed of SEEDS) {
      const prose = chapterOf(
        { type: 'mistake', targetPerson: 'p2', detail, seeks, outcome: 'failure' },
        seed,
      );
      expect(prose).toContain('Robin');
      expect(prose).not.toContain(detail);
      expect(slips(prose)).toEqual([]);
    }
  });
});

describe('the closing', () => {
  it('takes up the open threads, the weightiest first', () => {
    const thread = (text: string) => ({ agents: ['p0', 'p2'], place: 'lamp', text });
    const threads = ['Ada had called Robin to account', 'the winch had broken down', 'Ada had gone'].map(
      thread,
    );
    for (const seed of SEEDS.slice(0, 20)) {
      const prose = chapterOf({ type: 'search' }, seed, { closes: true, arc: 'closing', threads });
      const [first = -1, second = -1] = threads.map(({ text }) =>
        prose.toLowerCase().indexOf(text.toLowerCase()),
      );
      expect(first).toBeGreaterThan(0);
      expect(second).toBeGreaterThan(first);
      expect(prose).not.toContain('Ada had gone.');
    }
  });
});
