import { describe, expect, it } from 'vitest';
import { speechKeys } from '../../../src/narrative/sentences.js';
import { distinct2, repeats, slips } from './prose-measures.js';
import { play, WORLDS } from './simulations.js';

const CASTS = [
  ['alice', 'bob'],
  ['maud', 'corvin', 'tomas'],
  ['pilot', 'engineer', 'scientist', 'wren'],
  ['pilot', 'engineer', 'scientist', 'wren', 'ines', 'sol'],
] as const;
const RUNS = WORLDS.flatMap((world) =>
  CASTS.flatMap((cast) => [1, 2, 3].map((seed) => ({ world, cast, seed }))),
);

describe('whole simulations on the offline model', () => {
  it.each(RUNS)(
    'read cleanly and repeat nothing: $world, $cast.length people, seed $seed',
    async ({ world, cast, seed }) => {
      const { chapters, names, failures } = await play(world, cast, 10, seed);
      const prose = chapters.join('\n\n');
      expect(failures).toBe(0);
      expect(slips(prose)).toEqual([]);
      expect(repeats(prose, names)).toEqual([]);
      expect(distinct2(prose)).toBeGreaterThanOrEqual(0.6);
    },
  );

  it('has 1,500 sentences and more in a hundred turns of six people, and none twice', async () => {
    for (const world of WORLDS.slice(0, 2)) {
      const { chapters, names } = await play(world, CASTS[3], 100, 4);
      const prose = chapters.join('\n\n');
      expect(repeats(prose, names)).toEqual([]);
      expect(slips(prose)).toEqual([]);
      expect(prose.match(/[.!?]["']?(?=\s|$)/gu)?.length ?? 0).toBeGreaterThan(1500);
    }
  }, 60_000);

  it('quotes no line of more than two words twice in a hundred turns', async () => {
    for (const [world = '', cast] of [
      [WORLDS[0], CASTS[1]],
      [WORLDS[2], CASTS[2]],
    ] as const) {
      const { chapters, names } = await play(world, cast, 100, 9);
      const keys = speechKeys(chapters.join('\n\n'), names);
      expect(keys.length).toBeGreaterThan(60);
      expect(keys.length - new Set(keys).size).toBe(0);
    }
  }, 60_000);

  it('gives the same bytes for the same seed and other events for another', async () => {
    const [world = ''] = WORLDS;
    const [one, same, other] = await Promise.all([7, 7, 8].map((seed) => play(world, CASTS[2], 5, seed)));
    expect(same?.story).toBe(one?.story);
    const deeds = (run: typeof one) =>
      JSON.stringify(run?.records.map(({ events }) => events.map(({ type, data }) => [type, data])));
    expect(deeds(other)).not.toBe(deeds(one));
  });

  it('lets people talk, look, go about and find things out', async () => {
    const types = new Set<string>();
    for (const seed of [1, 2, 3]) {
      for (const world of WORLDS) {
        const { records } = await play(world, CASTS[2], 8, seed);
        for (const { events } of records) for (const { type } of events) types.add(type);
      }
    }
    expect([...types]).toEqual(
      expect.arrayContaining(['communicate', 'search', 'investigate', 'move', 'discovery']),
    );
  });
});
