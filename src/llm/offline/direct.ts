import type { DirectAnswer, DirectData } from '../../simulation/direct-data.js';
import { stream } from './chance.js';

/** Below this regard two people are better kept apart. */
const COLD = -0.1;

/**
 * Settles what people could not: whoever the others can bear best goes first and shares what comes of it, or owes a
 * favour to those who had better not be near; a contest is drawn by the odds of the rules.
 */
export function direct(data: DirectData, seed: number): DirectAnswer {
  return {
    compromises: data.mediations.map(({ id, parties }) => {
      const borne = (candidate: string) =>
        Math.min(
          ...parties.filter((party) => party.id !== candidate).map(({ regard }) => regard[candidate] ?? 0),
        );
      const [first] = [...parties].sort((a, b) => borne(b.id) - borne(a.id));
      const cold = first === undefined || borne(first.id) < COLD;
      return {
        id,
        first: first?.id ?? '',
        requirements: cold ? ['give_way', 'stand_by'] : ['give_way'],
        benefits: cold ? ['favour'] : ['share'],
      };
    }),
    outcomes: data.contests.map(({ actionId, chance }) => ({
      action_id: actionId,
      outcome: stream(seed, data.turn, 'contest', actionId)() < chance ? 'success' : 'failure',
    })),
    relationships: [],
  };
}
