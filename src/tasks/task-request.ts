import type { ScenarioBrief } from '../scenario/brief.js';
import type { Lorebook } from '../scenario/lorebook.js';
import type { SimulationSnapshot, SnapshotChoices } from '../simulation/snapshot.js';
import { openSimulation, type SimulationState } from '../simulation/state.js';
import { upgraded } from '../simulation/stored-state.js';

/** What a simulation is played from: everything as it was when it was submitted. */
export interface SimulationTaskRequest {
  readonly snapshot: SimulationSnapshot;
  readonly limits: TaskLimits;
  readonly cache: 'use' | 'refresh' | 'off';
  /** Whether the client named the seed: only then may what comes of it be reused, since it asked for that very story. */
  readonly seeded?: boolean | undefined;
  /** Of a fork: whose committed turn it goes on from, and its state, so that it doesn't need its parent any more. */
  readonly fork?: {
    readonly parent: { readonly id: string; readonly turn: number };
    readonly state: SimulationState;
  };
}

/**
 * What `task.request` of a simulation holds: the snapshot itself, as of a fork, or what it is made from. `takeSnapshot` makes
 * the same of the same for good: a program that would make another one needs a field here that tells them apart.
 */
export type StoredSimulationRequest =
  | SimulationTaskRequest
  | (Omit<SimulationTaskRequest, 'snapshot' | 'fork'> & {
      /** Of this form of request. */
      readonly schemaVersion: number;
      /**
       * What programs look at that know no other form than a request with its snapshot: newer than any that they can read,
       * so that they hand the task back.
       */
      readonly snapshot: { readonly schemaVersion: number };
      /** Key of the `SnapshotSource`. */
      readonly source: string;
      readonly choices: SnapshotChoices;
    });

/** What `task.request` of a scenario holds: everything resolved when it was submitted. */
export interface ScenarioTaskRequest {
  readonly brief: ScenarioBrief;
  readonly seed: number;
  /** As above. */
  readonly seeded: boolean;
  readonly templateCount: number;
  /** Whether no model is to be asked. */
  readonly offline: boolean;
  /** The lorebooks to build on, as they were, with their versions. */
  readonly basis: readonly { readonly version: string; readonly lorebook: Lorebook }[];
  readonly limits: TaskLimits;
  readonly cache: 'use' | 'refresh' | 'off';
}

/** What `task.request` of an action holds. */
export interface ActionTaskRequest {
  readonly sessionId: string;
  /** The player's words, trimmed. */
  readonly action: string;
  /** The version of the session that the player has seen. */
  readonly expectedVersion?: number;
}

/** Where the simulation starts from. */
export function openingState({ snapshot, fork }: SimulationTaskRequest): SimulationState {
  return fork === undefined ? openSimulation(snapshot) : upgraded(snapshot, fork.state);
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
  /** Mean of the turns' coherence scores, 0..1; null of stories that were told before it was measured. */
  readonly coherence: number | null;
  /** Leaks left after enforcement, by lines and targets, 0..1; null as above. */
  readonly knowledge_leak_rate: number | null;
  /** Whether any part was filled in, or the run ended early. */
  readonly degraded: boolean;
  readonly degraded_reasons: readonly string[];
  /** Whether all of it is an earlier task's result; then `cached_from` is that task's id. */
  readonly cached: boolean;
  readonly cached_from: string | null;
}

/** What `task.result` of a scenario holds, as it goes over the wire. */
export interface ScenarioResult {
  readonly lorebook_id: string;
  /** Of the lorebook as it was stored. */
  readonly lorebook_version: string;
  /** The first template. */
  readonly scenario_template_id: string;
  readonly scenario_template_ids: readonly string[];
  /** Seconds from the first start to the end. */
  readonly generation_time: number;
  readonly degraded: boolean;
  /** Steps whose content is not the model's own. */
  readonly degraded_steps: readonly string[];
  readonly cached: boolean;
  readonly cached_from: string | null;
}
