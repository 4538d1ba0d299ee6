import { z } from 'zod';
import { hashState } from '../../cache/state-hash.js';
import { STARTER_CLIENT } from '../../config.js';
import { ConflictError, NotFoundError } from '../../errors.js';
import { MAX_FILE_BYTES } from '../../scenario/imports/card-file.js';
import {
  foreignDocument,
  ownDocument,
  readLorebook,
  readLorebookFile,
} from '../../scenario/imports/lorebook-file.js';
import { lorebookSchema } from '../../scenario/lorebook.js';
import {
  deleteLorebook,
  findLorebook,
  listLorebooks,
  replaceLorebook,
  type StoredLorebook,
  storeLorebook,
} from '../../store/lorebooks.js';
import { NEWEST } from '../../store/task-reads.js';
import type { ApiDependencies, Caller } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';
import {
  listedLorebook,
  listedLorebookSchema,
  lorebookAnswer,
  lorebookAnswerSchema,
  lorebookEditSchema,
} from '../lorebook-answer.js';
import { flag, uploadOf } from '../middleware/upload.js';
import { paged, pageQuery, readCursor } from '../paging.js';

const lorebookListSchema = z
  .object({ lorebooks: z.array(listedLorebookSchema), next_cursor: z.string().nullable() })
  .meta({ id: 'LorebookList' });

const importedSchema = z
  .object({
    id: z.guid().nullable().meta({ description: 'Null of a trial' }),
    dry_run: z.boolean(),
    kind: z.enum(['lorebook', 'book', 'card']).meta({
      description: 'What the document was: a whole lorebook, a book of entries, or a card with a book in it',
    }),
    title: z.string(),
    entries_count: z.int(),
    characters_count: z.int(),
    unmapped: z
      .array(z.object({ uid: z.string(), path: z.string(), message: z.string() }))
      .meta({ description: 'What of which entry could not be taken over, and why' }),
  })
  .meta({ id: 'ImportedLorebook' });

/** A book or a lorebook, whatever stands in it. */
const documentSchema = z.record(z.string(), z.unknown()).meta({ id: 'LorebookDocument' });

const PNG = 'image/png';
const params = z.object({ id: z.guid().toLowerCase() });
const PATH = '/api/lorebooks';
const TAG = 'lorebooks';

export function lorebookRoutes(deps: ApiDependencies): readonly Endpoint[] {
  return [
    listRoute(deps),
    importRoute(deps),
    readRoute(deps),
    exportRoute(deps),
    editRoute(deps),
    deleteRoute(deps),
  ];
}

function listRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'listLorebooks',
    method: 'GET',
    path: PATH,
    access: 'client',
    tag: TAG,
    summary: 'Your lorebooks, newest first',
    query: z.object({
      ...pageQuery.shape,
      series_title: z.string().max(200).optional().meta({ description: 'Part of the title, in any case' }),
      genre: z.string().max(60).optional().meta({ description: 'One of the genres, in any case' }),
    }),
    answers: {
      200: {
        description: 'A page of lorebooks, without their content',
        content: { 'application/json': lorebookListSchema },
        headers: { Link: '`rel="next"`, when there is more' },
      },
    },
    async handle({ query: { limit, cursor, series_title, genre }, caller, response }) {
      const before = readCursor(cursor, z.guid(), NEWEST);
      const rows = await listLorebooks(db, caller, { title: series_title, genre, before, limit: limit + 1 });
      const filters = { series_title, genre };
      const { page, nextCursor, link } = paged(rows, limit, PATH, ({ id }) => id, filters);
      if (link !== undefined) response.set('Link', link);
      response.json({ lorebooks: page.map(listedLorebook), next_cursor: nextCursor });
    },
  });
}

function readRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'getLorebook',
    method: 'GET',
    path: `${PATH}/{id}`,
    access: 'client',
    tag: TAG,
    summary: 'A lorebook with all that it holds',
    missing: 'LOREBOOK',
    params,
    answers: {
      200: { description: 'The lorebook', content: { 'application/json': lorebookAnswerSchema } },
    },
    async handle({ params: { id }, caller, response }) {
      response.json(lorebookAnswer(await existing({ db }, caller, id)));
    },
  });
}

function exportRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'exportLorebook',
    method: 'GET',
    path: `${PATH}/{id}/export`,
    access: 'client',
    tag: TAG,
    summary: 'A lorebook as a document that can be imported again',
    description:
      'An imported book is given as it came, with what was edited since; any other as a whole lorebook. With ' +
      '`format=book` the entries alone, as a standalone book (`lorebook_v3`) unless it came otherwise.',
    missing: 'LOREBOOK',
    params,
    query: z.object({
      format: z.enum(['book', 'lorebook']).optional().meta({
        description: '`book` for the entries as other programs read them, `lorebook` for all of it',
      }),
    }),
    answers: {
      200: {
        description: 'The document itself',
        content: { 'application/json': documentSchema },
      },
    },
    async handle({ params: { id }, query: { format }, caller, response }) {
      const { content, source } = await existing({ db }, caller, id);
      const wanted = format ?? (source === null ? 'lorebook' : 'book');
      response.json(wanted === 'book' ? foreignDocument(content, source) : ownDocument(content));
    },
  });
}

function importRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'importLorebook',
    method: 'POST',
    path: `${PATH}/import`,
    access: 'client',
    tag: TAG,
    summary: 'Import a lorebook',
    description:
      'The file is World Info, a standalone book (`lorebook_v3`), a character card with a book in it (JSON or PNG), or ' +
      'an exported lorebook. The same document again is the same lorebook.',
    query: z.object({
      dry_run: flag
        .optional()
        .meta({ type: 'boolean', description: 'Whether to tell only what would be imported' }),
    }),
    upload: { maxBytes: MAX_FILE_BYTES, document: documentSchema, mediaTypes: [PNG] },
    answers: {
      200: {
        description: 'A trial, or a document that was imported before',
        content: { 'application/json': importedSchema },
        headers: { Location: 'The lorebook; none of a trial' },
      },
      201: {
        description: 'Imported',
        content: { 'application/json': importedSchema },
        headers: { Location: 'The lorebook' },
      },
    },
    async handle({ query, caller, request, response }) {
      const { bytes, fields } = uploadOf(request);
      const dryRun = query.dry_run ?? flag.safeParse(fields.dry_run).data ?? false;
      const document = readLorebookFile(bytes);
      const { kind, content, source, unmapped } = readLorebook(document);
      const told = {
        kind,
        title: content.series_metadata.title,
        entries_count: content.entries.length,
        characters_count: content.characters.length,
        unmapped: [...unmapped],
      };
      if (dryRun) {
        response.json({ id: null, dry_run: true, ...told } satisfies z.output<typeof importedSchema>);
        return;
      }
      const { clientId } = caller;
      const hash = hashState(document);
      const { id, isNew } = await storeLorebook(db, { clientId, content, source: { text: source, hash } });
      response.status(isNew ? 201 : 200).set('Location', `${PATH}/${id}`);
      response.json({ id, dry_run: false, ...told } satisfies z.output<typeof importedSchema>);
    },
  });
}

function editRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'replaceLorebook',
    method: 'PUT',
    path: `${PATH}/{id}`,
    access: 'client',
    tag: TAG,
    summary: 'Replace the content of a lorebook',
    description:
      'An edit that names the `version` that it was made from is refused when the lorebook has changed since. An edit of ' +
      "what is everybody's makes a copy of your own.",
    missing: 'LOREBOOK',
    params,
    body: lorebookEditSchema,
    answers: {
      200: {
        description: 'The lorebook as it is now',
        content: { 'application/json': lorebookAnswerSchema },
      },
      409: { description: '`LOREBOOK_CHANGED`: read it again' },
    },
    async handle({ params: { id }, body, caller, response }) {
      const before = await existing({ db }, caller, id);
      const { generation_metadata } = before.content;
      const content = lorebookSchema.strip().parse({ ...body, generation_metadata });
      if (before.clientId === STARTER_CLIENT && caller.role !== 'admin') {
        const own = await storeLorebook(db, { clientId: caller.clientId, content });
        response.json(lorebookAnswer(await existing({ db }, caller, own.id)));
        return;
      }
      if (!(await replaceLorebook(db, caller, id, content, body.version))) {
        const { version } = await existing({ db }, caller, id);
        throw new ConflictError('LOREBOOK_CHANGED', `The lorebook is at version ${version} by now`, {
          suggestions: ['Read it again, and make the edit from what it is now'],
        });
      }
      response.json(lorebookAnswer(await existing({ db }, caller, id)));
    },
  });
}

function deleteRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'deleteLorebook',
    method: 'DELETE',
    path: `${PATH}/{id}`,
    access: 'client',
    tag: TAG,
    summary: 'Delete a lorebook',
    description:
      'With all that it holds. One in which scenario templates play is deleted with them only when `templates=delete` ' +
      'says so. Simulations play from what they took up and are not affected.',
    missing: 'LOREBOOK',
    params,
    query: z.object({
      templates: z.enum(['keep', 'delete']).default('keep').meta({
        description: 'What becomes of the scenario templates that play in it',
      }),
    }),
    answers: {
      204: { description: 'Deleted' },
      409: { description: '`LOREBOOK_IN_USE`: the issues name the templates that play in it' },
    },
    async handle({ params: { id }, query: { templates }, caller, response }) {
      const deletion = await deleteLorebook(db, caller, id, templates === 'delete');
      if (deletion.outcome === 'missing') throw lorebookNotFound();
      if (deletion.outcome === 'in-use') {
        const names = deletion.templates.map(({ title }) => JSON.stringify(title)).join(', ');
        throw new ConflictError('LOREBOOK_IN_USE', `Scenario templates play in this lorebook: ${names}`, {
          issues: deletion.templates.map((template) => ({
            path: `templates.${template.id}`,
            message: `${JSON.stringify(template.title)} plays in it`,
          })),
          suggestions: ['Delete the templates first, or delete all together with ?templates=delete'],
        });
      }
      response.status(204).end();
    },
  });
}

/** @throws NotFoundError */
async function existing(
  { db }: Pick<ApiDependencies, 'db'>,
  caller: Caller,
  id: string,
): Promise<StoredLorebook> {
  const book = await findLorebook(db, caller, id);
  if (book === undefined) throw lorebookNotFound();
  return book;
}

function lorebookNotFound(): NotFoundError {
  return new NotFoundError('LOREBOOK', 'There is no such lorebook');
}
