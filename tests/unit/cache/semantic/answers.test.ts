import { describe, expect, test } from 'vitest';
import { comparisonFor, sameAnswer } from '../../../../src/cache/semantic/answers.js';

const same = (purpose: string, one: unknown, other: unknown) =>
  sameAnswer(comparisonFor(purpose), one, other);

describe('answers count as the same', () => {
  test('to a validation when the verdict is the same, whatever the reason says', () => {
    const verdict = { is_valid: true, reason: 'A ranger can track.' };
    expect(same('validate-action', verdict, { is_valid: true, reason: 'Nothing speaks against it.' })).toBe(
      true,
    );
    expect(same('validate-action', verdict, { ...verdict, is_valid: false })).toBe(false);
  });

  test('to an analysis when each fact is the same and each text alike', () => {
    const analysis = { genre: 'noir', year: 1947, summary: 'A detective looks for a lost heir in the rain.' };
    const reworded = { ...analysis, summary: 'In the rain a detective searches for a lost heir.' };
    expect(same('scenario.analyze', analysis, reworded)).toBe(true);
    expect(same('scenario.analyze', analysis, { ...analysis, genre: 'fantasy' })).toBe(false);
    expect(same('scenario.analyze', analysis, { ...analysis, year: 1948 })).toBe(false);
    expect(same('scenario.analyze', analysis, { ...analysis, summary: 'Two friends bake bread.' })).toBe(
      false,
    );
    expect(same('scenario.analyze', analysis, { genre: 'noir', year: 1947 })).toBe(false);
  });

  test('to a request for a response when its prose tells of the same things', () => {
    const told = { response_text: 'The gate creaks open and the captain of the guard lifts her lantern.' };
    const retold = { response_text: 'Slowly the gate opens; the guard captain raises a lantern at you.' };
    expect(same('generate-response', told, retold)).toBe(true);
    expect(same('generate-response', told, { response_text: 'Fish leap in the harbour below.' })).toBe(false);
  });
});
