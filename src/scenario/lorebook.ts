import { z } from 'zod';
import { loreEntriesSchema } from '../simulation/lore-entry.js';
import { lineText, nameText, storableText } from '../simulation/text.js';

/**
 * A lorebook: the world of a series as data. Everything in it refers to other parts by name: characters, places and
 * factions are named once, in any case, and a name that is mentioned stands somewhere in the same book.
 */

/** A name of a person, a place, a faction or a system. */
const name = nameText(120);
const text = storableText(8_000);
const note = storableText(1_000);
const notes = (max: number) => z.array(note).max(max, `must have at most ${max} entries`);
const names = (max: number) => z.array(name).max(max, `must have at most ${max} entries`);

export const SERIES_TYPES = ['anime', 'manga', 'game', 'novel', 'movie', 'tv_show', 'book', 'comic'] as const;

export const seriesMetadataSchema = z.strictObject({
  title: lineText(200),
  type: z.enum(SERIES_TYPES),
  /** The primary genre. */
  genre: lineText(60),
  genres: z.array(lineText(60)).max(10).default([]),
  themes: z.array(lineText(120)).max(20).default([]),
  setting: text,
  tone: lineText(200),
  /** Absent when the series has none. */
  power_system: note.optional(),
  time_period: lineText(200).optional(),
  source_urls: z.array(z.url().max(2_000)).max(20).default([]),
  /** How well the series is known to who described it. */
  confidence_score: z.number().min(0).max(1),
});

const score = z.number().int().min(1).max(20);

/** Strength, dexterity and so on, 1..20. */
export const profileStatsSchema = z.strictObject({
  strength: score,
  dexterity: score,
  constitution: score,
  intelligence: score,
  wisdom: score,
  charisma: score,
});

export const PLAYABLE_POTENTIAL = ['high', 'medium', 'low'] as const;

export const characterProfileSchema = z.strictObject({
  name,
  /** `protagonist`, `antagonist`, `deuteragonist`, `supporting` or another word for the part it plays. */
  role: lineText(60),
  description: text,
  personality: notes(20),
  abilities: notes(30),
  relationships: z.array(z.strictObject({ character: name, type: lineText(60) })).max(60),
  background: text,
  goals: notes(20),
  speech_patterns: notes(30),
  home_location: name.optional(),
  faction: name.optional(),
  playable_potential: z.enum(PLAYABLE_POTENTIAL),
  stats: profileStatsSchema.optional(),
  aliases: names(20).default([]),
  /** Whether everybody in the world knows of this character. */
  public: z.boolean().default(true),
  extensions: z.record(z.string(), z.unknown()).default({}),
});

export const locationProfileSchema = z.strictObject({
  name,
  /** `city`, `harbour`, `ruin` and so on. */
  type: lineText(60),
  description: text,
  significance: note,
  /** Neighbouring places; they lead back. */
  connections: names(20),
  notable_features: notes(20),
  /** Characters who live here. */
  inhabitants: names(40),
  atmosphere: note,
  dangers: notes(20),
  coordinates: z.strictObject({ x: z.number(), y: z.number() }).optional(),
  light: z.enum(['bright', 'normal', 'dim', 'dark']),
  weather: z.enum(['clear', 'fog', 'rain', 'storm', 'none']),
  terrain: z.enum(['open', 'forest', 'urban', 'underground']),
});

export const worldSystemSchema = z.strictObject({
  name,
  /** `political`, `magic`, `technology`, `economic`, `cultural`, `religious` or another. */
  type: lineText(60),
  description: text,
  rules: notes(30),
  limitations: notes(30),
  examples: notes(30),
  /** Characters. */
  key_figures: names(30),
  historical_events: notes(30),
});

export const timelineEventSchema = z.strictObject({
  /** Unique within the book. */
  id: lineText(60),
  era: lineText(120),
  year: z.number().int().optional(),
  /** Its place in the sequence, from 0. */
  order: z.number().int().min(0),
  title: lineText(200),
  description: text,
  /** Characters and factions. */
  participants: names(40),
  locations: names(20),
  consequences: notes(20),
});

export const RELATIONSHIP_TYPES = [
  'friend',
  'enemy',
  'rival',
  'family',
  'mentor',
  'romantic',
  'ally',
  'neutral',
] as const;

export const relationshipSchema = z.strictObject({
  character_a: name,
  character_b: name,
  type: z.enum(RELATIONSHIP_TYPES),
  description: note,
  /** -1..1 */
  affinity: z.number().min(-1).max(1),
  /** Whether both feel so; otherwise `character_a` does. */
  mutual: z.boolean(),
});

export const factionSchema = z.strictObject({
  name,
  description: text,
  goals: notes(20),
  /** Places that it holds. */
  territory: names(20),
  leader: name.optional(),
  /** Factions that it is at odds with. */
  rivals: names(20),
});

export const importantItemSchema = z.strictObject({
  name,
  description: text,
  significance: note,
  /** Where it is, and whose it is. */
  location: name.optional(),
  owner: name.optional(),
});

export const generationMetadataSchema = z.strictObject({
  /** `model`, `offline` or `import`. */
  method: z.enum(['model', 'offline', 'import']),
  model: lineText(100),
  seed: z.number().int(),
  degraded_steps: z.array(lineText(60)).max(50).default([]),
  /** What was mended so that all references hold. */
  repairs: z.array(note).max(500).default([]),
  /** Share of the checks that passed before anything was mended, 0..1. */
  score: z.number().min(0).max(1),
});

/** Stands for the plot and the setting of a book of entries, which has neither. */
export const NOTHING_TOLD = 'Nothing is told of it but its entries.';

/** What a lorebook holds; id, owner, version and times belong to the row that stores it. */
export const lorebookSchema = z.strictObject({
  series_metadata: seriesMetadataSchema,
  characters: z.array(characterProfileSchema).max(500),
  locations: z.array(locationProfileSchema).max(500),
  world_systems: z.array(worldSystemSchema).max(200),
  timeline: z.array(timelineEventSchema).max(1_000),
  relationships: z.array(relationshipSchema).max(5_000),
  themes: z.array(lineText(120)).max(50),
  tone: lineText(200),
  factions: z.array(factionSchema).max(200),
  important_items: z.array(importantItemSchema).max(200),
  entries: loreEntriesSchema,
  plot_summary: text,
  /** Titles of the timeline, in order. */
  key_events: z.array(lineText(200)).max(1_000),
  generation_metadata: generationMetadataSchema,
});

export type SeriesMetadata = z.infer<typeof seriesMetadataSchema>;
export type CharacterProfile = z.infer<typeof characterProfileSchema>;
export type ProfileStats = z.infer<typeof profileStatsSchema>;
export type LocationProfile = z.infer<typeof locationProfileSchema>;
export type WorldSystem = z.infer<typeof worldSystemSchema>;
export type TimelineEvent = z.infer<typeof timelineEventSchema>;
export type Relationship = z.infer<typeof relationshipSchema>;
export type Faction = z.infer<typeof factionSchema>;
export type ImportantItem = z.infer<typeof importantItemSchema>;
export type GenerationMetadata = z.infer<typeof generationMetadataSchema>;
export type Lorebook = z.infer<typeof lorebookSchema>;
