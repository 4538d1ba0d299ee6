import { z } from 'zod';
import { FEATURE_NAMES, FEATURE_WORDS, hasFeature } from '../../features.js';
import type { ApiDependencies } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';

const featuresSchema = z
  .object({
    success: z.literal(true),
    features: z.array(
      z.object({
        name: z.enum(FEATURE_NAMES),
        enabled: z.boolean().meta({ description: 'Whether you have it' }),
        description: z.string(),
        rollout_percentage: z
          .number()
          .min(0)
          .max(100)
          .meta({ description: 'Share of the clients that have it' }),
      }),
    ),
  })
  .meta({ id: 'Features' });

export function featureRoutes({ features }: ApiDependencies): readonly Endpoint[] {
  return [
    endpoint({
      name: 'getFeatures',
      method: 'GET',
      path: '/api/features',
      access: 'client',
      tag: 'operating',
      summary: 'What is open to you of what is rolled out step by step',
      description: 'The same client always has the same answer at the same percentages.',
      answers: { 200: { description: 'The features', content: { 'application/json': featuresSchema } } },
      handle({ caller, response }) {
        response.json({
          success: true,
          features: features.map((feature) => ({
            name: feature.name,
            enabled: hasFeature(feature, caller.clientId),
            description: FEATURE_WORDS[feature.name],
            rollout_percentage: feature.rolloutPercentage,
          })),
        } satisfies z.output<typeof featuresSchema>);
      },
    }),
  ];
}
