import { z } from 'zod';
import type { JsonSchema } from '../../llm/port.js';
import {
  CONSEQUENCE_CATEGORIES,
  DELAYS,
  type Effects,
  QUEST_STATUSES,
  SEVERITIES,
  TIMES_OF_DAY,
  type Trigger,
  WEATHERS,
} from '../session.js';
import {
  askList,
  askText,
  askWord,
  line,
  maybe,
  NAME,
  NOTE,
  oneOf,
  present,
  prose,
  type Section,
  STORY_TEXT,
  usable,
  wholeBetween,
} from './section.js';

type Consequences = readonly ProposedConsequence[];

/** What an action sets in motion. */
export interface ProposedConsequence {
  readonly category: (typeof CONSEQUENCE_CATEGORIES)[number];
  readonly description: string;
  /** What is told when it comes due. */
  readonly narrative_text: string;
  readonly severity: (typeof SEVERITIES)[number];
  readonly delay: (typeof DELAYS)[number];
  /** Absent: by its delay. */
  readonly trigger?: Trigger | undefined;
  readonly effects: Effects;
  /** Id of the applied consequence that this one follows from. */
  readonly follows?: string | undefined;
}

export const MOST_CONSEQUENCES = 3;

const TRIGGER_KINDS = [
  'actions_elapsed',
  'location',
  'npc_met',
  'next_encounter',
  'time_of_day',
  'quest_status',
  'reputation',
] as const;

const plainTriggerShape: Readonly<Record<string, JsonSchema>> = {
  kind: askWord(TRIGGER_KINDS),
  actions: { type: 'integer', nullable: true, description: 'Of actions_elapsed: 1 to 60' },
  name: askText('Of location, npc_met and reputation: the place, person or faction'),
  time_of_day: { ...askWord(TIMES_OF_DAY), nullable: true },
  quest_id: askText('Of quest_status'),
  status: { ...askWord(QUEST_STATUSES), nullable: true },
  at_least: { type: 'integer', nullable: true, description: 'Of reputation: -100 to 100' },
  at_most: { type: 'integer', nullable: true, description: 'Of reputation: -100 to 100' },
};

const ask: JsonSchema = askList(
  {
    type: 'object',
    required: ['category', 'description', 'narrative_text', 'severity', 'delay', 'effects'],
    properties: {
      category: askWord(CONSEQUENCE_CATEGORIES),
      description: { type: 'string', description: 'What will happen, in a sentence' },
      narrative_text: { type: 'string', description: 'What is told when it happens' },
      severity: askWord(SEVERITIES),
      delay: askWord(DELAYS),
      trigger: {
        type: 'object',
        nullable: true,
        description: 'When it happens; null: by its delay',
        required: ['join', 'of'],
        properties: {
          join: askWord(['all', 'any']),
          of: askList({ type: 'object', required: ['kind'], properties: plainTriggerShape }, 4),
        },
      },
      effects: {
        type: 'object',
        required: [],
        properties: {
          reputation: askList(
            {
              type: 'object',
              required: ['of', 'direction'],
              properties: {
                of: { type: 'string', description: 'A faction or person' },
                direction: askWord(['up', 'down']),
              },
            },
            4,
          ),
          relationships: askList(
            {
              type: 'object',
              required: ['npc', 'change'],
              properties: {
                npc: { type: 'string' },
                change: { type: 'integer', description: 'from -20 to 20' },
              },
            },
            4,
          ),
          health: { type: 'integer', nullable: true },
          mana: { type: 'integer', nullable: true },
          add_condition: askText('A condition of the character that begins'),
          remove_condition: askText('A condition of the character that ends'),
          weather: { ...askWord(WEATHERS), nullable: true },
          add_world_condition: askText('Something that begins to hold where the character is'),
          remove_world_condition: askText('Something that ends to hold there'),
          event: askText('What happens in the world, in a sentence'),
          gain_item: askText('Name of a thing that is given'),
          lose_item: askText('Name of a thing that is lost'),
          reveal_quest: askText('Id of a hidden quest'),
          fail_quest: askText('Id of an active quest'),
        },
      },
      follows: askText('Id of the applied consequence that this one follows from, or null'),
    },
  },
  MOST_CONSEQUENCES,
);

/** A trigger in the form that is asked for, or in the form of a session; nested no deeper than once. */
function triggerOf(said: unknown, nested = false): Trigger | undefined {
  const group = groupSchema.safeParse(said);
  if (group.success) {
    if (nested) return undefined;
    const of = group.data.of.slice(0, 4).flatMap((part) => triggerOf(part, true) ?? []);
    const [only] = of;
    return of.length < 2 ? only : { kind: group.data.join, of };
  }
  const read = plainTriggerSchema.safeParse(said);
  return read.success ? plainTrigger(read.data) : undefined;
}

const groupSchema = z.preprocess(
  (said) => (isRecord(said) ? { ...said, join: said.join ?? said.kind ?? 'all' } : said),
  z.object({ join: oneOf(['all', 'any']), of: z.array(z.unknown()) }),
);

const level = maybe(wholeBetween(-100, 100));
const plainTriggerSchema = z.object({
  kind: oneOf(TRIGGER_KINDS),
  actions: maybe(wholeBetween(1, 60)),
  name: maybe(line(NAME)),
  location: maybe(line(NAME)),
  npc: maybe(line(NAME)),
  of: maybe(line(NAME)),
  time_of_day: maybe(oneOf(TIMES_OF_DAY)),
  quest_id: maybe(line(NAME)),
  status: maybe(oneOf(QUEST_STATUSES)),
  at_least: level,
  at_most: level,
});

function plainTrigger(said: z.output<typeof plainTriggerSchema>): Trigger | undefined {
  const { kind, actions, time_of_day, quest_id, status, at_least, at_most } = said;
  const name = said.name ?? said.location ?? said.npc ?? said.of;
  switch (kind) {
    case 'actions_elapsed':
      return actions === undefined ? undefined : { kind, actions };
    case 'location':
      return name === undefined ? undefined : { kind, location: name };
    case 'npc_met':
      return name === undefined ? undefined : { kind, npc: name };
    case 'next_encounter':
      return { kind };
    case 'time_of_day':
      return time_of_day === undefined ? undefined : { kind, time_of_day };
    case 'quest_status':
      return quest_id === undefined || status === undefined ? undefined : { kind, quest_id, status };
    case 'reputation':
      return name === undefined || (at_least === undefined && at_most === undefined)
        ? undefined
        : {
            kind,
            of: name,
            ...(at_least !== undefined && { at_least }),
            ...(at_most !== undefined && { at_most }),
          };
  }
}

const trigger = z
  .unknown()
  .transform((said) => triggerOf(said))
  .catch(undefined);

/** A record by name, also from a list of its entries; undefined when it has none. */
function byName<T>(key: string, value: string, of: z.ZodType<T>, max: number) {
  return z
    .preprocess((said) => entriesOf(said, key, value), usable(z.tuple([line(NAME), of]), max))
    .transform((entries) => (entries.length === 0 ? undefined : Object.fromEntries(entries)));
}

function entriesOf(said: unknown, key: string, value: string): unknown {
  if (Array.isArray(said)) return said.filter(isRecord).map((entry) => [entry[key], entry[value]]);
  return isRecord(said) ? Object.entries(said) : said;
}

function isRecord(said: unknown): said is Readonly<Record<string, unknown>> {
  return typeof said === 'object' && said !== null && !Array.isArray(said);
}

const conditions = z.object({ add: maybe(line(60)), remove: maybe(line(60)) });
const worldEffects = z.object({
  weather: maybe(oneOf(WEATHERS)),
  add_condition: maybe(line(200)),
  remove_condition: maybe(line(200)),
  event: maybe(line(NOTE)),
});

const effects: z.ZodType<Effects> = z
  .object({
    reputation: maybe(byName('of', 'direction', oneOf(['up', 'down']), 4)),
    relationships: maybe(byName('npc', 'change', wholeBetween(-20, 20), 4)),
    health: maybe(wholeBetween(-100, 100)),
    mana: maybe(wholeBetween(-100, 100)),
    add_condition: maybe(line(60)),
    remove_condition: maybe(line(60)),
    weather: maybe(oneOf(WEATHERS)),
    add_world_condition: maybe(line(200)),
    remove_world_condition: maybe(line(200)),
    event: maybe(line(NOTE)),
    condition: maybe(conditions),
    world: maybe(worldEffects),
    gain_item: maybe(line(NAME)),
    lose_item: maybe(line(NAME)),
    reveal_quest: maybe(line(NAME)),
    fail_quest: maybe(line(NAME)),
  })
  .transform((said) => {
    const { reputation, relationships, health, mana, gain_item, lose_item, reveal_quest, fail_quest } = said;
    return (
      present({
        reputation,
        health,
        mana,
        condition: present({
          add: said.condition?.add ?? said.add_condition,
          remove: said.condition?.remove ?? said.remove_condition,
        }),
        world: present({
          weather: said.world?.weather ?? said.weather,
          add_condition: said.world?.add_condition ?? said.add_world_condition,
          remove_condition: said.world?.remove_condition ?? said.remove_world_condition,
          event: said.world?.event ?? said.event,
        }),
        relationships,
        gain_item,
        lose_item,
        reveal_quest,
        fail_quest,
      }) ?? {}
    );
  });

export const consequencesSection: Section<Consequences> = {
  ask,
  read: usable(
    z.object({
      category: oneOf(CONSEQUENCE_CATEGORIES).catch('narrative'),
      description: line(NOTE),
      narrative_text: prose(STORY_TEXT),
      severity: oneOf(SEVERITIES).catch('minor'),
      delay: oneOf(DELAYS).catch('short_term'),
      trigger,
      effects: effects.catch({}),
      follows: maybe(line(60)),
    }),
    MOST_CONSEQUENCES,
  ),
  none: [],
};
