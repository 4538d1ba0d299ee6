import { z } from 'zod';
import { lineText, storableText } from '../simulation/text.js';
import { SERIES_TYPES } from './lorebook.js';

/** What a client asks a world for: a series, known or made up, and what is wanted of it. All of it is data. */

const MAX_PREFERENCES = 30;
const genre = lineText(60);
const preference = z.union([
  storableText(1_000),
  z.number(),
  z.boolean(),
  z.array(storableText(200)).max(20, 'must have at most 20 entries'),
]);

export const scenarioBriefSchema = z.strictObject({
  series_title: lineText(200),
  series_type: z.enum(SERIES_TYPES),
  genre: z
    .union([genre, z.array(genre).min(1).max(10)])
    .optional()
    .meta({ description: 'One, or a list whose first is the primary one' }),
  setting: storableText(10_000).optional(),
  power_system: storableText(1_000).optional(),
  tone: lineText(200).optional(),
  themes: z.array(lineText(120)).max(20, 'must have at most 20 entries').default([]),
  additional_context: storableText(10_000).optional(),
  user_preferences: z
    .record(lineText(60), preference)
    .refine(
      (entries) => Object.keys(entries).length <= MAX_PREFERENCES,
      `must have at most ${MAX_PREFERENCES} entries`,
    )
    .optional(),
});

export type ScenarioBrief = z.output<typeof scenarioBriefSchema>;

/** The genres asked for, the primary one first. */
export function genresOf({ genre: given }: Pick<ScenarioBrief, 'genre'>): readonly string[] {
  if (given === undefined) return [];
  return typeof given === 'string' ? [given] : given;
}
