import { z } from 'zod';
import { lorebookSchema, seriesMetadataSchema } from '../scenario/lorebook.js';
import type { ListedLorebook, StoredLorebook } from '../store/lorebooks.js';

/** Lorebooks as clients see them. */

/** What a lorebook has beside its content. */
const rowShape = {
  id: z.guid(),
  owner: z.string().meta({ description: "The client whose it is; `starter` is everybody's" }),
  version: z.string().meta({ description: 'Changes with the content' }),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
};

export const lorebookAnswerSchema = z
  .object({
    lorebook: z.object({ ...lorebookSchema.shape, ...rowShape }).meta({ id: 'Lorebook' }),
    summary: z.object({
      characters_count: z.int(),
      locations_count: z.int(),
      world_systems_count: z.int(),
      timeline_events: z.int(),
    }),
  })
  .meta({ id: 'LorebookAnswer' });

export const listedLorebookSchema = z
  .object({
    ...rowShape,
    title: seriesMetadataSchema.shape.title,
    type: seriesMetadataSchema.shape.type,
    genre: seriesMetadataSchema.shape.genre,
    setting: z.string(),
    characters_count: z.int(),
    locations_count: z.int(),
    entries_count: z.int(),
  })
  .meta({ id: 'ListedLorebook' });

/**
 * A lorebook's content for an edit. What an answer has beside it may be sent back and isn't heeded, but for the version:
 * an edit that names one is refused when the lorebook has changed since.
 */
export const lorebookEditSchema = z
  .strictObject({
    ...lorebookSchema.shape,
    generation_metadata: z.unknown().meta({ description: 'Not heeded: it stays as it is' }).optional(),
    ...z.object(rowShape).partial().shape,
  })
  .meta({ id: 'LorebookEdit' });

export function lorebookAnswer(book: StoredLorebook): z.output<typeof lorebookAnswerSchema> {
  const { content } = book;
  return {
    lorebook: {
      ...content,
      id: book.id,
      owner: book.clientId,
      version: book.version,
      created_at: book.createdAt.toISOString(),
      updated_at: book.updatedAt.toISOString(),
    },
    summary: {
      characters_count: content.characters.length,
      locations_count: content.locations.length,
      world_systems_count: content.world_systems.length,
      timeline_events: content.timeline.length,
    },
  };
}

export function listedLorebook(book: ListedLorebook): z.output<typeof listedLorebookSchema> {
  return {
    id: book.id,
    owner: book.clientId,
    version: book.version,
    title: book.title,
    // Stored from this very schema.
    type: book.type as z.output<typeof seriesMetadataSchema>['type'],
    genre: book.genre,
    setting: book.setting,
    characters_count: book.characters,
    locations_count: book.locations,
    entries_count: book.entries,
    created_at: book.createdAt.toISOString(),
    updated_at: book.updatedAt.toISOString(),
  };
}
