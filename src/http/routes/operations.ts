import { z } from 'zod';
import type { HttpMetrics } from '../../observability/http-metrics.js';
import { type KindLoad, readLoad, readThroughput } from '../../store/load-reads.js';
import type { ApiDependencies } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';

/** What those who run the program ask: is it big enough, how fast is it, how is it set. */

const THROUGHPUT_SECONDS = 3_600;

const loadFields = {
  queued: z.int().meta({ description: 'Tasks that wait' }),
  running: z.int().meta({ description: 'Tasks that a worker has' }),
  oldest_queued_seconds: z.number().meta({ description: 'How long the oldest has waited; 0 when none does' }),
};

const scalingSchema = z
  .object({
    ...loadFields,
    desired_workers: z.int().meta({
      description:
        'Workers that would run all of them at once, or as many as may, with the slots that a worker of this configuration has',
    }),
    kinds: z.record(z.string(), z.object(loadFields)).meta({ description: 'The same by kind of task' }),
  })
  .meta({ id: 'Scaling' });

const share = z.number().min(0).max(1);
const performanceSchema = z
  .object({
    timestamp: z.iso.datetime(),
    summary: z.object({
      total_operations: z.int().meta({ description: 'Requests' }),
      avg_response_time: z
        .number()
        .meta({ description: 'Seconds; requests that asked to be held are left out' }),
      error_rate: share,
      cache_hit_rate: share.nullable().meta({
        description: 'Share of the model calls of these tasks that a cache answered; null when none was made',
      }),
    }),
    operations: z
      .array(
        z.object({
          operation: z.string().meta({ description: 'Method and route, or the kind of a task' }),
          avg_duration: z.number().meta({ description: 'Seconds' }),
          total_calls: z.int().meta({ description: 'Requests, or tasks that ended' }),
          error_rate: share,
        }),
      )
      .meta({ description: 'By route and by kind of task' }),
  })
  .meta({
    id: 'Performance',
    description:
      'Requests to this process since it started, tasks of the whole pool that ended in the last hour',
  });

const settingsSchema = z
  .object({
    success: z.literal(true),
    settings: z
      .record(z.string(), z.unknown())
      .meta({ description: 'By variable, in lower case; null for one without a value' }),
  })
  .meta({ id: 'Settings' });

export function operationsRoutes(deps: ApiDependencies, metrics: HttpMetrics): readonly Endpoint[] {
  return [
    endpoint({
      name: 'getScaling',
      method: 'GET',
      path: '/api/scaling',
      access: 'admin',
      tag: 'operating',
      summary: 'How much waits and runs, and how many workers that needs',
      answers: { 200: { description: 'From one query', content: { 'application/json': scalingSchema } } },
      async handle({ response }) {
        const load = await readLoad(deps.db);
        response.json({
          queued: sumOf(load, ({ queued }) => queued),
          running: sumOf(load, ({ running }) => running),
          oldest_queued_seconds: Math.max(0, ...load.map(({ oldestQueuedSeconds }) => oldestQueuedSeconds)),
          desired_workers: Math.max(0, ...load.map((each) => workersFor(each, deps))),
          kinds: Object.fromEntries(
            load.map(({ kind, queued, running, oldestQueuedSeconds }) => [
              kind,
              { queued, running, oldest_queued_seconds: oldestQueuedSeconds },
            ]),
          ),
        } satisfies z.output<typeof scalingSchema>);
      },
    }),
    endpoint({
      name: 'getPerformance',
      method: 'GET',
      path: '/api/performance',
      access: 'admin',
      tag: 'operating',
      summary: 'How fast requests are answered and tasks are done, measured',
      answers: { 200: { description: 'Measured', content: { 'application/json': performanceSchema } } },
      async handle({ response }) {
        const [requests, tasks] = await Promise.all([
          metrics.totals(),
          readThroughput(deps.db, THROUGHPUT_SECONDS),
        ]);
        const calls = sumOf(requests, ({ count }) => count);
        const cached = sumOf(tasks, ({ cachedCalls }) => cachedCalls);
        const asked = cached + sumOf(tasks, ({ modelCalls }) => modelCalls);
        response.json({
          timestamp: new Date().toISOString(),
          summary: {
            total_operations: calls,
            avg_response_time: ratio(
              sumOf(requests, ({ seconds }) => seconds),
              sumOf(requests, ({ timed }) => timed),
            ),
            error_rate: ratio(
              sumOf(requests, ({ errors }) => errors),
              calls,
            ),
            cache_hit_rate: asked === 0 ? null : cached / asked,
          },
          operations: [
            ...requests.map((each) => ({
              operation: `${each.method} ${each.route}`,
              avg_duration: ratio(each.seconds, each.timed),
              total_calls: each.count,
              error_rate: ratio(each.errors, each.count),
            })),
            ...tasks.map(({ kind, ended, failed, meanSeconds }) => ({
              operation: kind,
              avg_duration: meanSeconds,
              total_calls: ended,
              error_rate: ratio(failed, ended),
            })),
          ],
        } satisfies z.output<typeof performanceSchema>);
      },
    }),
    endpoint({
      name: 'getSettings',
      method: 'GET',
      path: '/api/config/settings',
      access: 'admin',
      tag: 'operating',
      summary: 'The settings in effect, without secrets',
      answers: {
        200: {
          description: 'By variable, in lower case; null for one without a value',
          content: { 'application/json': settingsSchema },
        },
      },
      handle({ response }) {
        response.json({ success: true, settings: { ...deps.settings } } satisfies z.output<
          typeof settingsSchema
        >);
      },
    }),
  ];
}

function workersFor(
  { kind, atOnce }: KindLoad,
  { slots, poolMaxSimulations }: Pick<ApiDependencies, 'slots' | 'poolMaxSimulations'>,
): number {
  const most = kind === 'simulation' ? poolMaxSimulations : undefined;
  const allowed = Math.min(atOnce, most ?? Number.POSITIVE_INFINITY);
  // A kind that this configuration's workers don't take needs at least one that does.
  return Math.ceil(allowed / (slots[kind] ?? allowed));
}

function sumOf<T>(all: readonly T[], value: (each: T) => number): number {
  return all.reduce((total, each) => total + value(each), 0);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
