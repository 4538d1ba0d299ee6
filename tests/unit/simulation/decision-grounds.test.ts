import { describe, expect, it } from 'vitest';
import { openSimulation } from '../../../src/simulation/engine.js';
import { answered, isDecide, modelOf, playOne, snapshotOf, wilfulAnswer } from './stage.js';

const TRIO = ['alice', 'bob', 'corvin'];

describe('what a decision is made from', () => {
  it('is the same each time it is read, with the options best first', async () => {
    const snapshot = snapshotOf({ cast: TRIO });
    const model = modelOf((request) => {
      expect(request.data).toBe(request.data);
      if (!isDecide(request.data)) throw new Error('nothing to decide from');
      const { options } = request.data;
      const ordered = options.toSorted((a, b) => b.score - a.score || (a.action < b.action ? -1 : 1));
      expect(options).toEqual(ordered);
      return wilfulAnswer(request);
    });
    await playOne(snapshot, openSimulation(snapshot), model);
  });

  it('leaves no trace in the record, whether or not a model reads it', async () => {
    const snapshot = snapshotOf({ cast: TRIO });
    const play = (reads: boolean) =>
      playOne(
        snapshot,
        openSimulation(snapshot),
        modelOf((request) => {
          if (reads) JSON.stringify(request.data);
          return answered({ thought: 'why not', action: 'observe' });
        }),
      );
    expect(JSON.stringify((await play(true)).record)).toBe(JSON.stringify((await play(false)).record));
  });
});
