import { sha256 } from '../../src/cache/state-hash.js';
import { OfflineModel } from '../../src/llm/offline/model.js';
import {
  openSimulation,
  playTurn,
  type SimulationState,
  type TurnRecord,
  takeSnapshot,
} from '../../src/simulation/engine.js';
import type { Scenario } from './import.js';

/** A scenario's committed turns. */
export interface PlayedScenario {
  readonly scenario: Scenario;
  readonly records: readonly TurnRecord[];
  /** Before turn 1, and after each turn. */
  readonly states: readonly SimulationState[];
}

/** Plays all turns of a scenario on the offline model. */
export async function playScenario(scenario: Scenario, seed: number): Promise<PlayedScenario> {
  const { turns, members, world } = scenario;
  const snapshot = takeSnapshot({ seed, turns, members, world });
  const model = new OfflineModel();
  const signal = new AbortController().signal;
  const states = [openSimulation(snapshot)];
  const records: TurnRecord[] = [];
  for (let state = states[0]; state !== undefined && records.length < turns; state = states.at(-1)) {
    const who = { snapshot, simulationId: scenario.id, clientId: 'evaluation' };
    const played = await playTurn({ ...who, digest: sha256, state }, model, signal);
    states.push(played.state);
    records.push(played.record);
  }
  return { scenario, records, states };
}
