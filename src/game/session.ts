import { z } from 'zod';
import { profileStatsSchema } from '../scenario/lorebook.js';
import { lineText, storableText } from '../simulation/text.js';

/**
 * A game session as clients see it: the one character that a player leads, what it owns and is about, and what the world
 * around it has come to. All of it is data; `src/game/reducers` are the only functions that change it.
 */

const name = lineText(120);
const text = storableText(8_000);
const note = storableText(1_000);
const count = z.int().min(0);

export const EQUIPMENT_SLOTS = [
  'weapon',
  'helmet',
  'chest',
  'legs',
  'boots',
  'gloves',
  'ring',
  'necklace',
  'shield',
] as const;
export const ITEM_TYPES = ['weapon', 'armor', 'consumable', 'tool', 'magical', 'misc'] as const;
export const RARITIES = ['common', 'uncommon', 'rare', 'epic', 'legendary'] as const;
/** In the order in which a day goes by; after the night comes the next dawn. */
export const TIMES_OF_DAY = ['dawn', 'morning', 'day', 'afternoon', 'evening', 'night'] as const;
export const WEATHERS = ['clear', 'fog', 'rain', 'storm', 'none'] as const;
export const QUEST_STATUSES = ['active', 'completed', 'failed', 'hidden'] as const;
export const CONSEQUENCE_CATEGORIES = [
  'personal',
  'social',
  'environmental',
  'economic',
  'narrative',
] as const;
export const SEVERITIES = ['minor', 'moderate', 'major', 'critical'] as const;
export const DELAYS = ['immediate', 'short_term', 'long_term'] as const;

export const characterSchema = z
  .strictObject({
    name,
    level: z.int().min(1),
    health: count,
    max_health: z.int().min(1),
    mana: count,
    max_mana: count,
    /** Over the whole life of the character; it never falls. */
    experience: count,
    stats: profileStatsSchema,
    class_name: lineText(100),
    background: text.optional(),
    /** Ids of items by slot. */
    equipped_items: z.partialRecord(z.enum(EQUIPMENT_SLOTS), z.string()),
    max_carry_weight: z.number().min(0),
    metadata: z.strictObject({
      abilities: z.array(note),
      personality: z.array(note),
      /** Learned in play. */
      skills: z.array(lineText(120)),
      /** What play has shown of it, oldest first. */
      traits: z.array(note),
      /** `downed` and others. */
      conditions: z.array(lineText(60)),
    }),
  })
  .meta({ id: 'PlayerCharacter' });

export const npcStateSchema = z.strictObject({
  /** Place where it is. */
  location: name,
  /** `idle`, `hurt`, `dead` and others. */
  status: lineText(60),
  /** Towards the player's character, -100..100. */
  disposition: z.int().min(-100).max(100),
});

export const worldEventSchema = z.strictObject({
  id: z.string(),
  /** Of the action that it came of; 0 of the opening. */
  action_seq: count,
  location: name,
  text: note,
  because: note.optional(),
});

export const worldStateSchema = z
  .strictObject({
    current_location: name,
    environment_description: text,
    weather: z.enum(WEATHERS),
    time_of_day: z.enum(TIMES_OF_DAY),
    /** At most 12. */
    special_conditions: z.array(lineText(200)).max(12),
    npc_states: z.record(z.string(), npcStateSchema),
    /** Places in the order in which they were entered, the first included; at most the newest 100. */
    location_history: z.array(name),
    /** At most 20, oldest first. */
    world_events: z.array(worldEventSchema).max(20),
    /** Names of who is here. */
    npcs_present: z.array(name),
    /** What can be done here, as a player would say it. */
    available_actions: z.array(note),
  })
  .meta({ id: 'GameWorld' });

export const inventoryItemSchema = z
  .strictObject({
    id: z.string(),
    name,
    type: z.enum(ITEM_TYPES),
    rarity: z.enum(RARITIES),
    description: note.optional(),
    /** Pieces, at least 1. */
    quantity: z.int().min(1),
    equipped: z.boolean(),
    equipment_slot: z.enum(EQUIPMENT_SLOTS).optional(),
    /** Of one piece. */
    weight: z.number().min(0),
    durability: z.number().min(0).optional(),
    max_durability: z.number().min(0).optional(),
    /** What wearing it adds to the character's stats. */
    stats: profileStatsSchema.partial().optional(),
    /** What using one piece does: health and mana are added, a condition is taken away. */
    effects: z
      .strictObject({ health: z.int().optional(), mana: z.int().optional(), cures: lineText(60).optional() })
      .optional(),
    /** Where it came from. */
    metadata: z.strictObject({ created_seq: count, because: note }).optional(),
  })
  .meta({ id: 'InventoryItem' });

export const LANDMARK_KINDS = [
  'place_visited',
  'item_owned',
  'npc_spoken_to',
  'npc_dead',
  'consequence_applied',
] as const;

/** Something that the rules can see come about: by the name of a place, thing or person, or a consequence's id. */
export const landmarkSchema = z.strictObject({ kind: z.enum(LANDMARK_KINDS), name });

export const questProgressSchema = z.strictObject({
  current: count,
  total: count,
  completed_objectives: z.array(z.boolean()),
  /** 0..100 */
  percentage: z.number().min(0).max(100),
});

export const questSchema = z
  .strictObject({
    id: z.string(),
    title: lineText(200),
    description: note,
    status: z.enum(QUEST_STATUSES),
    objectives: z.array(note),
    progress: questProgressSchema,
    rewards: z
      .strictObject({
        experience: count.optional(),
        reputation: z.record(z.string(), z.int()).optional(),
        /** Names of things that are given. */
        items: z.array(name).optional(),
      })
      .optional(),
    dependencies: z.array(z.strictObject({ quest_id: z.string(), required_status: z.enum(QUEST_STATUSES) })),
    /** Minutes of the story from when it became active. */
    time_limit: z.number().min(0).optional(),
    failure_conditions: z.array(note),
    /** What the rules go by. */
    metadata: z
      .strictObject({
        /** For each objective what completes it by itself; null when only an update that cites the action does. */
        triggers: z.array(landmarkSchema.nullable()),
        /** The same for each failure condition. */
        fails_on: z.array(landmarkSchema.nullable()),
        /** Minutes of the story when it became active. */
        active_since: count.optional(),
      })
      .optional(),
  })
  .meta({ id: 'Quest' });

export const STORY_ENTRY_TYPES = ['player', 'narration', 'action', 'system'] as const;

export const storyEntrySchema = z
  .strictObject({
    /** Derived from the action that it came of, so that a replay gives the same: `a0007-1`. */
    id: z.string(),
    type: z.enum(STORY_ENTRY_TYPES),
    text,
    /** ISO 8601, of the commit. */
    timestamp: z.string(),
    metadata: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'StoryEntry' });

/** When a consequence comes due; `all` and `any` combine others. */
export type Trigger =
  | { readonly kind: 'actions_elapsed'; readonly actions: number }
  | { readonly kind: 'location'; readonly location: string }
  | { readonly kind: 'npc_met'; readonly npc: string }
  | { readonly kind: 'next_encounter' }
  | { readonly kind: 'time_of_day'; readonly time_of_day: TimeOfDay }
  | { readonly kind: 'quest_status'; readonly quest_id: string; readonly status: QuestStatus }
  | {
      readonly kind: 'reputation';
      readonly of: string;
      readonly at_least?: number | undefined;
      readonly at_most?: number | undefined;
    }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Trigger[] };

export const triggerSchema: z.ZodType<Trigger> = z.lazy(() =>
  z.union([
    z.strictObject({ kind: z.literal('actions_elapsed'), actions: z.int().min(0).max(60) }),
    z.strictObject({ kind: z.literal('location'), location: name }),
    z.strictObject({ kind: z.literal('npc_met'), npc: name }),
    z.strictObject({ kind: z.literal('next_encounter') }),
    z.strictObject({ kind: z.literal('time_of_day'), time_of_day: z.enum(TIMES_OF_DAY) }),
    z.strictObject({ kind: z.literal('quest_status'), quest_id: z.string(), status: z.enum(QUEST_STATUSES) }),
    z.strictObject({
      kind: z.literal('reputation'),
      of: name,
      at_least: z.int().min(-100).max(100).optional(),
      at_most: z.int().min(-100).max(100).optional(),
    }),
    z.strictObject({ kind: z.enum(['all', 'any']), of: z.array(triggerSchema).min(1).max(4) }),
  ]),
);

/** What a consequence does when it is applied, all through the reducers. */
export const effectsSchema = z.strictObject({
  /** By name of a faction or a person; the severity says how far, these only which way. */
  reputation: z.record(z.string(), z.enum(['up', 'down'])).optional(),
  health: z.int().optional(),
  mana: z.int().optional(),
  condition: z.strictObject({ add: lineText(60).optional(), remove: lineText(60).optional() }).optional(),
  world: z
    .strictObject({
      weather: z.enum(WEATHERS).optional(),
      add_condition: lineText(200).optional(),
      remove_condition: lineText(200).optional(),
      event: note.optional(),
    })
    .optional(),
  /** Towards the player's character, by name. */
  relationships: z.record(z.string(), z.int().min(-100).max(100)).optional(),
  gain_item: name.optional(),
  lose_item: name.optional(),
  /** Id of a hidden quest that becomes active, or of an active one that fails. */
  reveal_quest: z.string().optional(),
  fail_quest: z.string().optional(),
});

export const consequenceSchema = z.strictObject({
  id: z.string(),
  category: z.enum(CONSEQUENCE_CATEGORIES),
  description: note,
  narrative_text: text,
  severity: z.enum(SEVERITIES),
  delay: z.enum(DELAYS),
  trigger: triggerSchema,
  effects: effectsSchema,
  chain_id: z.string(),
  parent_id: z.string().optional(),
  /** 0 of the first of a chain, at most 4. */
  depth: z.int().min(0).max(4),
  status: z.enum(['pending', 'applied', 'expired']),
  /** `action_seq` of the action that it came of. */
  created_seq: count,
});

export const gameSessionSchema = z.strictObject({
  session_id: z.uuid(),
  /** Number of actions that were applied. */
  version: count,
  character: characterSchema,
  inventory: z.array(inventoryItemSchema),
  quests: z.array(questSchema),
  world_state: worldStateSchema,
  scenario_id: z.uuid().optional(),
  lorebook_id: z.uuid().optional(),
  /** Those that are pending, and the newest 20 of the others. */
  consequences: z.array(consequenceSchema),
  /** By faction or person, -100..100. */
  reputation: z.record(z.string(), z.int().min(-100).max(100)),
  seed: z.int(),
  metadata: z.record(z.string(), z.unknown()),
});

export type EquipmentSlot = (typeof EQUIPMENT_SLOTS)[number];
export type TimeOfDay = (typeof TIMES_OF_DAY)[number];
export type QuestStatus = (typeof QUEST_STATUSES)[number];
export type Severity = (typeof SEVERITIES)[number];
export type Character = z.infer<typeof characterSchema>;
export type NpcState = z.infer<typeof npcStateSchema>;
export type WorldEvent = z.infer<typeof worldEventSchema>;
export type WorldState = z.infer<typeof worldStateSchema>;
export type Landmark = z.infer<typeof landmarkSchema>;
export type InventoryItem = z.infer<typeof inventoryItemSchema>;
export type Quest = z.infer<typeof questSchema>;
export type StoryEntry = z.infer<typeof storyEntrySchema>;
export type Effects = z.infer<typeof effectsSchema>;
export type Consequence = z.infer<typeof consequenceSchema>;
/** Without what the store keeps beside it: its story, its times and the number of the newest action. */
export type GameSession = z.infer<typeof gameSessionSchema>;
