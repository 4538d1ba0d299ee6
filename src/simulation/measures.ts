import { leakRate } from '../reality/leaks.js';
import type { Measures } from './state.js';

/** What a run comes to in numbers, of its own turns alone. */
export interface RunMeasures {
  /** Mean of the turns' coherence scores, 0..1, 3 decimals. */
  readonly coherence: number;
  /** Leaks that were left after enforcement, by lines spoken and targets chosen; 0..1, 3 decimals. */
  readonly knowledgeLeakRate: number;
}

/**
 * The measures of the turns between two states.
 * @param turns how many there are; null when there is none, since nothing was measured
 */
export function measuresBetween(before: Measures, after: Measures, turns: number): RunMeasures | null {
  if (turns <= 0) return null;
  return {
    coherence: round3((after.coherence - before.coherence) / turns),
    knowledgeLeakRate: round3(
      leakRate(after.leaks - before.leaks, after.lines - before.lines, after.targets - before.targets),
    ),
  };
}

function round3(value: number): number {
  return Math.floor(value * 1000 + 0.5) / 1000;
}
