import { hashState } from '../cache/state-hash.js';
import { Prisma } from '../generated/prisma/client.js';
import type { ScenarioTemplate } from '../scenario/template.js';
import type { Database } from './database.js';
import { tagsOf } from './lorebook-parts.js';
import { changeableBy, visibleTo } from './lorebooks.js';
import type { Viewer } from './task-reads.js';

/** Scenario templates: a client sees its own and the starter's, an admin all. */

export interface StoredTemplate {
  readonly id: string;
  readonly clientId: string;
  readonly lorebookId: string;
  /** Hash of the content. */
  readonly version: string;
  readonly content: ScenarioTemplate;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const TEMPLATE = Prisma.sql`
  id, client_id AS "clientId", lorebook_id AS "lorebookId", content_hash AS version, content,
  created_at AS "createdAt", updated_at AS "updatedAt"`;

export async function findTemplate(
  db: Database,
  viewer: Viewer,
  id: string,
): Promise<StoredTemplate | undefined> {
  const [template] = await db.query<StoredTemplate>`
    SELECT ${TEMPLATE} FROM scenario_template WHERE id = ${id}::uuid AND ${visibleTo(viewer)}`;
  return template;
}

/** Which templates a list holds: those that all conditions hold of; an absent one is none. */
export interface TemplatePage {
  readonly lorebookId?: string | undefined;
  /** In any case; a template has all of them. */
  readonly tags: readonly string[];
  readonly difficulty?: string | undefined;
  /** The last id of the page before. */
  readonly before: string;
  readonly limit: number;
}

/** The templates that a viewer may see, newest first. */
export async function listTemplates(
  db: Database,
  viewer: Viewer,
  { lorebookId, tags, difficulty, before, limit }: TemplatePage,
): Promise<readonly StoredTemplate[]> {
  const conditions = [
    Prisma.sql`id < ${before}::uuid`,
    visibleTo(viewer),
    ...(lorebookId === undefined ? [] : [Prisma.sql`lorebook_id = ${lorebookId}::uuid`]),
    ...(tags.length === 0 ? [] : [Prisma.sql`tags @> ${tags.map((tag) => tag.toLowerCase())}::text[]`]),
    ...(difficulty === undefined ? [] : [Prisma.sql`difficulty = ${difficulty}`]),
  ];
  return db.query<StoredTemplate>`
    SELECT ${TEMPLATE} FROM scenario_template WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY id DESC LIMIT ${limit}::int`;
}

/** Replaces a template's content; undefined when it is none of the viewer's to change. */
export async function replaceTemplate(
  db: Database,
  viewer: Viewer,
  id: string,
  content: ScenarioTemplate,
): Promise<StoredTemplate | undefined> {
  const [template] = await db.query<StoredTemplate>`
    UPDATE scenario_template SET
      title = ${content.title}, difficulty = ${content.difficulty_level}, tags = ${tagsOf(content)}::text[],
      content = ${JSON.stringify(content)}::jsonb, content_hash = ${hashState(content)},
      updated_at = greatest(now(), created_at + interval '1 millisecond')
    WHERE id = ${id}::uuid AND ${changeableBy(viewer)}
    RETURNING ${TEMPLATE}`;
  return template;
}

/** Deletes a template; false when it is none of the viewer's to delete. */
export async function deleteTemplate(db: Database, viewer: Viewer, id: string): Promise<boolean> {
  const deleted = await db.execute`
    DELETE FROM scenario_template WHERE id = ${id}::uuid AND ${changeableBy(viewer)}`;
  return deleted === 1;
}
