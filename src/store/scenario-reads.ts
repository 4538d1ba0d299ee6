import type { Database } from './database.js';
import { TASK_COLUMNS, type TaskReading, type Viewer } from './task-reads.js';

/** How a scenario is doing, step by step. */

export interface ScenarioReading extends TaskReading {
  readonly templateCount: number;
  /** When anything last happened to it. */
  readonly updatedAt: Date;
  /** Steps that were begun. */
  readonly steps: readonly {
    readonly step: string;
    readonly state: 'running' | 'done' | 'degraded' | 'skipped';
    readonly attempts: number;
    /** Whether the run that wrote this last has the task. */
    readonly isCurrent: boolean;
  }[];
}

export async function findScenario(
  db: Database,
  viewer: Viewer,
  id: string,
): Promise<ScenarioReading | undefined> {
  const [scenario] = await db.query<ScenarioReading>`
    SELECT ${TASK_COLUMNS}, (request ->> 'templateCount')::int AS "templateCount",
           coalesce((SELECT max(event.created_at) FROM task_event event WHERE event.task_id = task.id), created_at)
             AS "updatedAt",
           coalesce((
             SELECT jsonb_agg(jsonb_build_object(
               'step', step.step, 'state', step.state, 'attempts', step.attempts, 'isCurrent', step.fence = task.fence))
             FROM scenario_step step WHERE step.task_id = task.id), '[]') AS steps
    FROM task
    WHERE id = ${id}::uuid AND kind = 'scenario'
      AND (${viewer.role === 'admin'}::boolean OR client_id = ${viewer.clientId})`;
  return scenario;
}
