import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentWords, factFinder, factsSaid } from '../../../src/reality/spoken-facts.js';

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

describe('facts that are looked up by a line', () => {
  it('are those that a look through all of them finds said', () => {
    const facts = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'constructor', 'd', 'e'), text);
    fc.assert(
      fc.property(facts, text, (texts, line) => {
        const all = factsSaid(line, Object.keys(texts), (id) => texts[id]);
        expect(factFinder(texts)(line).sort()).toEqual(all.sort());
      }),
    );
  });

  it('are said by most of their content words, whatever their endings', () => {
    const find = factFinder({ lens: 'the lens of the lamp was cracked', ledger: 'the keeper hid a ledger' });
    expect(find('Somebody cracked the lenses of that lamp!')).toEqual(['lens']);
    expect(find('A lamp, a keeper.')).toEqual([]);
  });
});
