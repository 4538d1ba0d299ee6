import type { SimulationSnapshot } from '../simulation/snapshot.js';
import { openSimulation, type SimulationState } from '../simulation/state.js';

/** What `task.request` of a simulation holds: everything resolved when it was submitted. */
export interface SimulationTaskRequest {
  readonly snapshot: SimulationSnapshot;
  readonly limits: TaskLimits;
  readonly cache: 'use' | 'refresh' | 'off';
}

/** Where the simulation starts from. */
export function openingState({ snapshot }: SimulationTaskRequest): SimulationState {
  return openSimulation(snapshot);
}

/** Where a run ends with what it has; an absent field is no limit. */
export interface TaskLimits {
  readonly maxModelCalls?: number;
  readonly maxTokens?: number;
  readonly maxCostUsd?: number;
  readonly deadlineSeconds?: number;
}

/** What `task.result` of a simulation holds, as it goes over the wire. */
export interface SimulationResult {
  readonly story: string;
  readonly participants: readonly string[];
  readonly turns_executed: number;
  readonly duration_seconds: number;
  /** Measured from the narrative graph; null while none is kept. */
  readonly coherence: number | null;
  /** Measured by the leak check; null while there is none. */
  readonly knowledge_leak_rate: number | null;
  /** Whether any part was filled in, or the run ended early. */
  readonly degraded: boolean;
  readonly degraded_reasons: readonly string[];
  readonly cached: boolean;
}
