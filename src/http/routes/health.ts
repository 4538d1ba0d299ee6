import { z } from 'zod';
import type { Health, HealthReport, ReadinessReport } from '../../observability/health.js';
import { type Endpoint, endpoint } from '../endpoint.js';

const seconds = z.number().nullable();
const connection = z.enum(['connected', 'unreachable']);

const healthSchema = z
  .object({
    status: z.enum(['healthy', 'degraded', 'unhealthy']),
    timestamp: z.iso.datetime(),
    version: z.string(),
    services: z.object({
      database: z.object({
        status: connection,
        response_time: seconds.meta({ description: 'Seconds' }),
        collections: z.int().nullable().meta({ description: 'Number of tables' }),
      }),
      queue: z.object({ status: connection, response_time: seconds }),
      semantic_cache: z.object({
        switched_off: z.array(
          z.object({
            purpose: z.string(),
            checks: z.int().meta({ description: 'Hits that were compared with the real answer' }),
            disagreements: z.int(),
            bound: z.number(),
          }),
        ),
      }),
      cache: z.object({
        status: z.enum(['connected', 'full', 'unreachable']).meta({
          description: '`full`: it gives the answers that it has, and takes no more',
        }),
        store: z.enum(['redis', 'postgres']),
        entries: z.int().nullable(),
        hit_rate: z.number().min(0).max(1).nullable(),
        memory_usage: z.string().nullable(),
      }),
      workers: z.object({ status: z.enum(['available', 'none', 'unknown']), seen: z.int().nullable() }),
      ai_service: z.object({ status: z.enum(['available', 'configured']), model: z.string() }),
    }),
    performance: z
      .object({ avg_response_time: z.number(), requests_per_minute: z.number(), error_rate: z.number() })
      .meta({
        description: 'This process over the last minute; held requests count, their duration does not',
      }),
  })
  .meta({ id: 'Health' });

const readinessSchema = z
  .object({
    ready: z.boolean(),
    checks: z.object({
      database: z.boolean(),
      queue: z.boolean(),
      migrations: z.boolean(),
      accepting: z.boolean(),
    }),
  })
  .meta({ id: 'Readiness' });

const livenessSchema = z
  .object({ alive: z.literal(true), uptime_seconds: z.number() })
  .meta({ id: 'Liveness' });

export function healthRoutes(health: Health): readonly Endpoint[] {
  return [
    endpoint({
      name: 'getHealth',
      method: 'GET',
      path: '/api/health',
      aliases: ['/health'],
      access: 'open',
      tag: 'operating',
      summary: 'How the service is, measured now',
      answers: {
        200: { description: 'Healthy, or degraded', content: { 'application/json': healthSchema } },
        503: {
          description: 'Unhealthy: the database is away',
          content: { 'application/json': healthSchema },
        },
      },
      async handle({ response }) {
        const report: HealthReport = await health.report();
        response.status(report.status === 'unhealthy' ? 503 : 200);
        response.json(report satisfies z.output<typeof healthSchema>);
      },
    }),
    endpoint({
      name: 'getLiveness',
      method: 'GET',
      path: '/livez',
      access: 'open',
      tag: 'operating',
      summary: 'Whether this process makes progress: its loop answers',
      answers: { 200: { description: 'It does', content: { 'application/json': livenessSchema } } },
      handle({ response }) {
        const body: z.output<typeof livenessSchema> = {
          alive: true,
          uptime_seconds: Math.round(process.uptime()),
        };
        response.json(body);
      },
    }),
    endpoint({
      name: 'getReadiness',
      method: 'GET',
      path: '/readyz',
      access: 'open',
      tag: 'operating',
      summary: 'Whether this process should get requests',
      query: z.object({
        exclude: z
          .literal('queue')
          .optional()
          .meta({
            description:
              'What may be away: without the queue polls are answered and posts are taken, so that a balancer that ' +
              'takes processes away for it only makes an outage of it',
          }),
      }),
      answers: {
        200: { description: 'Ready', content: { 'application/json': readinessSchema } },
        503: {
          description:
            'The database or the queue is away, a migration is unfinished, or the process is stopping',
          content: { 'application/json': readinessSchema },
        },
      },
      async handle({ query: { exclude }, response }) {
        const report: ReadinessReport = await health.readiness(exclude === 'queue');
        response.status(report.ready ? 200 : 503);
        response.json(report satisfies z.output<typeof readinessSchema>);
      },
    }),
  ];
}
