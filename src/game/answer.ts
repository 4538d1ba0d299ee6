import { z } from 'zod';
import type { JsonSchema } from '../llm/port.js';
import { ACTION_TYPES } from './action-type.js';
import { consequencesSection, type ProposedConsequence } from './sections/consequences.js';
import { type Development, developmentSection } from './sections/development.js';
import { type ItemChange, itemsSection } from './sections/items.js';
import { type PersonUpdate, peopleSection } from './sections/people.js';
import { type QuestUpdate, questsSection } from './sections/quests.js';
import {
  askConfidence,
  askList,
  askWord,
  between,
  LINE,
  line,
  oneOf,
  prose,
  type Section,
  STORY_TEXT,
  usable,
} from './sections/section.js';
import { type WorldChange, worldChangeSection } from './sections/world-change.js';

/**
 * The combined answer: everything that comes of an action, in one call. Each system of play has a section of it under
 * its name; adding a system adds a section here and what handles it in `systems.ts`, and no call.
 */

export const DIFFICULTIES = ['trivial', 'easy', 'medium', 'hard', 'extreme'] as const;
export type Difficulty = (typeof DIFFICULTIES)[number];

export interface ActionAnalysis {
  readonly type: (typeof ACTION_TYPES)[number];
  readonly difficulty: Difficulty;
  /** 0..1 */
  readonly confidence: number;
}

/** What each system has to say, by the name of its section. */
export interface Sections {
  readonly world_change: WorldChange;
  readonly character_development: Development;
  readonly consequences: readonly ProposedConsequence[];
  readonly quest_updates: readonly QuestUpdate[];
  readonly items: readonly ItemChange[];
  readonly npc_updates: readonly PersonUpdate[];
}
export type SectionName = keyof Sections;

export interface ActionAnswer extends Sections {
  readonly action_analysis: ActionAnalysis;
  /** What is told to the player. */
  readonly narrative: string;
  /** At most 4. */
  readonly suggested_actions: readonly string[];
}

export const SECTIONS: { readonly [Name in SectionName]: Section<Sections[Name]> } = {
  world_change: worldChangeSection,
  character_development: developmentSection,
  consequences: consequencesSection,
  quest_updates: questsSection,
  items: itemsSection,
  npc_updates: peopleSection,
};

export const MOST_SUGGESTIONS = 4;

const analysis: z.ZodType<ActionAnalysis> = z.object({
  type: oneOf(ACTION_TYPES).catch('explore'),
  difficulty: oneOf(DIFFICULTIES).catch('easy'),
  confidence: between(0, 1).catch(0.5),
});
const NO_ANALYSIS: ActionAnalysis = { type: 'explore', difficulty: 'easy', confidence: 0.5 };

/**
 * Reads what a model answered. Only an answer without a narrative is none; whatever else can't be used is dropped, and
 * numbers are clamped.
 */
export const actionAnswerSchema: z.ZodType<ActionAnswer> = z.object({
  action_analysis: analysis.catch(NO_ANALYSIS),
  narrative: prose(STORY_TEXT),
  world_change: readSection('world_change'),
  character_development: readSection('character_development'),
  consequences: readSection('consequences'),
  quest_updates: readSection('quest_updates'),
  items: readSection('items'),
  npc_updates: readSection('npc_updates'),
  suggested_actions: usable(line(LINE), MOST_SUGGESTIONS),
});

function readSection<Name extends SectionName>(name: Name): z.ZodType<Sections[Name]> {
  const { read, none } = SECTIONS[name];
  // What zod catches for is the section's own type; that it stands for a mapped one is lost on the compiler.
  return (read as z.ZodType<Sections[Name]>).catch(none as Sections[Name]);
}

/** The same as a provider is asked for it. */
export const ACTION_ANSWER: JsonSchema = {
  type: 'object',
  required: ['action_analysis', 'narrative', ...Object.keys(SECTIONS), 'suggested_actions'],
  properties: {
    action_analysis: {
      type: 'object',
      required: ['type', 'difficulty', 'confidence'],
      properties: {
        type: askWord(ACTION_TYPES),
        difficulty: askWord(DIFFICULTIES),
        confidence: askConfidence,
      },
    },
    narrative: { type: 'string', description: 'What comes of the action, told in the second person' },
    ...Object.fromEntries(Object.entries(SECTIONS).map(([name, { ask }]) => [name, ask])),
    suggested_actions: askList({ type: 'string' }, MOST_SUGGESTIONS, 'what the character could do next'),
  },
};

/** An answer that only tells, and changes nothing. */
export function answerOf(narrative: string, action_analysis: ActionAnalysis = NO_ANALYSIS): ActionAnswer {
  return {
    action_analysis,
    narrative,
    world_change: worldChangeSection.none,
    character_development: developmentSection.none,
    consequences: consequencesSection.none,
    quest_updates: questsSection.none,
    items: itemsSection.none,
    npc_updates: peopleSection.none,
    suggested_actions: [],
  };
}
