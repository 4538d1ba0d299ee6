import { hashState } from '../../src/cache/state-hash.js';
import { OfflineModel } from '../../src/llm/offline/model.js';
import { type LanguageModel, type ModelReply, NO_USAGE } from '../../src/llm/port.js';
import { characterSchema } from '../../src/simulation/character.js';
import { openSimulation, playTurn, takeSnapshot } from '../../src/simulation/engine.js';
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
 * commits. The model is an offline one whose time is taken out.
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
  const clock = new ModelClock(new OfflineModel());
  const play = { snapshot, simulationId: 'bench', clientId: 'bench' };
  const spent: number[] = [];
  let state = openSimulation(snapshot);
  for (let turn = 0; turn < turns; turn += 1) {
    clock.spent = 0;
    const startedAt = performance.now();
    const played = await playTurn({ ...play, digest: hashState, state }, clock, new AbortController().signal);
    JSON.stringify(played.record);
    JSON.stringify(storeState(played.state, played.delta));
    spent.push((performance.now() - startedAt - clock.spent) / size);
    state = played.state;
  }
  // The first turns warm the code up, and have no memories yet.
  const window = Math.max(1, Math.min(40, Math.floor(turns / 5)));
  const early = Math.min(20, window);
  const middle = (part: readonly number[]) =>
    quantile(
      [...part].sort((a, b) => a - b),
      0.5,
    );
  return {
    mean: spent.reduce((sum, each) => sum + each, 0) / turns,
    growth: middle(spent.slice(-window)) / middle(spent.slice(early, early + window)),
  };
}

/** Counts the time that the wrapped model takes, as far as it works synchronously. */
class ModelClock implements LanguageModel {
  readonly name = 'bench';
  spent = 0;

  constructor(private readonly model: LanguageModel) {}

  async generate(...call: Parameters<LanguageModel['generate']>): Promise<ModelReply> {
    const startedAt = performance.now();
    const reply = this.model.generate(...call);
    this.spent += performance.now() - startedAt;
    const answer = await reply;
    return answer.ok ? { ...answer, usage: NO_USAGE } : answer;
  }
}
