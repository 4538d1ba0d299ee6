import { z } from 'zod';

/** What a completed scenario has made. */
export const scenarioResultSchema = z
  .object({
    lorebook_id: z.guid(),
    lorebook_version: z.string(),
    scenario_template_id: z.guid().meta({ description: 'The first template' }),
    scenario_template_ids: z.array(z.guid()),
    generation_time: z.number().meta({ description: 'Seconds from the first start to the end' }),
    degraded: z.boolean(),
    degraded_steps: z.array(z.string()).meta({
      description: 'Steps that the offline generator filled in, since the model could not be used for them',
    }),
    cached: z.boolean(),
    cached_from: z.guid().nullable(),
  })
  .meta({ id: 'ScenarioResult' });
