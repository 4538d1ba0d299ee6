import { describe, expect, it } from 'vitest';
import { plainName } from '../../../src/llm/offline/names.js';
import { epigraph } from '../../../src/llm/offline/opening-closing.js';
import type { Style } from '../../../src/simulation/types.js';
import { tellChapters } from './chapters.js';
import { distinct2, repeats, slips } from './prose-measures.js';

const CASES = [2, 3, 4, 5, 6].flatMap((size) => [1, 2, 3, 4, 5, 6].map((seed) => ({ size, seed })));

function wholeProse(seed: number, size: number, turns: number, style: Style = {}): string {
  const { chapters } = tellChapters(seed, size, turns, (data) => ({ ...data, style }));
  return chapters.map(({ prose }) => prose).join('\n\n');
}

describe('the offline chronicle of made-up events', () => {
  it.each(CASES)('has no slip of grammar or typesetting ($size people, seed $seed)', ({ size, seed }) => {
    expect(slips(wholeProse(seed, size, 8))).toEqual([]);
  });

  it.each(CASES)(
    'never says a sentence twice, names and numbers masked ($size people, seed $seed)',
    ({ size, seed }) => {
      const { chapters, names } = tellChapters(seed, size, 12);
      expect(repeats(chapters.map(({ prose }) => prose).join('\n\n'), names)).toEqual([]);
    },
  );

  it('claims every event and names everybody who acts', () => {
    for (const { chapters } of CASES.map(({ size, seed }) => tellChapters(seed, size, 4))) {
      for (const { data, prose, ids } of chapters) {
        expect(ids).toEqual(data.events.map(({ eventId }) => eventId));
        for (const { actor } of data.events) {
          const name = data.cast.find(({ id }) => id === actor)?.name;
          if (name !== undefined) expect(prose).toContain(plainName(name).split(' ')[0]);
        }
      }
    }
  });

  it('quotes what is said and gives the world’s own sentences word for word', () => {
    for (const { chapters } of [1, 2, 3, 4].map((seed) => tellChapters(seed, 4, 1))) {
      for (const { data, prose } of chapters) {
        for (const event of data.events) {
          if (event.type === 'complication') expect(prose).toContain(event.detail);
        }
        const line = data.events.find(
          ({ dialogue, type }) => dialogue !== undefined && type === 'communicate',
        )?.dialogue;
        if (line !== undefined) expect(prose).toContain(line.text.replace(/[.!?]$/u, ''));
      }
    }
  });

  it('keeps three pairs of words in five distinct over ten turns', () => {
    for (const size of [2, 3]) expect(distinct2(wholeProse(5, size, 10))).toBeGreaterThanOrEqual(0.6);
  });

  it('gives the same prose for the same data, and other prose for another seed', () => {
    expect(wholeProse(3, 4, 3)).toBe(wholeProse(3, 4, 3));
    expect(wholeProse(3, 4, 3)).not.toBe(wholeProse(4, 4, 3));
  });

  it('is longer the more words are wanted', () => {
    const length = (verbosity: number) =>
      [1, 2, 3, 4].reduce((sum, seed) => sum + wholeProse(seed, 4, 6, { verbosity }).length, 0);
    expect(length(0)).toBeLessThan(length(0.5));
    expect(length(0.5)).toBeLessThan(length(1));
  });

  it('tells differently in each tone and falls back for unknown ones', () => {
    const tones = ['grim', 'hopeful', 'wry', 'tense', 'neutral'].map((tone) => wholeProse(2, 3, 6, { tone }));
    expect(new Set(tones).size).toBe(5);
    expect(wholeProse(2, 3, 6, { tone: 'mauve' })).toBe(tones[4]);
  });

  it('copes with a turn without events and with places that it was told nothing about', () => {
    const { chapters } = tellChapters(1, 2, 2, (data) => ({ ...data, events: [], places: [] }));
    for (const { prose } of chapters) expect(slips(prose)).toEqual([]);
  });
});

describe('the line that a client’s setting gives to the opening', () => {
  it('is its first sentence without markup and control characters', () => {
    expect(epigraph('**A quiet**\u0007 <b>harbour</b> town. It rains.')).toBe('A quiet harbour town.');
  });

  it('is cut at a word within 200 characters', () => {
    const line = epigraph('word '.repeat(100));
    expect(line.length).toBeLessThanOrEqual(201);
    expect(line).toMatch(/word…$/u);
  });

  it('is left out when there is nothing to quote', () => {
    expect(epigraph(' ### --- ')).toBe('');
  });
});
