import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText, singleSpaced } from '../../../src/narrative/plain-text.js';
import { maskSentence, sentenceKey, splitSentences } from '../../../src/narrative/sentences.js';
import { cleanProse } from '../../../src/narrative/story.js';

/** Of what makes a difference to sentences, in any order. */
const words = fc.constantFrom(
  ...['Ada', 'ada', 'Adam', 'Ben', 'the old mill', 'the', 'mill', 'Élan', 'ﬁrst', 'I', 'lamp 2', '2nd', '17'],
  ...[
    '.',
    '!',
    '?',
    '…',
    '"',
    '”',
    '“',
    '’',
    ')',
    ',',
    ';',
    '§',
    '#',
    '##',
    '---',
    '```',
    '*',
    '<b>',
    '</b>',
    '<',
  ],
  ...[' ', ' ', ' ', '  ', '\n', '\n\n', '\t', '\r\n', '\r', '\u00a0', '\ufeff', '\u0007', '\ud800'],
);
const prose = fc.array(words, { maxLength: 40 }).map((parts) => parts.join(''));
const names = fc.uniqueArray(
  fc.constantFrom(
    'Ada',
    'Adam',
    'Ad',
    'Ben',
    'the old mill',
    'mill',
    'Élan',
    'first',
    'lamp 2',
    '§',
    '',
    '.',
  ),
);

describe('sentences', () => {
  it('end where an end mark, and perhaps a quotation mark, is followed by a space, and at the end of a line', () => {
    const byPattern = (text: string) =>
      text
        .split(/(?<=[.!?…]["”’)]?)\s+|\n+/u)
        .map((sentence) => sentence.trim())
        .filter((sentence) => sentence !== '');
    fc.assert(
      fc.property(prose, (text) => {
        expect(splitSentences(text)).toEqual(byPattern(text));
      }),
    );
  });

  it('do not end after a title that is cut short, in whatever it stands', () => {
    expect(
      splitSentences('St. Jasgora took it over. “Mr. Hale,” says Dr. Orne, “was at Mt. Ash.” Go west.'),
    ).toEqual(['St. Jasgora took it over.', '“Mr. Hale,” says Dr. Orne, “was at Mt. Ash.”', 'Go west.']);
    expect(splitSentences('It is the best. It is first. St')).toEqual([
      'It is the best.',
      'It is first.',
      'St',
    ]);
  });

  it('are masked by one name after the other, the longest first, whatever the names have in common', () => {
    const oneByOne = (sentence: string, list: readonly string[]) =>
      [...new Set(list.map((name) => name.toLowerCase().normalize('NFKC')))]
        .filter((name) => name !== '')
        .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
        .reduce((masked, name) => masked.replaceAll(name, '§'), sentence.toLowerCase().normalize('NFKC'))
        .replace(/\d+(?:st|nd|rd|th)?/gu, '#')
        .replace(/\s+/gu, ' ')
        .trim();
    fc.assert(
      fc.property(prose, names, (sentence, list) => {
        expect(maskSentence(sentence, list)).toBe(oneByOne(sentence, list));
      }),
    );
  });

  it('have the key of their mask, asked for once or again, by one list of names or by another that is the same', () => {
    fc.assert(
      fc.property(prose, names, (sentence, list) => {
        const key = sentenceKey(sentence, list);
        expect(sentenceKey(sentence, list)).toBe(key);
        expect(sentenceKey(sentence, [...list])).toBe(key);
      }),
    );
    // Worked out elsewhere; the first half is the published FNV-1a of this text.
    expect(sentenceKey('a', [])).toBe('e40c292c12deab17');
    expect(sentenceKey('Ada  waits.', ['Ada'])).toBe('32c31d9676419bdf');
  });
});

describe('prose as it is stored', () => {
  it('has neither tags nor control characters nor half surrogates', () => {
    const byPattern = (text: string) =>
      text
        .replace(/\r\n?/g, '\n')
        .replace(/<\/?[a-zA-Z!][^<>]*>/g, '')
        .replace(/[^\P{C}\n]/gu, ' ');
    fc.assert(
      fc.property(prose, (text) => {
        expect(plainText(text)).toBe(byPattern(text));
      }),
    );
  });

  it('has one space where there were several of any kind', () => {
    fc.assert(
      fc.property(prose, (text) => {
        expect(singleSpaced(text)).toBe(text.replace(/\s+/gu, ' '));
      }),
    );
  });

  it('has no headings, rules or fences of Markdown, and paragraphs on a line each', () => {
    const byPattern = (text: string) =>
      plainText(text)
        .replace(/^[ \t]*(?:#{1,6}[ \t]+.*|[-*_=]{3,}[ \t]*|```.*)$/gm, '')
        .split(/\n[ \t]*\n+/)
        .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
        .filter((paragraph) => paragraph !== '')
        .join('\n\n');
    fc.assert(
      fc.property(prose, (text) => {
        expect(cleanProse(text)).toBe(byPattern(text));
      }),
    );
  });
});
