import { z } from 'zod';
import { probe } from '../../observability/health.js';
import type { HttpMetrics } from '../../observability/http-metrics.js';
import { countTasks } from '../../store/task-reads.js';
import type { ApiDependencies } from '../dependencies.js';
import { type Endpoint, endpoint } from '../endpoint.js';

export function metricsRoutes(
  { db, queueHealth }: ApiDependencies,
  metrics: HttpMetrics,
): readonly Endpoint[] {
  return [
    endpoint({
      name: 'getMetrics',
      method: 'GET',
      path: '/metrics',
      aliases: ['/api/metrics'],
      access: 'admin',
      tag: 'operating',
      summary: 'Metrics for Prometheus',
      answers: { 200: { description: 'Prometheus text format', content: { 'text/plain': z.string() } } },
      async handle({ response }) {
        const [counts, queue] = await Promise.all([probe(() => countTasks(db)), probe(queueHealth)]);
        const text = await metrics.text(counts?.value, queue !== undefined);
        response.set('Content-Type', metrics.registry.contentType).send(text);
      },
    }),
  ];
}
