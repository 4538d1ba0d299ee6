import { expect, it } from 'vitest';
import { measuresBetween } from '../../../src/simulation/measures.js';

const START = { coherence: 0, lines: 0, targets: 0, leaksProposed: 0, leaks: 0 };
const LATER = { coherence: 1.7, lines: 5, targets: 3, leaksProposed: 2, leaks: 1 };

it('coherence is the mean of the turns, leaks are counted by lines and targets', () => {
  // 1.7 over two turns; one leak in five lines and three targets.
  expect(measuresBetween(START, LATER, 2)).toEqual({ coherence: 0.85, knowledgeLeakRate: 0.125 });
});

it('a fork is measured by its own turns', () => {
  const end = { coherence: 2.6, lines: 9, targets: 3, leaksProposed: 4, leaks: 2 };
  // .9 in one turn; one leak more in four lines more.
  expect(measuresBetween(LATER, end, 1)).toEqual({ coherence: 0.9, knowledgeLeakRate: 0.25 });
});

it('three decimals are kept, half up', () => {
  expect(measuresBetween(START, { ...START, coherence: 1, targets: 3 }, 3)).toEqual({
    coherence: 0.333,
    knowledgeLeakRate: 0,
  });
  expect(measuresBetween(START, { ...START, coherence: 1.25 }, 4)?.coherence).toBe(0.313);
});

it('where nobody said or aimed at anything, nothing leaked; where nothing was played, nothing is measured', () => {
  expect(measuresBetween(START, START, 1)).toEqual({ coherence: 0, knowledgeLeakRate: 0 });
  expect(measuresBetween(START, START, 0)).toBeNull();
});
