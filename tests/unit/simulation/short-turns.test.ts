import { expect, it } from 'vitest';
import { OfflineModel } from '../../../src/llm/offline/model.js';
import { CAST, playAll, snapshotOf } from './stage.js';

it('turns may overrun their time: nothing that happens counts as out of order, and nothing is left out', async () => {
  const snapshot = snapshotOf({ cast: CAST, turns: 12 });
  const short = { ...snapshot, stage: { ...snapshot.stage, turnMinutes: 0.5 } };
  const { records } = await playAll(short, new OfflineModel());
  expect(records.some(({ events }) => events.length > 6)).toBe(true);
  expect(records.flatMap(({ story }) => story.coherence.corrected)).toEqual([]);
});
