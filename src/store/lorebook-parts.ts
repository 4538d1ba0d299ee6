import { Prisma } from '../generated/prisma/client.js';
import type { ScenarioTemplate } from '../scenario/template.js';

/**
 * How a lorebook lies in its tables, as fragments of the statements that store and read it. Those that store read the
 * book from a CTE `given` (column `book`, in wire form) and write under the id that a CTE `stored` returns.
 */

/** Columns of `lorebook` that hold content. */
export const BOOK_COLUMNS = Prisma.sql`
  themes, tone, factions, important_items, entries, plot_summary, key_events, generation_metadata`;

/** Their values. */
export const BOOK_VALUES = Prisma.sql`
  ARRAY(SELECT jsonb_array_elements_text(book -> 'themes')), book ->> 'tone', book -> 'factions',
  book -> 'important_items', book -> 'entries', book ->> 'plot_summary',
  ARRAY(SELECT jsonb_array_elements_text(book -> 'key_events')), book -> 'generation_metadata'`;

/** A table of parts: which list of the book it holds, and the columns that are looked for with their keys. */
interface PartTable {
  readonly table: string;
  readonly list: string;
  readonly columns: readonly (readonly [column: string, key: string])[];
}

const PARTS: readonly PartTable[] = [
  {
    table: 'character_profile',
    list: 'characters',
    columns: [
      ['name', 'name'],
      ['role', 'role'],
    ],
  },
  {
    table: 'location_profile',
    list: 'locations',
    columns: [
      ['name', 'name'],
      ['type', 'type'],
    ],
  },
  {
    table: 'world_system',
    list: 'world_systems',
    columns: [
      ['name', 'name'],
      ['type', 'type'],
    ],
  },
  {
    table: 'timeline_event',
    list: 'timeline',
    columns: [
      ['title', 'title'],
      ['era', 'era'],
    ],
  },
  {
    table: 'relationship',
    list: 'relationships',
    columns: [
      ['character_a', 'character_a'],
      ['character_b', 'character_b'],
      ['type', 'type'],
    ],
  },
];

/** CTEs that store everything of a book that isn't in its row; begins with a comma. */
export const BOOK_PARTS = Prisma.sql`
  , series AS (
    INSERT INTO series_metadata (lorebook_id, title, type, genre, content)
    SELECT stored.id, told.metadata ->> 'title', told.metadata ->> 'type', told.metadata ->> 'genre', told.metadata
    FROM stored, given, LATERAL (SELECT book -> 'series_metadata' AS metadata) told
  )${Prisma.join(PARTS.map(partInsert), '')}`;

function partInsert({ table, list, columns }: PartTable): Prisma.Sql {
  const names = Prisma.raw(columns.map(([column]) => column).join(', '));
  const values = Prisma.raw(columns.map(([, key]) => `part.content ->> '${key}'`).join(', '));
  return Prisma.sql`
  , ${Prisma.raw(`${table}_rows`)} AS (
    INSERT INTO ${Prisma.raw(table)} (lorebook_id, n, content, ${names})
    SELECT stored.id, part.n, part.content, ${values}
    FROM stored, given, jsonb_array_elements(book -> ${Prisma.raw(`'${list}'`)}) WITH ORDINALITY AS part(content, n)
  )`;
}

/** Tables whose rows an edit replaces. */
export const PART_TABLES: readonly string[] = ['series_metadata', ...PARTS.map(({ table }) => table)];

/** The whole content of the `lorebook` row at hand, in wire form. */
export const BOOK_CONTENT = Prisma.sql`
  jsonb_build_object(
    'series_metadata', (SELECT content FROM series_metadata WHERE lorebook_id = lorebook.id),
    ${Prisma.join(PARTS.map(partList), ', ')},
    'themes', to_jsonb(themes), 'tone', tone, 'factions', factions, 'important_items', important_items,
    'entries', entries, 'plot_summary', plot_summary, 'key_events', to_jsonb(key_events),
    'generation_metadata', generation_metadata)`;

function partList({ table, list }: PartTable): Prisma.Sql {
  return Prisma.sql`${Prisma.raw(`'${list}'`)}, (
    SELECT coalesce(jsonb_agg(content ORDER BY n), '[]') FROM ${Prisma.raw(table)} WHERE lorebook_id = lorebook.id)`;
}

/** A template to be stored. */
export interface NewTemplate {
  readonly id: string;
  readonly version: string;
  readonly content: ScenarioTemplate;
}

/** The insert of templates of the book that `stored` returns, under its owner. */
export function templateRows(templates: readonly NewTemplate[]): Prisma.Sql {
  const rows = templates.map(({ id, version, content }) => ({
    id,
    version,
    content,
    title: content.title,
    difficulty: content.difficulty_level,
    tags: tagsOf(content),
  }));
  return Prisma.sql`
    INSERT INTO scenario_template (id, client_id, lorebook_id, title, difficulty, tags, content, content_hash)
    SELECT row.id, stored.client_id, stored.id, row.title, row.difficulty, row.tags, row.content, row.version
    FROM stored, jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row(
      id uuid, version text, content jsonb, title text, difficulty text, tags text[])`;
}

/** The tags by which a template is found: in lower case. */
export function tagsOf({ tags }: Pick<ScenarioTemplate, 'tags'>): readonly string[] {
  return [...new Set(tags.map((tag) => tag.toLowerCase()))];
}
