import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutAt, cutAtWord, endOf } from '../../../src/narrative/plain-text.js';

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const most = fc.nat({ max: 50 });

describe('a text that is cut', () => {
  it('is a part of itself, no longer than asked for, and without half a character that it did not have', () => {
    fc.assert(
      fc.property(text, most, (whole, max) => {
        for (const cut of [cutAt(whole, max), cutAtWord(whole, max)]) {
          expect(whole.startsWith(cut)).toBe(true);
          expect(cut.length).toBeLessThanOrEqual(max);
          expect(cut.isWellFormed()).toBe(true);
        }
        const end = endOf(whole, max);
        expect(whole.endsWith(end)).toBe(true);
        expect(end.length).toBeLessThanOrEqual(max);
        expect(end.isWellFormed()).toBe(true);
      }),
    );
  });

  it('loses nothing more than that half', () => {
    expect([cutAt('a🙂b', 1), cutAt('a🙂b', 2), cutAt('a🙂b', 3), cutAt('a🙂b', 4)]).toEqual([
      'a',
      'a',
      'a🙂',
      'a🙂b',
    ]);
    expect([endOf('a🙂b', 1), endOf('a🙂b', 2), endOf('a🙂b', 3), endOf('a🙂b', 4)]).toEqual([
      'b',
      'b',
      '🙂b',
      'a🙂b',
    ]);
    expect(cutAtWord('one two', 5)).toBe('one');
  });
});
