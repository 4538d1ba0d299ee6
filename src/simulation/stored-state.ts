import type { SimulationSnapshot } from './snapshot.js';
import { openSimulation, type SimulationState } from './state.js';
import { applyDelta, diffStates, type ObjectDelta } from './state-delta.js';

/**
 * A checkpoint as it is stored with its turn: what the turn changed, and every tenth turn the whole state. So a state is
 * read from at most ten rows, and a long run doesn't store the same memories a hundred times.
 */
export type StoredState = FullState | { readonly schemaVersion: number; readonly delta: ObjectDelta };

interface FullState {
  readonly schemaVersion: number;
  readonly full: SimulationState;
}

const STATE_SCHEMA: SimulationState['schemaVersion'] = 2;

/** Turns whose number this divides store their whole state. */
export const FULL_EVERY = 10;

/**
 * The stored form of the state that a turn led to, a `StoredState` as JSON.
 * @param delta from the state before the turn to this one but for its hash, as JSON: what was hashed is what is stored
 */
export function storeState(state: SimulationState, delta: string): string {
  const { schemaVersion, hash } = state;
  if (state.turn % FULL_EVERY === 0) return JSON.stringify({ schemaVersion, full: state });
  // A turn sets its number at least, so the delta ends with what it sets: there the hash goes in.
  return `{"schemaVersion":${schemaVersion},"delta":${delta.slice(0, -2)},"hash":"${hash}"}}}`;
}

/**
 * The state that rows of checkpoints lead to, given in the order of their turns; `opening`, where the simulation
 * started, when there is no full one among them.
 */
export function restoreState(
  snapshot: SimulationSnapshot,
  opening: SimulationState,
  rows: readonly StoredState[],
): SimulationState {
  return rows.reduce(
    (state, row) => ('full' in row ? upgraded(snapshot, row.full) : applyDelta(state, row.delta)),
    opening,
  );
}

/** The delta between two states that follow each other; an empty one between equal ones. */
export function deltaBetween(before: SimulationState, after: SimulationState): ObjectDelta {
  return diffStates(before, after) ?? {};
}

/** A state of an earlier schema, with the branches that it lacks as they are at the start of a simulation. */
export function upgraded(snapshot: SimulationSnapshot, state: SimulationState): SimulationState {
  const { schemaVersion }: { readonly schemaVersion: number } = state;
  return schemaVersion === STATE_SCHEMA
    ? state
    : { ...openSimulation(snapshot), ...state, schemaVersion: STATE_SCHEMA };
}
