import { hashState } from '../cache/state-hash.js';
import type { Database } from '../store/database.js';
import { findReusable } from '../store/reuse-statements.js';
import type { NewScenarioTask, NewSimulationTask } from '../store/submit-statements.js';
import type { ScenarioTaskRequest, SimulationTaskRequest } from './task-request.js';

/** A task to be accepted, with what its request was resolved to. */
export type ResolvedTask =
  | (NewSimulationTask & { readonly request: SimulationTaskRequest })
  | (NewScenarioTask & { readonly request: ScenarioTaskRequest });

/** What else than the request shapes a story. */
export interface Teller {
  readonly engineVersion: string;
  /** Name of the model. */
  readonly model: string;
}

/**
 * The key of whatever shapes a task's result: all that its request was resolved to, the program and the model. Limits and
 * priority are not in it, since a result that they ended early is never reused.
 * @returns null of a task that asks for something new (its seed was drawn), or wants no cache
 */
export function reuseKeyOf(
  { snapshot, fork, seeded, cache }: SimulationTaskRequest,
  teller: Teller,
): string | null {
  return seeded === true && cache !== 'off' ? hashState({ ...teller, snapshot, fork }) : null;
}

/** The same of a scenario. */
export function scenarioReuseKeyOf(
  { brief, basis, seed, templateCount, offline, seeded, cache }: ScenarioTaskRequest,
  teller: Teller,
): string | null {
  return seeded && cache !== 'off'
    ? hashState({ ...teller, scenario: { brief, basis, seed, templateCount, offline } })
    : null;
}

/** The same tasks, those that may be answered by an earlier one with its id. */
export async function reusing(
  db: Database,
  clientId: string,
  tasks: readonly ResolvedTask[],
  ttlMs: number,
): Promise<readonly ResolvedTask[]> {
  const keys = tasks.flatMap(({ reuseKey, request }) =>
    reuseKey !== null && request.cache === 'use' ? [reuseKey] : [],
  );
  if (keys.length === 0) return tasks;
  const sources = await findReusable(db, clientId, keys, ttlMs);
  return tasks.map((task) =>
    task.reuseKey !== null && task.request.cache === 'use'
      ? { ...task, reuses: sources.get(task.reuseKey) }
      : task,
  );
}
