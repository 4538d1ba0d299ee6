import { v7 as uuidv7 } from 'uuid';
import { hashState } from '../cache/state-hash.js';
import { STARTER_CLIENT } from '../config.js';
import { Prisma } from '../generated/prisma/client.js';
import type { Lorebook } from '../scenario/lorebook.js';
import type { Database } from './database.js';
import { BOOK_COLUMNS, BOOK_CONTENT, BOOK_PARTS, BOOK_VALUES, PART_TABLES } from './lorebook-parts.js';
import type { Viewer } from './task-reads.js';

/** Lorebooks: a client sees its own and the starter's, an admin all. */

export interface StoredLorebook {
  readonly id: string;
  readonly clientId: string;
  /** Hash of the content. */
  readonly version: string;
  readonly content: Lorebook;
  /** Of an imported book: the document as it came. */
  readonly source: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a list shows of a lorebook. */
export interface ListedLorebook {
  readonly id: string;
  readonly clientId: string;
  readonly version: string;
  readonly title: string;
  readonly type: string;
  readonly genre: string;
  readonly setting: string;
  readonly characters: number;
  readonly locations: number;
  readonly entries: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Whose rows a viewer may read. */
export function visibleTo({ clientId, role }: Viewer): Prisma.Sql {
  return Prisma.sql`(${role === 'admin'}::boolean OR client_id IN (${clientId}, ${STARTER_CLIENT}))`;
}

/** Whose rows a viewer may change. */
export function changeableBy({ clientId, role }: Viewer): Prisma.Sql {
  return Prisma.sql`(${role === 'admin'}::boolean OR client_id = ${clientId})`;
}

const LOREBOOK = Prisma.sql`
  id, client_id AS "clientId", content_hash AS version, source, created_at AS "createdAt", updated_at AS "updatedAt"`;

export async function findLorebook(
  db: Database,
  viewer: Viewer,
  id: string,
): Promise<StoredLorebook | undefined> {
  const [book] = await db.query<StoredLorebook>`
    SELECT ${LOREBOOK}, ${BOOK_CONTENT} AS content FROM lorebook
    WHERE id = ${id}::uuid AND ${visibleTo(viewer)}`;
  return book;
}

export interface LorebookPage {
  /** Part of a title, in any case. */
  readonly title?: string | undefined;
  /** One of the book's genres, in any case. */
  readonly genre?: string | undefined;
  /** The last id of the page before. */
  readonly before: string;
  readonly limit: number;
}

/** The lorebooks that a viewer may see, newest first. */
export async function listLorebooks(
  db: Database,
  viewer: Viewer,
  { title, genre, before, limit }: LorebookPage,
): Promise<readonly ListedLorebook[]> {
  const conditions = [
    Prisma.sql`id < ${before}::uuid`,
    visibleTo(viewer),
    ...(title === undefined
      ? []
      : [Prisma.sql`position(lower(${title}) IN lower(series_metadata.title)) > 0`]),
    ...(genre === undefined
      ? []
      : [
          Prisma.sql`lower(${genre}) IN (
            SELECT lower(series_metadata.genre)
            UNION ALL SELECT lower(named) FROM jsonb_array_elements_text(series_metadata.content -> 'genres') AS named)`,
        ]),
  ];
  return db.query<ListedLorebook>`
    SELECT id, client_id AS "clientId", content_hash AS version, series_metadata.title, series_metadata.type,
           series_metadata.genre, series_metadata.content ->> 'setting' AS setting,
           (SELECT count(*)::int FROM character_profile WHERE lorebook_id = id) AS characters,
           (SELECT count(*)::int FROM location_profile WHERE lorebook_id = id) AS locations,
           jsonb_array_length(entries) AS entries, created_at AS "createdAt", updated_at AS "updatedAt"
    FROM lorebook JOIN series_metadata ON lorebook_id = id
    WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY id DESC LIMIT ${limit}::int`;
}

export interface NewLorebook {
  readonly clientId: string;
  readonly content: Lorebook;
  /** Of an imported book: its document where it is to be kept, and the hash that tells whether it was imported before. */
  readonly source?: { readonly text: string | null; readonly hash: string } | undefined;
}

/** Stores a lorebook, or finds the one that was made of the same document; `isNew` tells which. */
export async function storeLorebook(
  db: Database,
  { clientId, content, source }: NewLorebook,
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const id = uuidv7();
  const rows = await db.query<{ id: string }>`
    WITH given AS MATERIALIZED (
      SELECT ${JSON.stringify(content)}::jsonb AS book
    ), stored AS (
      INSERT INTO lorebook (id, client_id, content_hash, source, source_hash, ${BOOK_COLUMNS})
      SELECT ${id}::uuid, ${clientId}, ${hashState(content)}, ${source?.text ?? null}, ${source?.hash ?? null},
             ${BOOK_VALUES}
      FROM given
      ON CONFLICT (client_id, source_hash) DO NOTHING
      RETURNING id, client_id
    ) ${BOOK_PARTS}
    SELECT id FROM stored`;
  if (rows.length === 1) return { id, isNew: true };
  const [first] = await db.query<{ id: string }>`
    SELECT id FROM lorebook WHERE client_id = ${clientId} AND source_hash = ${source?.hash ?? null}`;
  // Deleted at this very moment: it is not there, so it can be stored.
  return first === undefined
    ? storeLorebook(db, { clientId, content, source })
    : { id: first.id, isNew: false };
}

/**
 * Replaces a lorebook's content.
 * @param version that the edit was made from; any when undefined
 * @returns whether it was there, the viewer's and still of that version
 */
export async function replaceLorebook(
  db: Database,
  viewer: Viewer,
  id: string,
  content: Lorebook,
  version: string | undefined,
): Promise<boolean> {
  const book = JSON.stringify(content);
  return db.transaction(async (statements) => {
    const held = await statements.query<unknown>`
      SELECT FROM lorebook
      WHERE id = ${id}::uuid AND ${changeableBy(viewer)}
        AND (${version ?? null}::text IS NULL OR content_hash = ${version ?? null}::text)
      FOR UPDATE`;
    if (held.length === 0) return false;
    for (const table of PART_TABLES) {
      await statements.execute`DELETE FROM ${Prisma.raw(table)} WHERE lorebook_id = ${id}::uuid`;
    }
    await statements.execute`
      WITH given AS MATERIALIZED (
        SELECT ${book}::jsonb AS book
      ), stored AS (
        UPDATE lorebook SET (content_hash, updated_at, ${BOOK_COLUMNS}) =
          (SELECT ${hashState(content)}, now(), ${BOOK_VALUES} FROM given)
        WHERE id = ${id}::uuid
        RETURNING id
      ) ${BOOK_PARTS}
      SELECT id FROM stored`;
    return true;
  });
}

export type LorebookDeletion =
  | { readonly outcome: 'deleted' | 'missing' }
  /** Templates stand in it. */
  | {
      readonly outcome: 'in-use';
      readonly templates: readonly { readonly id: string; readonly title: string }[];
    };

/** Deletes a lorebook; one in which templates stand only with them. */
export async function deleteLorebook(
  db: Database,
  viewer: Viewer,
  id: string,
  withTemplates: boolean,
): Promise<LorebookDeletion> {
  return db.transaction(async (statements) => {
    const held = await statements.query<unknown>`
      SELECT FROM lorebook WHERE id = ${id}::uuid AND ${changeableBy(viewer)} FOR UPDATE`;
    if (held.length === 0) return { outcome: 'missing' };
    const templates = await statements.query<{ id: string; title: string }>`
      SELECT id, title FROM scenario_template WHERE lorebook_id = ${id}::uuid ORDER BY id`;
    if (templates.length > 0 && !withTemplates) return { outcome: 'in-use', templates };
    await statements.execute`DELETE FROM scenario_template WHERE lorebook_id = ${id}::uuid`;
    await statements.execute`DELETE FROM lorebook WHERE id = ${id}::uuid`;
    return { outcome: 'deleted' };
  });
}
