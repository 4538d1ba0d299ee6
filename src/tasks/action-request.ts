import { z } from 'zod';
import { nameText } from '../simulation/text.js';

/** What `POST /api/game/sessions` and the posts of actions take. */

export const LONGEST_ACTION = 1_000;

export const sessionRequestSchema = z
  .strictObject({
    lorebook_id: z.guid('must be a UUID').toLowerCase().optional().meta({
      description: 'The world to play in; without one and without a template a world is made up',
    }),
    character_name: nameText(120).optional().meta({
      description:
        'Whom to play: somebody of the template or the lorebook, in any case, or an adventurer of that name',
    }),
    scenario_template_id: z
      .guid('must be a UUID')
      .toLowerCase()
      .optional()
      .meta({ description: 'How the game begins; its lorebook comes with it' }),
    seed: z
      .int()
      .optional()
      .meta({ description: 'Draws all that is left to chance; drawn itself when absent' }),
  })
  .meta({ id: 'SessionRequest' });
export type SessionRequest = z.output<typeof sessionRequestSchema>;

export const actionRequestSchema = z
  .strictObject({
    action: z
      .string()
      .trim()
      .max(LONGEST_ACTION, `must have at most ${LONGEST_ACTION} characters`)
      .optional()
      .meta({
        description: `What the character does, in the player's words: 1 to ${LONGEST_ACTION} characters`,
      }),
    expected_version: z.int().min(0).optional().meta({
      description:
        'The action fails with `VERSION_CONFLICT` unless the session has this version when it starts',
    }),
  })
  .meta({ id: 'ActionRequest' });
export type ActionRequest = z.output<typeof actionRequestSchema>;
