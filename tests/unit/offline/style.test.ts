import { describe, expect, it } from 'vitest';
import { mannerOf } from '../../../src/llm/offline/style.js';
import type { Style } from '../../../src/simulation/types.js';
import { tellChapters } from './chapters.js';

const SEEDS = [1, 2, 3, 4, 5, 6];

function told(style: Style): string[] {
  return SEEDS.map((seed) =>
    tellChapters(seed, 3, 6, (data) => ({ ...data, style }))
      .chapters.map(({ prose }) => prose)
      .join('\n\n'),
  );
}

const words = (style: Style): number =>
  told(style).reduce((sum, prose) => sum + prose.split(/\s+/u).length, 0);

/** Mean words in a sentence outside of speech. */
function sentenceLength(style: Style): number {
  const sentences = told(style)
    .join(' ')
    .replace(/"[^"]*"/gu, '')
    .split(/[.!?]\s/u);
  return sentences.reduce((sum, sentence) => sum + sentence.split(/\s+/u).length, 0) / sentences.length;
}

describe('a style', () => {
  it('is read from a client’s words', () => {
    expect(mannerOf({ narrativeStyle: 'Hard-boiled noir' })).toMatchObject({
      register: 'noir',
      sentences: 'short',
      tone: 'grim',
    });
    expect(mannerOf({ narrativeStyle: 'epic saga', tone: 'hopeful' })).toMatchObject({
      register: 'epic',
      sentences: 'long',
      tone: 'hopeful',
    });
    expect(mannerOf({ narrativeStyle: 'fairy tale' }).register).toBe('tale');
    expect(mannerOf({})).toMatchObject({
      register: 'plain',
      sentences: 'even',
      tone: 'neutral',
      verbosity: 0.5,
      detail: 1,
      dialogue: 1,
      action: 1,
      atmosphere: 1,
    });
  });

  it('weighs what it dwells on against what it leaves out', () => {
    const { dialogue, action, atmosphere } = mannerOf({ focusAreas: ['dialogue'] });
    expect(dialogue).toBeGreaterThan(1);
    expect(Math.max(action, atmosphere)).toBeLessThan(1);
  });

  it('makes chapters longer the more words are wanted', () => {
    const lengths = [0, 0.25, 0.5, 0.75, 1].map((verbosity) => words({ verbosity }));
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
    expect((lengths[4] ?? 0) / (lengths[0] ?? 1)).toBeGreaterThan(1.4);
  });

  it('makes sentences shorter in noir than in an epic', () => {
    expect(sentenceLength({ narrativeStyle: 'noir' })).toBeLessThan(
      0.9 * sentenceLength({ narrativeStyle: 'epic' }),
    );
  });

  it('has words of its own in each register', () => {
    const marks: Readonly<Record<string, RegExp>> = {
      noir: /alibi|Nobody \S.* clean|lying|cheap|odds/u,
      epic: /\b(?:songs|legend|banner|doom|kings|courage)\b/u,
      literary: /composure|Memory would|silences|precise about fear|shape of a thing/u,
      'fairy tale': /come in threes|wishes|pocket of the heart|The wise/u,
    };
    for (const [narrativeStyle, mark] of Object.entries(marks)) {
      expect(told({ narrativeStyle }).join(' ')).toMatch(mark);
      expect(told({}).join(' ')).not.toMatch(mark);
    }
  });

  it('dwells on talk, deeds or places as it is told to', () => {
    const texts = ['dialogue', 'action', 'description'].map((area) =>
      told({ focusAreas: [area] }).join('\n'),
    );
    expect(new Set(texts).size).toBe(3);
  });
});

describe('a hard run', () => {
  it('makes more of what befalls people', () => {
    const length = (difficulty: number): number =>
      SEEDS.reduce(
        (sum, seed) =>
          sum +
          tellChapters(seed, 3, 8, (data) => ({ ...data, difficulty })).chapters.reduce(
            (total, { prose }) => total + prose.length,
            0,
          ),
        0,
      );
    expect(length(1)).toBeGreaterThan(length(0));
  });
});
