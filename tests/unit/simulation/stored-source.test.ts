import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { hashState, sha256 } from '../../../src/cache/state-hash.js';
import { OfflineModel } from '../../../src/llm/offline/model.js';
import { openSimulation, playTurn } from '../../../src/simulation/engine.js';
import { type SnapshotSource, takeSnapshot } from '../../../src/simulation/snapshot.js';

/** A source as an earlier version of the program stored it, and what was played from it. */
const STORED: SnapshotSource = JSON.parse(
  readFileSync(new URL('./stored-source.json', import.meta.url), 'utf8'),
);
const CHOICES = { seed: 11, turns: 3, style: {}, narrativeGoals: ['make it rain'], difficulty: 0.4 };
const PLAYED_FROM = '2a19c5b2123b1a578273eb15b6566bf2d7e94cc0dd7ca9a2856b34126c4cd155';

// A task may be taken up by a newer program in the middle of its story, and forked by one of years later. A program that
// makes something else of a stored source gives its requests a newer REQUEST_VERSION and still reads the older ones.
it('what is played from a stored source is what was played from it when it was stored', () => {
  expect(hashState(takeSnapshot({ ...STORED, ...CHOICES }))).toBe(PLAYED_FROM);
});

it('the other choices of a request make another snapshot of the same source', () => {
  const others = [
    { seed: 12 },
    { turns: 4 },
    { narrativeGoals: [] },
    { difficulty: 0.5 },
    { settingText: 'at sea' },
  ];
  const hashes = others.map((other) => hashState(takeSnapshot({ ...STORED, ...CHOICES, ...other })));
  expect(new Set([PLAYED_FROM, ...hashes]).size).toBe(others.length + 1);
});

it('a snapshot is the same whatever was taken of its source before it, and played from that', async () => {
  const quiet = new AbortController().signal;
  for (const seed of [3, 4, 11, 12]) {
    const snapshot = takeSnapshot({ ...STORED, ...CHOICES, seed });
    const expected = hashState(takeSnapshot({ ...structuredClone(STORED), ...CHOICES, seed }));
    expect(hashState(snapshot)).toBe(expected);
    let state = openSimulation(snapshot);
    for (let turn = 0; turn < CHOICES.turns; turn += 1) {
      const input = { snapshot, simulationId: 's', clientId: 'c', digest: sha256, state };
      state = (await playTurn(input, new OfflineModel(), quiet)).state;
    }
    expect(hashState(takeSnapshot({ ...STORED, ...CHOICES, seed }))).toBe(expected);
  }
});
