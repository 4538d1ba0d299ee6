import { z } from 'zod';
import { lineText, storableText } from './text.js';

/**
 * An entry of a lorebook: a text, and when it comes to mind. The fields are those of World Info in snake_case, so that
 * an imported book keeps its meaning; `extensions` keeps what this program doesn't read.
 */

/** What the secondary keys must do beside a primary key: one present, not all, none, all. */
export const SECONDARY_LOGIC = ['and_any', 'not_all', 'not_any', 'and_all'] as const;

/** Where an entry is put into a prompt. */
export const LORE_POSITIONS = [
  'before_char',
  'after_char',
  'note_top',
  'note_bottom',
  'at_depth',
  'example_top',
  'example_bottom',
] as const;

const MAX_KEYS = 200;
const messages = z.number().int().min(0).max(10_000);
const keys = z.array(z.string().max(500)).max(MAX_KEYS, `must have at most ${MAX_KEYS} entries`);

export const loreEntrySchema = z
  .strictObject({
    /** Unique within its book. */
    uid: lineText(100),
    /** Texts, or `/pattern/flags`. */
    keys: keys.default([]),
    secondary_keys: keys.default([]),
    logic: z.enum(SECONDARY_LOGIC).default('and_any'),
    comment: z.string().max(1_000).default(''),
    content: storableText(50_000),
    /** Always comes to mind. */
    constant: z.boolean().default(false),
    enabled: z.boolean().default(true),
    /** The higher goes first, and stands nearer the end of the prompt. */
    order: z.number().min(-1_000_000).max(1_000_000).default(100),
    position: z.enum(LORE_POSITIONS).default('before_char'),
    /** Messages from the end at which an entry `at_depth` is put. */
    depth: messages.default(4),
    /** Percent. */
    probability: z.number().min(0).max(100).default(100),
    use_probability: z.boolean().default(true),
    /** Messages that are looked at; of the scan when not given. */
    scan_depth: messages.nullable().default(null),
    case_sensitive: z.boolean().nullable().default(null),
    match_whole_words: z.boolean().nullable().default(null),
    exclude_recursion: z.boolean().default(false),
    prevent_recursion: z.boolean().default(false),
    /** Comes to mind only by what other entries say; a number is the level at which it may. */
    delay_until_recursion: z.union([z.boolean(), z.number().int().min(0).max(100)]).default(false),
    /** Names, comma-separated; of the entries of a group one is taken. */
    group: z.string().max(500).default(''),
    group_override: z.boolean().default(false),
    group_weight: z.number().min(0).max(1_000_000).default(100),
    use_group_scoring: z.boolean().nullable().default(null),
    /** Messages for which it stays in mind once it came. */
    sticky: messages.nullable().default(null),
    /** Messages for which it does not come again. */
    cooldown: messages.nullable().default(null),
    /** Messages before which it does not come at all. */
    delay: messages.nullable().default(null),
    /** Of a message that holds it, for providers that tell roles apart. */
    role: z.enum(['system', 'user', 'assistant']).default('system'),
    /** For whom it counts: names or tags, or everybody else when `exclude`. */
    character_filter: z
      .strictObject({
        names: z.array(lineText(200)).max(200).default([]),
        tags: z.array(lineText(200)).max(200).default([]),
        exclude: z.boolean().default(false),
      })
      .nullable()
      .default(null),
    /** Of books with a budget of their own: the lowest is dropped first. */
    priority: z.number().nullable().default(null),
    /** Whether every character may know it; others know it when they believe something about what it is about. */
    public: z.boolean().default(true),
    /** Names of characters, places and things that it is about. */
    subjects: z.array(lineText(200)).max(100).default([]),
    extensions: z.record(z.string(), z.unknown()).default({}),
  })
  .meta({ id: 'LoreEntry' });

/** The entries of a book, or of a character. What became of an entry in a story is kept under its uid. */
export const loreEntriesSchema = z
  .array(loreEntrySchema)
  .max(2_000, 'must have at most 2000 entries')
  .refine(
    (entries) => new Set(entries.map(({ uid }) => uid)).size === entries.length,
    'must have no uid twice',
  );

export type LoreEntry = z.infer<typeof loreEntrySchema>;
