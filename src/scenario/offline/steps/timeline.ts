import type { StepAnswer, StepInputs } from '../../steps.js';
import { historyOf } from '../history.js';
import { planOf } from '../plan.js';
import { asTitle, dealt, shuffled } from '../prose.js';

/** Where each age begins, as a share of all years. */
const BEGINNINGS = [0, 0.55, 0.965];

/** Years. */
const REMEMBERED = 6;

/** The past of a planned world, from its founding to the sign of its trouble. */
export function writeTimeline(inputs: StepInputs['timeline']): StepAnswer<'timeline'> {
  const plan = planOf(inputs, inputs.analysis.outline);
  const { ages } = historyOf(plan);
  const names = dealt(shuffled(plan.lexicon.ages, plan.dice('ages')), 0);
  const [from, to] = plan.lexicon.years;
  const dice = plan.dice('years');
  const span = to - from;
  return {
    eras: ages.map((events, age) => {
      const begins = from + Math.floor(span * (BEGINNINGS[age] ?? 0));
      const ends = from + Math.floor(span * (BEGINNINGS[age + 1] ?? 1)) - (age < 2 ? 1 : 0);
      const step = Math.max(1, Math.floor((ends - begins) / events.length));
      const yearOf = (index: number): number => {
        // The present ends this year, and people still remember how the age before it ended.
        if (index === events.length - 1 && age === 2) return to;
        if (index === events.length - 1 && age === 1) return ends - dice.int(0, REMEMBERED);
        return Math.min(ends, begins + step * index + dice.int(0, Math.max(0, step - 1)));
      };
      return {
        era: asTitle(names[age] ?? 'the Present'),
        events: events.map((event, index) => ({
          title: event.title,
          description: event.description,
          participants: [...event.participants],
          locations: [...event.locations],
          consequences: [...event.consequences],
          year: yearOf(index),
        })),
      };
    }),
  };
}
