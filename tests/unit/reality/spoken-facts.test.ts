import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentWords, factsSaid } from '../../../src/reality/spoken-facts.js';

const WORDS = ['cables', 'rested', 'boxes', 'singing', 'lens', 'glass', 'iron', 'was', 'the', 'sees', 'lit'];
const text = fc.array(fc.constantFrom(...WORDS), { maxLength: 9 }).map((words) => words.join(' '));

describe('the content words of a text', () => {
  it('come without their endings, the longest that fits, if they have more than four letters', () => {
    expect([...contentWords('The boxes were resting; cables, wedged glass, lens')]).toEqual([
      'box',
      'rest',
      'cabl',
      'wedg',
      'glas',
      'lens',
    ]);
  });
});

describe('a fact', () => {
  it('is said by a line that holds two of its words and six of ten', () => {
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 5 }), (line, facts) => {
        const said = contentWords(line);
        const expected = facts.flatMap((fact, at) => {
          const words = [...contentWords(fact)];
          const hits = words.filter((word) => said.has(word)).length;
          return hits >= 2 && hits >= words.length * 0.6 ? [String(at)] : [];
        });
        const ids = facts.map((_, at) => String(at));
        expect(factsSaid(line, ids, (id) => facts[Number(id)])).toEqual(expected);
      }),
    );
  });
});
