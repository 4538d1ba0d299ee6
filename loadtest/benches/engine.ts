import { hashState } from '../../src/cache/state-hash.js';
import { OfflineModel } from '../../src/llm/offline/model.js';
import type { LanguageModel, ModelReply } from '../../src/llm/port.js';
import { characterSchema } from '../../src/simulation/character.js';
import {
  openSimulation,
  playTurn,
  type SimulationSnapshot,
  takeSnapshot,
} from '../../src/simulation/engine.js';
import { storeState } from '../../src/simulation/stored-state.js';
import { starterWorlds } from '../../src/store/starter-content.js';
import { type BenchReport, quantile } from './report.js';

const SIZES = [3, 5] as const;
const LENGTHS = [20, 400] as const;
const ROUNDS = 3;
const MAX_MS = 0.5;
const MAX_GROWTH = 1.5;

/**
 * The engine's own time per character and turn: briefs, decisions, resolution and the serialisation of what a turn
 * commits. Each story is played twice: the first time the offline model answers and the code warms up, the second time
 * its answers are read from a map, so that the model takes no time. Measured is the processor time of this process,
 * garbage collection included, which other programs on the machine distort far less than the time on the clock.
 */
export async function engine(): Promise<BenchReport> {
  const rows: { N: number; T: number; ms_per_agent_turn: number; last_turns_over_first: number }[] = [];
  for (const size of SIZES) {
    for (const length of LENGTHS) {
      const runs: { mean: number; growth: number }[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        runs.push(await measure(size, length, round));
      }
      const typical = (pick: (run: { mean: number; growth: number }) => number) =>
        quantile(
          runs.map(pick).sort((a, b) => a - b),
          0.5,
        );
      rows.push({
        N: size,
        T: length,
        ms_per_agent_turn: Number(typical((run) => run.mean).toFixed(3)),
        last_turns_over_first: Number(typical((run) => run.growth).toFixed(2)),
      });
    }
  }
  const five = rows.filter((row) => row.N === 5);
  const figures = Object.fromEntries(rows.map((row) => [`ms_n${row.N}_t${row.T}`, row.ms_per_agent_turn]));
  const growth = Math.max(...five.map((row) => row.last_turns_over_first));
  return {
    rows,
    figures: { ...figures, growth },
    missed: [
      ...five
        .filter((row) => row.ms_per_agent_turn > MAX_MS)
        .map((row) => `${row.ms_per_agent_turn} ms per agent-turn at T = ${row.T} is above ${MAX_MS}`),
      ...(growth > MAX_GROWTH ? [`time per turn grows ${growth} times, above ${MAX_GROWTH}`] : []),
    ],
  };
}

async function measure(size: number, turns: number, seed: number): Promise<{ mean: number; growth: number }> {
  const world = starterWorlds()[seed % starterWorlds().length];
  if (world === undefined) {
    throw new Error('there is no starter world');
  }
  const members = Array.from({ length: size }, (_, index) => ({
    id: `person_${index}`,
    character: characterSchema.parse({ name: `Person ${index}`, traits: { curious: 0.2 * index } }),
  }));
  const snapshot = takeSnapshot({ seed, turns, members, world });
  const answers = new Map<string, ModelReply>();
  await play(snapshot, recorded(new OfflineModel(), answers));
  const spent = await play(snapshot, replayed(answers));
  const perTurn = (from: number, to: number) => ((spent[to] ?? 0) - (spent[from] ?? 0)) / (to - from) / size;
  // The first turns have no memories yet.
  const window = Math.max(1, Math.min(40, Math.floor(turns / 5)));
  const early = Math.min(20, window);
  return {
    mean: perTurn(0, turns),
    growth: perTurn(turns - window, turns) / perTurn(early, early + window),
  };
}

/** Processor time in milliseconds that had been used before the first turn and after each. */
async function play(snapshot: SimulationSnapshot, model: LanguageModel): Promise<number[]> {
  const input = { snapshot, simulationId: 'bench', clientId: 'bench', digest: hashState };
  const { signal } = new AbortController();
  const start = process.cpuUsage();
  const spent = [0];
  let state = openSimulation(snapshot);
  for (let turn = 0; turn < snapshot.turns; turn += 1) {
    const played = await playTurn({ ...input, state }, model, signal);
    JSON.stringify(played.record);
    JSON.stringify(storeState(played.state, played.delta));
    state = played.state;
    const { user, system } = process.cpuUsage(start);
    spent.push((user + system) / 1000);
  }
  return spent;
}

/** A model whose answers are written down by the key of their call. */
function recorded(model: LanguageModel, answers: Map<string, ModelReply>): LanguageModel {
  return {
    name: model.name,
    generate: async (request, signal) => {
      const reply = await model.generate(request, signal);
      answers.set(request.key, reply);
      return reply;
    },
  };
}

function replayed(answers: ReadonlyMap<string, ModelReply>): LanguageModel {
  return {
    name: 'replay',
    generate: async ({ key }) =>
      answers.get(key) ?? { ok: false, reason: 'invalid', detail: `no answer to ${key}` },
  };
}
