import { z } from 'zod';
import { lineText, nameText, storableText } from '../simulation/text.js';
import {
  characterProfileSchema,
  factionSchema,
  importantItemSchema,
  locationProfileSchema,
  profileStatsSchema,
  relationshipSchema,
  seriesMetadataSchema,
  timelineEventSchema,
  worldSystemSchema,
} from './lorebook.js';

/**
 * What each step of scenario generation answers, from a model or offline: how many of what, how long, out of which
 * words. Fields that aren't asked for are dropped.
 */

const name = nameText(120);
const note = storableText(1_000);

function list<T extends z.ZodType>(of: T, min: number, max: number) {
  return z
    .array(of)
    .min(min, `must have at least ${min} entries`)
    .max(max, `must have at most ${max} entries`);
}

/** A part in the story that a later step writes up. */
const castSlotSchema = z.object({
  name,
  /** `protagonist`, `antagonist`, `deuteragonist`, `supporting` or another word for the part it plays. */
  role: lineText(60),
  /** A faction of the outline. */
  faction: name.optional(),
  /** Who this is, in a sentence. */
  concept: note,
});

/** The names that all later steps use. */
const outlineSchema = z
  .object({
    places: list(name, 8, 12).meta({ description: 'Names; the story begins at the first' }),
    factions: list(name, 2, 6).meta({ description: 'Names of groups and powers' }),
    main_cast: list(castSlotSchema, 4, 6),
    supporting_cast: list(castSlotSchema, 6, 10),
  })
  .refine(
    ({ places, factions, main_cast, supporting_cast }) =>
      allDiffer([...places, ...factions, ...[...main_cast, ...supporting_cast].map((slot) => slot.name)]),
    'all names of the outline must differ',
  );

const analysis = z.object({
  metadata: z.object({
    ...seriesMetadataSchema.omit({ source_urls: true }).shape,
    genres: list(lineText(60), 1, 10),
    themes: list(lineText(120), 1, 20),
    /** Absent when the series has none; then no power system is designed. */
    power_system: seriesMetadataSchema.shape.power_system,
  }),
  /** What the request says that isn't so of this series. */
  corrections: list(z.object({ field: lineText(60), given: note, corrected: note, reason: note }), 0, 20),
  outline: outlineSchema,
  plot_summary: storableText(8_000),
});

const geography = z.object({
  /** The places of the outline. */
  locations: list(
    z.object({
      ...locationProfileSchema.shape,
      connections: list(name, 1, 20),
      notable_features: list(note, 1, 20),
    }),
    8,
    12,
  ),
});

const systemSchema = z.object({ ...worldSystemSchema.shape, rules: list(note, 1, 30) });

const politics = z.object({
  systems: list(systemSchema, 1, 4),
  /** The factions of the outline. */
  factions: list(z.object({ ...factionSchema.shape, goals: list(note, 1, 20) }), 2, 6),
});

const powerSystem = z.object({ systems: list(systemSchema, 1, 3) });

const culture = z.object({
  systems: list(systemSchema, 1, 4),
  important_items: list(z.object(importantItemSchema.shape), 2, 6),
});

const timeline = z.object({
  /** The oldest first, as are the events of each. */
  eras: list(
    z.object({
      era: timelineEventSchema.shape.era,
      events: list(
        z.object({
          ...timelineEventSchema.omit({ id: true, era: true, order: true }).shape,
          participants: list(name, 1, 40),
          consequences: list(note, 1, 20),
        }),
        1,
        5,
      ),
    }),
    2,
    6,
  ),
});

const profileShape = {
  ...characterProfileSchema.omit({ relationships: true, extensions: true }).shape,
  personality: list(note, 1, 20),
  abilities: list(note, 1, 30),
  goals: list(note, 1, 20),
};

const mainCast = z.object({
  /** One for each slot of the outline, under its name. */
  characters: list(z.object({ ...profileShape, stats: profileStatsSchema }), 4, 6),
});

const supportingCast = z.object({
  /** One for each slot of the outline, under its name. */
  characters: list(z.object(profileShape), 6, 10),
});

const relationships = z.object({
  relationships: list(
    z
      .object(relationshipSchema.shape)
      .refine(
        (tie) => tie.character_a.toLowerCase() !== tie.character_b.toLowerCase(),
        'a relationship needs two characters',
      ),
    6,
    60,
  ),
});

/** Words of the opening narrative, and its paragraphs. */
const NARRATIVE_WORDS = { min: 200, max: 300 };
const NARRATIVE_PARAGRAPHS = { min: 2, max: 3 };

const narrative = storableText(8_000)
  .refine(
    (text) => within(NARRATIVE_WORDS, text.trim().split(/\s+/).length),
    `must have ${NARRATIVE_WORDS.min} to ${NARRATIVE_WORDS.max} words`,
  )
  .refine(
    (text) => within(NARRATIVE_PARAGRAPHS, text.trim().split(/\n\s*\n/).length),
    `must have ${NARRATIVE_PARAGRAPHS.min} or ${NARRATIVE_PARAGRAPHS.max} paragraphs with an empty line between them`,
  )
  .refine((text) => /\byou(?:r|rs|rself)?\b/i.test(text), 'must be told in the second person')
  .meta({ description: '2 or 3 paragraphs, 200 to 300 words, second person' });

const template = z.object({
  title: lineText(200),
  description: storableText(4_000),
  time_period: lineText(200),
  starting_situation: storableText(4_000),
  /** Characters of the lorebook that matter at the beginning. */
  key_characters: list(name, 1, 10),
  /** One for each character that can be played, under its name. */
  playable_characters: list(
    z.object({
      name,
      personality: list(note, 1, 20),
      abilities: list(note, 1, 30),
      background: storableText(8_000),
    }),
    2,
    3,
  ),
  estimated_duration: lineText(60),
  tags: list(lineText(60), 1, 30),
  initial_narrative: narrative,
});

export const STEP_ANSWERS = {
  analysis,
  geography,
  politics,
  power_system: powerSystem,
  culture,
  timeline,
  main_cast: mainCast,
  supporting_cast: supportingCast,
  relationships,
  template,
} as const;

/** Whether no two names are equal but for case. */
function allDiffer(names: readonly string[]): boolean {
  return new Set(names.map((each) => each.toLowerCase())).size === names.length;
}

function within({ min, max }: { readonly min: number; readonly max: number }, count: number): boolean {
  return count >= min && count <= max;
}
