import { expect, it } from 'vitest';
import { sha256 } from '../../../src/cache/state-hash.js';
import { openSimulation, playTurn } from '../../../src/simulation/engine.js';
import { TURN_PHASES, type TurnPhase } from '../../../src/simulation/phases.js';
import { PhaseTimer, type RunEvent } from '../../../src/tasks/run-observer.js';
import { snapshotOf, WILFUL } from '../simulation/stage.js';

it('a part of a turn lasts until the next begins, and one that was broken off is not told', () => {
  let now = 0;
  const told: RunEvent[] = [];
  const timer = new PhaseTimer(
    (event) => told.push(event),
    () => now,
  );
  timer.end();
  timer.begin('decide');
  now = 40;
  timer.begin('commit');
  now = 42;
  timer.end();
  timer.begin('decide');
  expect(told).toEqual([
    { type: 'phase', phase: 'decide', ms: 40 },
    { type: 'phase', phase: 'commit', ms: 2 },
  ]);
});

it('the engine tells each phase of a turn once, in order, and plays the same turn as when nobody listens', async () => {
  const snapshot = snapshotOf();
  const phases: TurnPhase[] = [];
  const input = {
    snapshot,
    simulationId: 'sim',
    clientId: 'client',
    state: openSimulation(snapshot),
    digest: sha256,
  };
  const { signal } = new AbortController();
  const heard = await playTurn({ ...input, onPhase: (phase) => phases.push(phase) }, WILFUL, signal);
  expect(phases).toEqual([...TURN_PHASES]);
  expect(heard).toEqual(await playTurn(input, WILFUL, signal));
});
