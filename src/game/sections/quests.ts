import { z } from 'zod';
import type { JsonSchema } from '../../llm/port.js';
import { LANDMARK_KINDS, type Landmark } from '../session.js';
import {
  askBecause,
  askList,
  askText,
  askWord,
  because,
  line,
  maybe,
  NAME,
  NOTE,
  oneOf,
  type Section,
  usable,
  wholeBetween,
} from './section.js';

export const QUEST_CHANGES = ['offer', 'objective', 'fail'] as const;

export interface OfferedObjective {
  readonly text: string;
  /** What completes it by itself; absent: only an update that cites the action. */
  readonly trigger?: Landmark | undefined;
}

export interface OfferedQuest {
  readonly title: string;
  readonly description: string;
  readonly objectives: readonly OfferedObjective[];
  /** Experience when it is completed. */
  readonly experience: number;
  /** Names of things that are given then. */
  readonly items: readonly string[];
  /** By whom regard rises then: a faction or person. */
  readonly regard: readonly string[];
  /** Ids of quests that must be completed first; until then it is hidden. */
  readonly after: readonly string[];
  /** Story minutes. */
  readonly time_limit?: number | undefined;
  readonly failure_conditions: readonly OfferedObjective[];
}

export type QuestUpdate =
  | { readonly change: 'offer'; readonly quest: OfferedQuest; readonly because: string }
  | {
      /** An objective is done, or a failure condition is met. */
      readonly change: 'objective' | 'fail';
      readonly quest_id: string;
      /** From 0. */
      readonly index: number;
      /** Words of the player's action, as they stand there. */
      readonly cites: string;
      readonly because: string;
    };

export const MOST_QUEST_UPDATES = 4;
export const MOST_OBJECTIVES = 6;

const askObjective: JsonSchema = {
  type: 'object',
  required: ['text'],
  properties: {
    text: { type: 'string', description: 'In a sentence' },
    trigger: {
      type: 'object',
      nullable: true,
      description: 'What brings it about by itself, or null',
      required: ['kind', 'name'],
      properties: {
        kind: askWord(LANDMARK_KINDS),
        name: { type: 'string', description: 'A place, a thing, a person, or the id of a consequence' },
      },
    },
  },
};

const ask: JsonSchema = askList(
  {
    type: 'object',
    required: ['change', 'because'],
    properties: {
      change: askWord(QUEST_CHANGES),
      quest_id: askText('Of the quest that an objective is of or that fails'),
      index: {
        type: 'integer',
        nullable: true,
        description: 'Of the objective or failure condition, from 0',
      },
      cites: askText("The words of the player's action that do it, as they stand there"),
      quest: {
        type: 'object',
        nullable: true,
        description: 'A quest that is offered',
        required: ['title', 'description', 'objectives'],
        properties: {
          title: { type: 'string' },
          description: { type: 'string' },
          objectives: askList(askObjective, MOST_OBJECTIVES),
          experience: { type: 'integer', nullable: true, description: 'Of its completion, from 0 to 100' },
          items: askList({ type: 'string' }, 2, 'things that are given on completion'),
          regard: askList({ type: 'string' }, 2, 'factions or people whose regard rises on completion'),
          after: askList({ type: 'string' }, 4, 'ids of quests that must be completed first'),
          time_limit: { type: 'integer', nullable: true, description: 'Minutes of the story, or null' },
          failure_conditions: askList(askObjective, 2),
        },
      },
      because: askBecause,
    },
  },
  MOST_QUEST_UPDATES,
);

const landmark: z.ZodType<Landmark> = z.object({ kind: oneOf(LANDMARK_KINDS), name: line(NAME) });
const objective: z.ZodType<OfferedObjective> = z.object({ text: line(NOTE), trigger: maybe(landmark) });

const offered: z.ZodType<OfferedQuest> = z.object({
  title: line(200),
  description: line(NOTE),
  objectives: usable(objective, MOST_OBJECTIVES).pipe(z.array(z.custom<OfferedObjective>()).min(1)),
  experience: wholeBetween(0, 100).catch(0),
  items: usable(line(NAME), 2),
  regard: usable(line(NAME), 2),
  after: usable(line(NAME), 4),
  time_limit: maybe(wholeBetween(10, 100_000)),
  failure_conditions: usable(objective, 2),
});

const update: z.ZodType<QuestUpdate> = z.union([
  z.object({ change: oneOf(QUEST_CHANGES).pipe(z.literal('offer')), quest: offered, because }),
  z.object({
    change: oneOf(QUEST_CHANGES).pipe(z.enum(['objective', 'fail'])),
    quest_id: line(NAME),
    index: wholeBetween(0, 100),
    cites: line(NOTE),
    because,
  }),
]);

export const questsSection: Section<readonly QuestUpdate[]> = {
  ask,
  read: usable(update, MOST_QUEST_UPDATES),
  none: [],
};
