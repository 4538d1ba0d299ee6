import { z } from 'zod';
import type { JsonSchema } from '../../llm/port.js';
import {
  askBecause,
  askConfidence,
  askList,
  askWord,
  because,
  between,
  oneOf,
  prose,
  type Section,
  STORY_TEXT,
  usable,
} from './section.js';

/** What may change about the world around the player's character; people have a section of their own. */
export const WORLD_FIELDS = [
  'description',
  'weather',
  'time_of_day',
  'add_condition',
  'remove_condition',
  'location',
  'event',
] as const;
export type WorldField = (typeof WORLD_FIELDS)[number];

export interface FieldChange {
  readonly field: WorldField;
  /** A text, a word of WEATHERS or TIMES_OF_DAY, or the name of a place. */
  readonly value: string;
  readonly because: string;
}

export interface WorldChange {
  /** 0..1 */
  readonly confidence: number;
  readonly changes: readonly FieldChange[];
}

export const MOST_WORLD_CHANGES = 6;

const ask: JsonSchema = {
  type: 'object',
  description: 'What changes in the world around the character through this action, and only that',
  required: ['confidence', 'changes'],
  properties: {
    confidence: askConfidence,
    changes: askList(
      {
        type: 'object',
        required: ['field', 'value', 'because'],
        properties: {
          field: askWord(WORLD_FIELDS),
          value: {
            type: 'string',
            description:
              'The new description; clear, fog, rain, storm or none; dawn, morning, day, afternoon, evening or night; a condition; the name of a place that is reached; or what happened',
          },
          because: askBecause,
        },
      },
      MOST_WORLD_CHANGES,
    ),
  },
};

export const worldChangeSection: Section<WorldChange> = {
  ask,
  read: z.object({
    confidence: between(0, 1).catch(0.5),
    changes: usable(
      z.object({ field: oneOf(WORLD_FIELDS), value: prose(STORY_TEXT), because }),
      MOST_WORLD_CHANGES,
    ),
  }),
  none: { confidence: 0, changes: [] },
};
