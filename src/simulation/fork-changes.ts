import { z } from 'zod';
import { characterSchema } from './character.js';
import { difficultySchema, narrativeGoalsSchema, styleSchema } from './style.js';
import { lineText, slug } from './text.js';
import { ALERTNESS, FOCUS } from './types.js';

/**
 * What a fork may change of the turn that it starts from: the `changes` of its request, in snake_case. What isn't named
 * stays as it is; objects are merged, lists replace the lists of before. Whether the ids are those of the simulation is
 * for `forkSimulation` to see.
 */

const share = z.number().min(0).max(1);
const character = characterSchema.shape;

/** Few enough to be read through at once, and more than any world holds. */
const byId = <T extends z.ZodType>(value: T) =>
  z
    .record(z.string(), value)
    .refine((record) => Object.keys(record).length <= 100, 'must have at most 100 entries');

const locationChanges = z.strictObject({
  light: z.enum(['bright', 'normal', 'dim', 'dark']).optional(),
  weather: z.enum(['clear', 'fog', 'rain', 'storm', 'none']).optional().meta({
    description: '`none` is a place under a roof',
  }),
  terrain: z.enum(['open', 'forest', 'urban', 'underground']).optional(),
});

const thingChanges = z.strictObject({
  at: slug().optional().meta({ description: 'Where it is: the id of a place, a container or a character' }),
  open: z.boolean().optional().meta({ description: 'Containers only' }),
  working: z.boolean().optional().meta({ description: 'Mechanisms only' }),
  hidden: z.boolean().optional().meta({ description: 'Whether nobody sees it before something reveals it' }),
});

const conditionSchema = z
  .strictObject({
    type: lineText(60).meta({ description: '`blocked` closes a way; anything else names a danger' }),
    severity: share.default(0.3),
    affected_area: slug().optional().meta({ description: 'Id of the place that is dangerous' }),
    turns_remaining: z.int().min(1).max(100).optional().meta({ description: 'Absent: for good' }),
    from: slug().optional().meta({ description: 'Id of a place; with `to` the way that is blocked' }),
    to: slug().optional().meta({ description: 'Where a blocked way leads to' }),
  })
  .refine(({ type, from, to }) => type !== 'blocked' || (from !== undefined && to !== undefined), {
    error: 'must name the places that it blocks the way between in from and to',
  });

const resourceChanges = z.strictObject({
  current: z.number().min(0).max(1000).optional(),
  maximum: z.number().min(1).max(1000).optional(),
});

const bondChanges = z.strictObject({
  affinity: z.number().min(-1).max(1).optional(),
  trust: share.optional(),
  kind: lineText(40).optional(),
});

const characterChanges = z.strictObject({
  traits: character.traits.unwrap().optional().meta({ description: '0..1, or 0..10 if any is above 1' }),
  weights: character.weights.unwrap().optional().meta({ description: 'On the scale of traits' }),
  goals: character.goals.unwrap().optional().meta({ description: 'In place of those of before' }),
  stats: character.stats.unwrap().optional().meta({ description: '1..10, or 1..20 if any is above 10' }),
  biases: character.biases.unwrap().optional().meta({ description: 'On the scale of traits' }),
  relationships: byId(bondChanges).optional().meta({ description: "By the other character's id" }),
  location_id: slug().optional().meta({ description: 'Where the character is; it looks round there' }),
  resources: z
    .strictObject({
      health: resourceChanges.optional(),
      stamina: resourceChanges.optional(),
      morale: resourceChanges.optional(),
    })
    .optional()
    .meta({ description: 'What is left of each, and how much there can be' }),
  state: z
    .strictObject({
      conscious: z.boolean().optional(),
      mobile: z.boolean().optional(),
      alertness: z.enum(ALERTNESS).optional(),
      focus: z.enum(FOCUS).optional(),
      stress: share.optional(),
      fatigue: share.optional(),
    })
    .optional()
    .meta({ description: 'How the character is' }),
});

export const forkChangesSchema = z.strictObject({
  seed: z.int().optional().meta({ description: 'Another course from here on' }),
  difficulty: difficultySchema.optional().meta({ description: '0..1' }),
  narrative_goals: narrativeGoalsSchema.optional().meta({ description: 'In place of those of before' }),
  style: styleSchema.optional().meta({ description: 'How the story is told from here on' }),
  world: z
    .strictObject({
      locations: byId(locationChanges).optional().meta({ description: 'By id' }),
      things: byId(thingChanges).optional().meta({ description: 'By id' }),
      conditions: z.array(conditionSchema).max(20).optional().meta({
        description: 'Dangers and blocked ways, in place of those of before',
      }),
    })
    .optional()
    .meta({ description: 'What is so in the world' }),
  characters: byId(characterChanges).optional().meta({ description: 'By id' }),
  announce: z.boolean().default(false).meta({
    description:
      'Whether every conscious character is told where everything that is changed now is and how it stands; otherwise nobody knows before perceiving it',
  }),
});

/** Valid changes, in wire names. */
export type ForkChanges = z.output<typeof forkChangesSchema>;
export type CharacterChanges = z.output<typeof characterChanges>;
export type WorldChanges = NonNullable<ForkChanges['world']>;
