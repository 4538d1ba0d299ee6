import { describe, expect, it } from 'vitest';
import { sentencesOf } from '../../../src/scenario/sentences.js';

describe('the sentences of a text', () => {
  it.each([
    ['One is here. Two is there.', ['One is here.', 'Two is there.']],
    [
      'Who did it? He did. “So it was!” Nobody asked.',
      ['Who did it?', 'He did.', '“So it was!”', 'Nobody asked.'],
    ],
    ['Ask Dr. Hart of St. Velm Parish. She knows.', ['Ask Dr. Hart of St. Velm Parish.', 'She knows.']],
    ['Two cities.\nOne river.', ['Two cities.', 'One river.']],
    ['no end', ['no end']],
    ['  ', []],
  ])('are told apart: %j', (text, sentences) => {
    expect(sentencesOf(text)).toEqual(sentences);
  });
});
