import { z } from 'zod';
import type { JsonSchema } from '../../llm/port.js';
import {
  askBecause,
  askConfidence,
  askList,
  askText,
  askWord,
  because,
  between,
  LINE,
  line,
  maybe,
  NAME,
  NOTE,
  oneOf,
  type Section,
  usable,
  wholeBetween,
} from './section.js';

export const STATS = ['strength', 'dexterity', 'constitution', 'intelligence', 'wisdom', 'charisma'] as const;
export type Stat = (typeof STATS)[number];

/** What the action does to the body and the mind at once. */
export interface VitalsChange {
  /** Added to health and mana. */
  readonly health: number;
  readonly mana: number;
  readonly add_condition?: string | undefined;
  readonly remove_condition?: string | undefined;
  readonly because: string;
}

/** What the last actions have made of the character, and what this one does to its health and mana. */
export interface Development {
  /** 0..1, of stat, skills and trait: they are applied above 0.7, every fifth action. */
  readonly confidence: number;
  /** Rises by 1. */
  readonly stat?: Stat | undefined;
  /** Names of up to two skills that were learned. */
  readonly skills: readonly string[];
  /** What was seen of its nature, in a sentence. */
  readonly trait?: string | undefined;
  readonly because?: string | undefined;
  readonly vitals?: VitalsChange | undefined;
}

export const MOST_SKILLS = 2;

const ask: JsonSchema = {
  type: 'object',
  description: 'What the last actions have made of the character, and what this one does to health and mana',
  required: ['confidence', 'skills', 'vitals'],
  properties: {
    confidence: askConfidence,
    stat: { ...askWord(STATS), nullable: true, description: 'A stat that rises by 1, or null' },
    skills: askList({ type: 'string' }, MOST_SKILLS, 'names of skills that the pattern of actions shows'),
    trait: askText('What was seen of its nature, in a sentence, or null'),
    because: askText('Why, citing the actions'),
    vitals: {
      type: 'object',
      nullable: true,
      required: ['health', 'mana', 'because'],
      properties: {
        health: { type: 'integer', description: 'Added to health; 0 for no change' },
        mana: { type: 'integer', description: 'Added to mana; 0 for no change' },
        add_condition: askText('A condition that begins, or null'),
        remove_condition: askText('A condition that ends, or null'),
        because: askBecause,
      },
    },
  },
};

const vitals = z.object({
  health: wholeBetween(-1_000, 1_000).catch(0),
  mana: wholeBetween(-1_000, 1_000).catch(0),
  add_condition: maybe(line(60)),
  remove_condition: maybe(line(60)),
  because,
});

export const developmentSection: Section<Development> = {
  ask,
  read: z.object({
    confidence: between(0, 1).catch(0),
    stat: maybe(oneOf(STATS)),
    skills: usable(line(NAME), MOST_SKILLS),
    trait: maybe(line(NOTE)),
    because: maybe(line(LINE)),
    vitals: maybe(vitals),
  }),
  none: { confidence: 0, skills: [] },
};
