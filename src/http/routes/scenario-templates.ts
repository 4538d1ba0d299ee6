import { z } from 'zod';
import { NotFoundError } from '../../errors.js';
import { DIFFICULTY_LEVELS, scenarioTemplateSchema } from '../../scenario/template.js';
import { findLorebook } from '../../store/lorebooks.js';
import {
  deleteTemplate,
  findTemplate,
  listTemplates,
  replaceTemplate,
  type StoredTemplate,
} from '../../store/scenario-templates.js';
import { NEWEST } from '../../store/task-reads.js';
import type { ApiDependencies } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';
import { paged, pageQuery, readCursor } from '../paging.js';
import { validationError } from '../validation.js';

/** What a template has beside its content; taken with an edit and not heeded, so that an answer can be sent back. */
const rowShape = {
  id: z.guid(),
  lorebook_id: z.guid(),
  owner: z.string().meta({ description: "The client whose it is; `starter` is everybody's" }),
  version: z.string().meta({ description: 'Changes with the content' }),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
};

const templateAnswerSchema = z
  .object({ ...scenarioTemplateSchema.shape, ...rowShape })
  .meta({ id: 'ScenarioTemplate' });

const templateListSchema = z
  .object({ templates: z.array(templateAnswerSchema), next_cursor: z.string().nullable() })
  .meta({ id: 'ScenarioTemplateList' });

const templateEditSchema = z
  .strictObject({
    ...scenarioTemplateSchema.shape,
    ...z.object(rowShape).partial().shape,
  })
  .meta({ id: 'ScenarioTemplateEdit' });

const params = z.object({ id: z.guid().toLowerCase() });
const PATH = '/api/scenarios/templates';

export function scenarioTemplateRoutes(deps: ApiDependencies): readonly Endpoint[] {
  return [listRoute(deps), readRoute(deps), editRoute(deps), deleteRoute(deps)];
}

function listRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'listScenarioTemplates',
    method: 'GET',
    path: PATH,
    access: 'client',
    tag: 'scenarios',
    summary: 'Your scenario templates, newest first',
    description: 'Those that all given conditions hold of.',
    query: z.object({
      ...pageQuery.shape,
      lorebook_id: z.guid('must be a UUID').toLowerCase().optional().meta({
        description: 'Only those that play in this lorebook',
      }),
      tags: z.string().max(1_000).optional().meta({
        description: 'Comma-separated, in any case: only those that have all of them',
      }),
      difficulty: z.enum(DIFFICULTY_LEVELS).optional().meta({ description: 'Only those of this level' }),
    }),
    answers: {
      200: {
        description: 'A page of templates',
        content: { 'application/json': templateListSchema },
        headers: { Link: '`rel="next"`, when there is more' },
      },
    },
    async handle({ query: { limit, cursor, lorebook_id, tags, difficulty }, caller, response }) {
      const rows = await listTemplates(db, caller, {
        lorebookId: lorebook_id,
        tags: (tags ?? '')
          .split(',')
          .map((tag) => tag.trim())
          .filter((tag) => tag !== ''),
        difficulty,
        before: readCursor(cursor, z.guid(), NEWEST),
        limit: limit + 1,
      });
      const filters = { lorebook_id, tags, difficulty };
      const { page, nextCursor, link } = paged(rows, limit, PATH, ({ id }) => id, filters);
      if (link !== undefined) response.set('Link', link);
      response.json({ templates: page.map(templateAnswer), next_cursor: nextCursor });
    },
  });
}

function readRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'getScenarioTemplate',
    method: 'GET',
    path: `${PATH}/{id}`,
    access: 'client',
    tag: 'scenarios',
    summary: 'A scenario template',
    missing: 'SCENARIO_TEMPLATE',
    params,
    answers: {
      200: { description: 'The template', content: { 'application/json': templateAnswerSchema } },
    },
    async handle({ params: { id }, caller, response }) {
      const template = await findTemplate(db, caller, id);
      if (template === undefined) throw templateNotFound();
      response.json(templateAnswer(template));
    },
  });
}

function editRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'replaceScenarioTemplate',
    method: 'PUT',
    path: `${PATH}/{id}`,
    access: 'client',
    tag: 'scenarios',
    summary: 'Replace the content of a scenario template',
    missing: 'SCENARIO_TEMPLATE',
    params,
    body: templateEditSchema,
    answers: {
      200: {
        description: 'The template as it is now',
        content: { 'application/json': templateAnswerSchema },
      },
    },
    async handle({ params: { id }, body, caller, response }) {
      const before = await findTemplate(db, caller, id);
      const book = before && (await findLorebook(db, caller, before.lorebookId));
      if (before === undefined || book === undefined) throw templateNotFound();
      const content = scenarioTemplateSchema.strip().parse(body);
      const places = book.content.locations.map(({ name }) => name.toLowerCase());
      if (places.length > 0 && !places.includes(content.setting_location.toLowerCase())) {
        throw validationError([{ path: 'setting_location', message: 'must be a place of the lorebook' }]);
      }
      const template = await replaceTemplate(db, caller, id, content);
      if (template === undefined) throw templateNotFound();
      response.json(templateAnswer(template));
    },
  });
}

function deleteRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'deleteScenarioTemplate',
    method: 'DELETE',
    path: `${PATH}/{id}`,
    access: 'client',
    tag: 'scenarios',
    summary: 'Delete a scenario template',
    missing: 'SCENARIO_TEMPLATE',
    params,
    answers: { 204: { description: 'Deleted' } },
    async handle({ params: { id }, caller, response }) {
      if (!(await deleteTemplate(db, caller, id))) throw templateNotFound();
      response.status(204).end();
    },
  });
}

function templateNotFound(): NotFoundError {
  return new NotFoundError('SCENARIO_TEMPLATE', 'There is no such scenario template');
}

function templateAnswer(template: StoredTemplate): z.output<typeof templateAnswerSchema> {
  return {
    ...template.content,
    id: template.id,
    lorebook_id: template.lorebookId,
    owner: template.clientId,
    version: template.version,
    created_at: template.createdAt.toISOString(),
    updated_at: template.updatedAt.toISOString(),
  };
}
