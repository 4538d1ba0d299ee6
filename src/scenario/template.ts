import { z } from 'zod';
import { lineText, storableText } from '../simulation/text.js';
import { profileStatsSchema } from './lorebook.js';

/**
 * A scenario template: a way into the world of a lorebook, with who can be played, where it begins and what can be done.
 * What it names stands in its lorebook.
 */

const name = lineText(120);
const note = storableText(1_000);

export const DIFFICULTY_LEVELS = ['easy', 'medium', 'hard'] as const;

export const playableCharacterSchema = z.strictObject({
  name,
  personality: z.array(note).max(20),
  abilities: z.array(note).max(30),
  background: storableText(8_000),
  stats: profileStatsSchema,
  /** 100 + 5 for each point of constitution above 10, at least 1. */
  max_health: z.number().int().min(1),
  /** 50 + 3 for each point of intelligence above 10, at least 0. */
  max_mana: z.number().int().min(0),
});

/** What a template holds; id, owner and times belong to the row that stores it. */
export const scenarioTemplateSchema = z.strictObject({
  title: lineText(200),
  description: storableText(4_000),
  /** Where it begins. */
  setting_location: name,
  time_period: lineText(200),
  starting_situation: storableText(4_000),
  key_characters: z.array(name).max(50),
  playable_characters: z.array(playableCharacterSchema).min(1).max(10),
  available_paths: z.array(note).max(6),
  difficulty_level: z.enum(DIFFICULTY_LEVELS),
  /** As a reader would say it: `2 to 3 hours`. */
  estimated_duration: lineText(60),
  tags: z.array(lineText(60)).max(30),
  /** Two or three paragraphs in the second person, 200 to 300 words. */
  initial_narrative: storableText(8_000).optional(),
  narrative_metadata: z.strictObject({
    degraded: z.boolean(),
    method: z.enum(['model', 'offline', 'import']),
  }),
});

export type PlayableCharacter = z.infer<typeof playableCharacterSchema>;
export type ScenarioTemplate = z.infer<typeof scenarioTemplateSchema>;
