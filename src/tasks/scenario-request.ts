import { z } from 'zod';
import { scenarioBriefSchema } from '../scenario/brief.js';
import { submissionFields } from './submission-fields.js';

/** The body of `POST /api/scenarios/generate`: every rule that a request must keep. */

const MOST_TEMPLATES = 3;
const MOST_BASES = 5;

export const scenarioRequestSchema = z
  .strictObject({
    ...scenarioBriefSchema.shape,
    generation_options: z
      .strictObject({
        seed: z
          .int()
          .optional()
          .meta({ description: 'Makes the request a pure function: the same seed makes the same world' }),
        template_count: z.int().min(1).max(MOST_TEMPLATES).default(1),
        offline: z.boolean().default(false).meta({ description: 'Whether to ask no model' }),
        lorebook_ids: z
          .array(z.guid('must be a UUID').toLowerCase())
          .max(MOST_BASES)
          .default([])
          .meta({ description: 'Lorebooks to build on' }),
      })
      .prefault({}),
    ...submissionFields,
  })
  .meta({ id: 'ScenarioRequest' });

/** A valid request, defaults filled in, in wire names. */
export type ScenarioRequest = z.output<typeof scenarioRequestSchema>;
