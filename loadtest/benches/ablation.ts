import { sha256 } from '../../src/cache/state-hash.js';
import { OfflineModel } from '../../src/llm/offline/model.js';
import {
  openChronicle,
  openSimulation,
  playTurn,
  type SimulationSnapshot,
  takeSnapshot,
  writeChapter,
} from '../../src/simulation/engine.js';
import { type Switches, SYSTEMS } from '../../src/simulation/switches.js';
import { starterWorlds } from '../../src/store/starter-content.js';
import type { BenchReport } from './report.js';
import { castOf } from './starter-cast.js';

const RUNS = 100;
const TURNS = 10;
const SIZES = [3, 4] as const;
const MIN_CHANGED = 20;

/**
 * What each system of the engine contributes: the same seeded runs with everything on and with one system switched off,
 * and in how many of them something else was committed or told.
 */
export async function ablation(): Promise<BenchReport> {
  const worlds = starterWorlds();
  const changed = new Map(SYSTEMS.map((system) => [system, { events: 0, prose: 0, either: 0 }]));
  for (let seed = 0; seed < RUNS; seed += 1) {
    const world = worlds[seed % worlds.length];
    const size = SIZES[Math.floor(seed / worlds.length) % SIZES.length];
    if (world === undefined || size === undefined) throw new Error('there is no starter world');
    const snapshot = takeSnapshot({ seed, turns: TURNS, members: castOf(size, seed), world });
    const whole = await play(snapshot, {});
    for (const [system, count] of changed) {
      const without = await play(snapshot, { [system]: false });
      const events = without.events !== whole.events;
      const prose = without.prose !== whole.prose;
      count.events += events ? 1 : 0;
      count.prose += prose ? 1 : 0;
      count.either += events || prose ? 1 : 0;
    }
  }
  const rows = [...changed].map(([system, { events, prose, either }]) => ({
    'switched off': system,
    'events differ': events,
    'prose differs': prose,
    either: either,
    runs: RUNS,
  }));
  return {
    rows,
    figures: Object.fromEntries([...changed].map(([system, { either }]) => [system, either])),
    missed: [...changed]
      .filter(([, { either }]) => either < MIN_CHANGED)
      .map(
        ([system, { either }]) => `without ${system} ${either} of ${RUNS} runs differ, not ${MIN_CHANGED}`,
      ),
  };
}

/** A run's committed events and its prose, as text to be compared. */
async function play(
  snapshot: SimulationSnapshot,
  switches: Switches,
): Promise<{ readonly events: string; readonly prose: string }> {
  const model = new OfflineModel();
  const signal = new AbortController().signal;
  const who = { snapshot, simulationId: 'bench', clientId: 'bench' };
  const events: string[] = [];
  const prose: string[] = [];
  let state = openSimulation(snapshot);
  let chronicle = openChronicle();
  for (let turn = 1; turn <= snapshot.turns; turn += 1) {
    const input = { ...who, state, switches, digest: sha256 };
    const played = await playTurn(input, model, signal);
    const chapter = await writeChapter({ ...who, record: played.record, chronicle }, model, signal);
    state = played.state;
    chronicle = chapter.chronicle;
    events.push(JSON.stringify(played.record.events));
    prose.push(chapter.prose);
  }
  return { events: events.join('\n'), prose: prose.join('\n') };
}
