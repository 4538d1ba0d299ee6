import type { StepAnswer, StepInputs } from '../../steps.js';
import { historyOf } from '../history.js';
import { planOf } from '../plan.js';

/** Who is what to whom; where it comes of something that happened, that stands in the timeline with both of them. */
export function writeRelationships(inputs: StepInputs['relationships']): StepAnswer<'relationships'> {
  const { ties } = historyOf(planOf(inputs, inputs.analysis.outline));
  return {
    relationships: ties.map(({ a, b, type, description, affinity, mutual }) => ({
      character_a: a.name,
      character_b: b.name,
      type,
      description,
      affinity,
      mutual,
    })),
  };
}
