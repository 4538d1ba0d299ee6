import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSimulation } from '../../../src/simulation/engine.js';
import { stateText } from '../../../src/simulation/state-text.js';
import { playOne, snapshotOf } from './stage.js';

describe('the text of a state', () => {
  it('is what JSON makes of the state, whichever states before it have been written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.array(fc.boolean(), { minLength: 6, maxLength: 10 }),
        async (seed, isWritten) => {
          const snapshot = snapshotOf({ seed, turns: isWritten.length });
          let state = openSimulation(snapshot);
          expect(stateText(state)).toBe(JSON.stringify(state));
          for (const written of isWritten) {
            ({ state } = await playOne(snapshot, state));
            if (written) expect(stateText(state)).toBe(JSON.stringify(state));
          }
          expect(stateText(state)).toBe(JSON.stringify(state));
          const restored = JSON.parse(stateText(state));
          expect(stateText(restored)).toBe(JSON.stringify(restored));
        },
      ),
      { numRuns: 6 },
    );
  });
});
