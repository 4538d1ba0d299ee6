import { hashState } from '../cache/state-hash.js';
import type { Database } from '../store/database.js';
import { findReusable } from '../store/reuse-statements.js';
import type { NewActionTask, NewScenarioTask, NewSimulationTask } from '../store/submit-statements.js';
import type { ActionTaskRequest, ScenarioTaskRequest, StoredSimulationRequest } from './task-request.js';

/** A task to be accepted, with what its request was resolved to. */
export type ResolvedTask =
  | (NewSimulationTask & { readonly request: StoredSimulationRequest })
  | (NewScenarioTask & { readonly request: ScenarioTaskRequest })
  | (NewActionTask & { readonly request: ActionTaskRequest });

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
export function reuseKeyOf(request: StoredSimulationRequest, teller: Teller): string | null {
  if (request.seeded !== true || request.cache === 'off') return null;
  const played =
    'source' in request
      ? { source: request.source, choices: request.choices }
      : { snapshot: request.snapshot, fork: request.fork };
  return hashState({ ...teller, ...played });
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
  const keys = tasks.flatMap((task) => wantedKey(task) ?? []);
  if (keys.length === 0) return tasks;
  const sources = await findReusable(db, clientId, keys, ttlMs);
  return tasks.map((task) => {
    const key = wantedKey(task);
    return key === null ? task : { ...task, reuses: sources.get(key) };
  });
}

/** Null of a task that wants no other's result: its request says so, or it is an action. */
function wantedKey(task: ResolvedTask): string | null {
  return task.kind !== 'action' && task.request.cache === 'use' ? task.reuseKey : null;
}
