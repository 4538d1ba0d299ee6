import { z } from 'zod';
import { MAX_CAST } from '../simulation/cast.js';
import { forkChangesSchema } from '../simulation/fork-changes.js';
import { lineText } from '../simulation/text.js';
import { inlineCharacter, simulationFields } from './simulation-request.js';

/** The body of `POST /api/simulations/:id/fork`. */

const changes = forkChangesSchema.extend({
  add_characters: z
    .array(z.union([lineText(80), inlineCharacter]))
    .max(MAX_CAST)
    .default([])
    .meta({
      description: `Who joins the cast: ids or names of characters, characters in full, or Character Card V2/V3 objects; with the cast of before at most ${MAX_CAST}`,
    }),
});

export const forkRequestSchema = simulationFields
  .pick({ turns: true, cache: true, limits: true, priority: true, callback_url: true })
  .extend({
    turns: simulationFields.shape.turns.meta({ description: 'How many turns of its own the fork plays' }),
    from_turn: z.int().min(0).meta({
      description: 'The committed turn to go on from; 0 is the start. The fork plays the turns after it',
    }),
    changes: changes.optional().meta({
      description: 'What is otherwise from here on; objects are merged, lists replaced, the rest stays',
    }),
  })
  .meta({ id: 'ForkRequest' });

/** A valid request, defaults filled in, in wire names. */
export type ForkRequest = z.output<typeof forkRequestSchema>;
