import { z } from 'zod';
import { NotFoundError } from '../../errors.js';
import { sortedKeys } from '../../simulation/numbers.js';
import { storyTime } from '../../simulation/sketches.js';
import { turnsBefore } from '../../simulation/snapshot.js';
import { findStateAt } from '../../store/simulation-states.js';
import { stateAfter } from '../../tasks/fork-simulation.js';
import { resolveRequest } from '../../tasks/simulation-source.js';
import { beliefsSchema, characterBeliefs } from '../belief-answer.js';
import type { ApiDependencies } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';
import { taskParams } from '../task-answer.js';

const wholeNumber = () => z.coerce.number({ error: 'must be a whole number' }).int();

const beliefsQuery = z.object({
  turn: wholeNumber()
    .min(0)
    .optional()
    .meta({ description: 'After which turn; the last committed one when absent, 0 is the start' }),
  character: z.string().max(80).optional().meta({ description: 'Only of this one, by id or name' }),
  limit: wholeNumber()
    .min(1)
    .max(256)
    .default(64)
    .meta({ description: 'Most entries of each list; 256 are all that a character keeps' }),
});

export function beliefsRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'getBeliefs',
    method: 'GET',
    path: '/api/simulations/{id}/beliefs',
    aliases: ['/simulations/{id}/beliefs'],
    access: 'client',
    tag: 'simulations',
    summary: 'What the characters believe and know after a turn, beside what is so',
    missing: 'SIMULATION',
    params: taskParams,
    query: beliefsQuery,
    answers: {
      200: { description: 'Beliefs by character', content: { 'application/json': beliefsSchema } },
      404: {
        description:
          '`SIMULATION_NOT_FOUND`, `TURN_NOT_FOUND` as long as it is not committed, or `CHARACTER_NOT_FOUND`',
      },
    },
    async handle({ params: { id }, query: { turn, character, limit }, caller, response }) {
      const reading = await findStateAt(db, caller, id, turn);
      if (reading === undefined) throw new NotFoundError('SIMULATION', 'There is no such simulation');
      const request = await resolveRequest(db, reading.request);
      const { snapshot } = request;
      checkTurn(turn, turnsBefore(snapshot), reading.lastTurn);
      const state = stateAfter(request, reading.checkpoints);
      const ids = sortedKeys(state.personas);
      const asked = character?.trim().toLowerCase();
      const shown = ids.filter(
        (each) => asked === undefined || each === asked || state.personas[each]?.name.toLowerCase() === asked,
      );
      if (shown.length === 0) {
        throw new NotFoundError('CHARACTER', `Nobody in this simulation is called "${character}"`, {
          issues: [{ path: 'character', message: 'is nobody of this cast' }],
          suggestions: [`The cast is ${ids.join(', ')}`],
        });
      }
      response.json({
        simulation_id: id,
        turn: state.turn,
        story_time: storyTime(state.beliefs.clock),
        characters: shown.map((each) => characterBeliefs(snapshot, state, each, limit)),
      } satisfies z.output<typeof beliefsSchema>);
    },
  });
}

/** @throws NotFoundError for a turn outside of those whose state is there */
function checkTurn(turn: number | undefined, first: number, lastTurn: number | null): void {
  const last = lastTurn ?? first;
  if (turn === undefined || (turn >= first && turn <= last)) return;
  throw new NotFoundError('TURN', `Turn ${turn} is not committed here; turns ${first} to ${last} are`, {
    issues: [{ path: 'turn', message: `must be between ${first} and ${last}` }],
  });
}
