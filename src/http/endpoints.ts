import { Health } from '../observability/health.js';
import type { HttpMetrics } from '../observability/http-metrics.js';
import type { ApiDependencies } from './dependencies.js';
import type { Endpoint } from './endpoint.js';
import { adminRoutes } from './routes/admin.js';
import { aiRoutes } from './routes/ai.js';
import { characterRoutes } from './routes/characters.js';
import { docsRoutes } from './routes/docs.js';
import { featureRoutes } from './routes/features.js';
import { healthRoutes } from './routes/health.js';
import { lorebookRoutes } from './routes/lorebooks.js';
import { metricsRoutes } from './routes/metrics.js';
import { operationsRoutes } from './routes/operations.js';
import { queueBoardRoutes } from './routes/queue-board.js';
import { scenarioTemplateRoutes } from './routes/scenario-templates.js';
import { scenarioRoutes } from './routes/scenarios.js';
import { sessionActionRoutes } from './routes/session-actions.js';
import { sessionEventRoutes } from './routes/session-events.js';
import { sessionRoutes } from './routes/sessions.js';
import { simulationRoutes } from './routes/simulations.js';
import { submissionRoutes } from './routes/submissions.js';
import { taskRoutes } from './routes/tasks.js';
import { ticketRoutes } from './routes/tickets.js';
import { usageRoutes } from './routes/usage.js';

/** Every endpoint of the API. */
export function apiEndpoints(deps: ApiDependencies, metrics: HttpMetrics): readonly Endpoint[] {
  const endpoints: readonly Endpoint[] = [
    ...submissionRoutes(deps),
    ...simulationRoutes(deps),
    ...taskRoutes(deps),
    ...scenarioRoutes(deps),
    ...lorebookRoutes(deps),
    ...scenarioTemplateRoutes(deps),
    ...characterRoutes(deps),
    ...sessionRoutes(deps),
    ...sessionActionRoutes(deps),
    ...sessionEventRoutes(deps),
    ...ticketRoutes(deps),
    ...aiRoutes(deps),
    ...featureRoutes(deps),
    ...usageRoutes(deps),
    ...adminRoutes(deps),
    ...healthRoutes(new Health({ ...deps, metrics })),
    ...metricsRoutes(deps, metrics),
    ...operationsRoutes(deps, metrics),
    ...queueBoardRoutes(deps),
    ...docsRoutes(() => endpoints, deps.version),
  ];
  return endpoints;
}
