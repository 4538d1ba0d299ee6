import { z } from 'zod';
import { retryFailedTasks } from '../../store/control-statements.js';
import { type ListedTask, listTasks, NEWEST } from '../../store/task-reads.js';
import { TASK_STATUSES } from '../../tasks/state.js';
import type { ApiDependencies } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';
import { paged, pageQuery, readCursor } from '../paging.js';
import { listedAnswer, listedTaskSchema, TASK_KINDS } from '../task-answer.js';

/** What the operator does to everybody's tasks. */

const PATH = '/api/admin/tasks';
const MAX_RETRIES = 1_000;

const clientName = z.string().min(1).max(50);
const errorCode = z.string().min(1).max(100);

const adminTaskSchema = listedTaskSchema
  .extend({
    client: z.string(),
    failures: z.int().meta({ description: 'Since the last commit' }),
    unclean_ends: z.int().meta({ description: 'Leases that ran out since the last commit' }),
    error_chain: z
      .array(
        z.object({
          at: z.iso.datetime(),
          attempt: z.int(),
          error_code: z.string(),
          message: z.string(),
        }),
      )
      .meta({ description: 'What went wrong so far, oldest first, the newest 20; retries included' }),
  })
  .meta({ id: 'AdminTask' });

const adminTaskListSchema = z
  .object({ tasks: z.array(adminTaskSchema), next_cursor: z.string().nullable() })
  .meta({ id: 'AdminTaskList' });

const retrySchema = z
  .strictObject({
    task_ids: z.array(z.guid('must be a UUID')).min(1).max(MAX_RETRIES).optional(),
    client: clientName.optional(),
    kind: z.enum(['simulation', 'scenario']).optional(),
    error_code: errorCode.optional(),
    failed_after: z.iso.datetime({ offset: true, error: 'must be a time in ISO 8601' }).optional(),
    failed_before: z.iso.datetime({ offset: true, error: 'must be a time in ISO 8601' }).optional(),
    limit: z.int().min(1).max(MAX_RETRIES).default(100).meta({ description: 'Most tasks to retry' }),
  })
  .meta({
    id: 'BulkRetry',
    description: 'Conditions that all must hold; without any, every failed task fits',
  });

const retriedSchema = z
  .object({
    retried: z.int(),
    task_ids: z.array(z.guid()),
    remaining: z.int().meta({ description: 'Failed tasks that fit and are still there' }),
  })
  .meta({ id: 'BulkRetried' });

export function adminRoutes(deps: ApiDependencies): readonly Endpoint[] {
  return [listRoute(deps), retryRoute(deps)];
}

function listRoute({ db }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'listAllTasks',
    method: 'GET',
    path: PATH,
    access: 'admin',
    tag: 'operating',
    summary: "Everybody's tasks with what went wrong in them, newest first",
    query: z.object({
      ...pageQuery.shape,
      status: z.enum(TASK_STATUSES).optional(),
      kind: z.enum(TASK_KINDS).optional(),
      client: clientName.optional(),
      error_code: errorCode.optional(),
    }),
    answers: {
      200: {
        description: 'A page of tasks',
        content: { 'application/json': adminTaskListSchema },
        headers: { Link: '`rel="next"`, when there is more' },
      },
    },
    async handle({ query: { limit, cursor, status, kind, client, error_code }, caller, response }) {
      const before = readCursor(cursor, z.guid(), NEWEST);
      const rows = await listTasks(db, caller, {
        status,
        kind,
        clientId: client,
        errorCode: error_code,
        before,
        limit: limit + 1,
      });
      const filters = { status, kind, client, error_code };
      const { page, nextCursor, link } = paged(rows, limit, PATH, ({ id }) => id, filters);
      if (link !== undefined) response.set('Link', link);
      response.json({ tasks: page.map(adminAnswer), next_cursor: nextCursor } satisfies z.output<
        typeof adminTaskListSchema
      >);
    },
  });
}

function retryRoute({ db, notifier, log }: ApiDependencies): Endpoint {
  return endpoint({
    name: 'retryFailedTasks',
    method: 'POST',
    path: `${PATH}/retry`,
    access: 'admin',
    tag: 'operating',
    summary: 'Try failed tasks again, the oldest first, as many as `limit` says',
    body: retrySchema,
    answers: {
      200: { description: 'What was put back on the queue', content: { 'application/json': retriedSchema } },
    },
    async handle({ body, caller, response }) {
      const { ids, remaining } = await retryFailedTasks(
        db,
        caller,
        {
          ids: body.task_ids,
          clientId: body.client,
          kind: body.kind,
          errorCode: body.error_code,
          failedAfter: body.failed_after === undefined ? undefined : new Date(body.failed_after),
          failedBefore: body.failed_before === undefined ? undefined : new Date(body.failed_before),
        },
        body.limit,
      );
      for (const id of ids) {
        notifier.notify('queued', id);
        notifier.notify('changed', id);
      }
      log.info({ client: caller.clientId, retried: ids.length, remaining }, 'failed tasks are tried again');
      response.json({ retried: ids.length, task_ids: [...ids], remaining } satisfies z.output<
        typeof retriedSchema
      >);
    },
  });
}

function adminAnswer(task: ListedTask): z.output<typeof adminTaskSchema> {
  return {
    ...listedAnswer(task),
    client: task.clientId,
    failures: task.failures,
    unclean_ends: task.uncleanEnds,
    error_chain: task.errorChain.map(({ at, attempt, error_code, message }) => ({
      at: new Date(at).toISOString(),
      attempt,
      error_code,
      message,
    })),
  };
}
