import { describe, expect, it } from 'vitest';
import { clauseOf } from '../../../src/llm/offline/introduction.js';

describe('how somebody is brought in', () => {
  it.each([
    ['a carpenter with slow hands, who would sooner mend a chair than an argument'],
    ['Station inspector of the Records Office'],
    ['somebody "of note", as the papers say'],
  ])('is what the description says, where that is a clause: %s', (description) => {
    expect(clauseOf(description, 'Nella Wick')).toBe(description);
  });

  it.each([
    ['Nella is a lamplighter with soot in every fold.', 'a lamplighter with soot in every fold.'],
    ['Nella Wick minds the lamp. She is fond of cats.', 'who minds the lamp.'],
    ['She was once the best diver on the coast.', 'once the best diver on the coast.'],
    ['[Age= 30] Nella keeps the lamp. [likes= "tea"]', 'who keeps the lamp.'],
    ['A keeper of few words. The lamp is all that she has.', 'A keeper of few words.'],
    ['The town physician; he drinks a little.', 'The town physician'],
  ])('is made of sentences about a name: %s', (description, clause) => {
    expect(clauseOf(description, 'Nella Wick')).toBe(clause);
  });

  it.each([
    '[Personality= "caring", "gentle"] [Body= "pink hair"]',
    'Name: Nella\nAge: 30\nLikes = tea',
    `Nella is ${'very '.repeat(60)}old. And more.`,
    'Nella oh Nella. [Mood= bright]',
  ])('is left out where there is no sentence to tell: %s', (description) => {
    expect(clauseOf(description, 'Nella Wick')).toBeUndefined();
  });
});
