import { sha256 } from '../../src/cache/state-hash.js';
import type { Json } from '../../src/json.js';
import { OfflineModel } from '../../src/llm/offline/model.js';
import { type LanguageModel, type ModelReply, type ModelRequest, NO_USAGE } from '../../src/llm/port.js';
import { openSimulation, type PlayedTurn, playTurn, takeSnapshot } from '../../src/simulation/engine.js';
import { storeState } from '../../src/simulation/stored-state.js';
import { starterWorlds } from '../../src/store/starter-content.js';
import {
  ComparisonUnavailableError,
  installLanggraph,
  timeLanggraph,
  type Workload,
} from '../comparison/compare.js';
import { type BenchReport, quantile } from './report.js';
import { castOf } from './starter-cast.js';

/** Turns over which a turn's time may grow. */
const LONG = 400;
const SIZES = [
  { characters: 3, turns: 20 },
  { characters: 5, turns: 20 },
  { characters: 5, turns: 100 },
  { characters: 5, turns: LONG },
] as const;
/** The size that is also measured with prompts. */
const PROMPTED_TURNS = 100;
const SEEDS = 3;
/**
 * Other programs on the machine only ever add time, so of several goes at one run the quickest counts. All runs have one
 * go before any has another: who shares the machine is busy for seconds on end.
 */
const GOES = 8;
/**
 * A worker plays for as long as it lives: every world that is measured has been played for so many stories of so many
 * turns before. The runtime goes on compiling for some two thousand turns; what the first ones take stands beside.
 */
const WARM_UP = { stories: 8, turns: 100 };
const COLD_TURNS = 20;
/** LangGraph plays in processes of its own, which take seconds to start. */
const PEER_GOES = 3;
/** Turns that LangGraph plays before it is measured; more make it no faster. */
const PEER_WARM_UP = 200;
const MAX_MS = 0.5;
const MAX_GROWTH = 1.5;
/** Turns whose typical time the last turns are held against, the first ones being those of a cast that meets. */
const EARLY = { from: 9, to: 20 };
const LATE = 20;

/**
 * The engine's own time per character and turn: briefs, decisions, laws, resolution, hashes and what a commit
 * serialises. The model answers at once, and its own time is taken out. The offline model decides from data, so that its
 * prompts are never put into words; how long it takes with prompts, as for a model that is paid for, stands beside. So
 * does the time in which the same amount of data goes through LangGraph with a checkpoint in memory at every step.
 */
export async function engine(): Promise<BenchReport> {
  const cold = await measure(5, COLD_TURNS, 0, false);
  for (let story = 0; story < WARM_UP.stories; story += 1) {
    for (let seed = 0; seed < SEEDS; seed += 1) await measure(5, WARM_UP.turns, seed, story === 0);
  }
  const sizes = SIZES.map((size) => ({ ...size, runs: [] as Run[], prompted: [] as Run[] }));
  for (let go = 0; go < GOES; go += 1) {
    for (const { characters, turns, runs, prompted } of sizes) {
      for (let seed = 0; seed < SEEDS; seed += 1) {
        runs[seed] = quicker(runs[seed], await measure(characters, turns, seed, false));
        if (turns !== PROMPTED_TURNS) continue;
        prompted[seed] = quicker(prompted[seed], await measure(characters, turns, seed, true));
      }
    }
  }
  const rows: Record<string, number | string>[] = [];
  const figures: Record<string, number> = { ms_cold: rounded(cold.mean) };
  const missed: string[] = [];
  const langgraph = await openComparison();
  for (const { characters, turns, runs, prompted } of sizes) {
    const ms = typical(runs.map((run) => run.mean));
    const growth = typical(runs.map((run) => run.growth));
    const name = `n${characters}_t${turns}`;
    figures[`ms_${name}`] = rounded(ms);
    const withPrompts =
      prompted.length === 0 ? undefined : rounded(typical(prompted.map(({ mean }) => mean)));
    if (withPrompts !== undefined) figures[`ms_with_prompts_${name}`] = withPrompts;
    const beside = await langgraph(runs[0]?.workload);
    if (beside !== undefined) {
      figures[`langgraph_ms_${name}`] = rounded(beside);
      figures[`ratio_${name}`] = rounded(beside / ms);
    }
    rows.push({
      N: characters,
      T: turns,
      'ms per agent-turn': rounded(ms),
      'with prompts': withPrompts ?? '-',
      'late over early': turns === LONG ? rounded(growth) : '-',
      'kB per commit': rounded(typical(runs.map((run) => run.commitBytes)) / 1000),
      'LangGraph ms': beside === undefined ? '-' : rounded(beside),
      'LangGraph / engine': beside === undefined ? '-' : rounded(beside / ms),
    });
    if (ms > MAX_MS) {
      missed.push(`${rounded(ms)} ms per agent-turn at N = ${characters}, T = ${turns} is above ${MAX_MS}`);
    }
    if (turns === LONG) {
      figures.growth = rounded(growth);
      if (growth > MAX_GROWTH)
        missed.push(`a turn's time grows ${rounded(growth)} times, above ${MAX_GROWTH}`);
    }
  }
  return { rows, figures, missed };
}

interface Run {
  /** Milliseconds per character and turn. */
  readonly mean: number;
  readonly growth: number;
  /** Typical size of what a turn commits. */
  readonly commitBytes: number;
  readonly workload: Workload;
}

function quicker(best: Run | undefined, run: Run): Run {
  return best === undefined || run.mean < best.mean ? run : best;
}

async function measure(characters: number, turns: number, seed: number, prompts: boolean): Promise<Run> {
  const worlds = starterWorlds();
  const world = worlds[seed % worlds.length];
  if (world === undefined) throw new Error('there is no starter world');
  const snapshot = takeSnapshot({ seed, turns, members: castOf(characters, seed), world });
  const model = new ModelClock(new OfflineModel(), prompts);
  const signal = new AbortController().signal;
  const play = { snapshot, simulationId: 'bench', clientId: 'bench' };
  const spent: number[] = [];
  const sizes: number[] = [];
  let state = openSimulation(snapshot);
  let workload: Workload | undefined;
  for (let turn = 1; turn <= turns; turn += 1) {
    model.spent = 0;
    const startedAt = performance.now();
    const played = await playTurn({ ...play, digest: sha256, state }, model, signal);
    const bytes = commitBytes(played);
    spent.push((performance.now() - startedAt - model.spent) / characters);
    sizes.push(bytes);
    state = played.state;
    if (turn === Math.min(turns, EARLY.to)) workload = workloadOf(played, turns);
  }
  if (workload === undefined) throw new Error('a run needs at least one turn');
  return {
    mean: spent.reduce((sum, each) => sum + each, 0) / turns,
    growth: typical(spent.slice(-LATE)) / typical(spent.slice(EARLY.from, EARLY.to)),
    commitBytes: typical(sizes),
    workload,
  };
}

/** What the commit of a turn serialises, in characters. */
function commitBytes({ record, state, delta }: PlayedTurn): number {
  return JSON.stringify(record).length + storeState(state, delta).length;
}

/** A turn's data for another engine: what the state holds by character, and the rest of it. */
function workloadOf({ record, state }: PlayedTurn, turns: number): Workload {
  const minds: Record<string, Record<string, Json>> = {};
  const world: Record<string, Json> = {};
  for (const [branch, value] of Object.entries(plain(state))) {
    if (isObject(value) && Object.keys(state.personas).every((id) => Object.hasOwn(value, id))) {
      for (const [id, mind] of Object.entries(value)) minds[id] = { ...minds[id], [branch]: mind };
    } else {
      world[branch] = value;
    }
  }
  return { turns, warmUp: PEER_WARM_UP, minds, world, record: plain(record) };
}

function plain(value: object): Record<string, Json> {
  return JSON.parse(JSON.stringify(value)) as Record<string, Json>;
}

function isObject(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Milliseconds per character and turn on LangGraph, or nothing where it can't be installed. */
async function openComparison(): Promise<(workload: Workload | undefined) => Promise<number | undefined>> {
  try {
    await installLanggraph();
  } catch (error) {
    if (!(error instanceof ComparisonUnavailableError)) throw error;
    console.log(`Without the comparison: LangGraph can't be installed (${error.message})`);
    return async () => undefined;
  }
  return async (workload) => {
    if (workload === undefined) return undefined;
    let best = Number.POSITIVE_INFINITY;
    for (let go = 0; go < PEER_GOES; go += 1) {
      best = Math.min(best, (await timeLanggraph(workload)).msPerAgentTurn);
    }
    return best;
  };
}

function typical(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}

/** Counts the time that the wrapped model takes, as far as it works synchronously. Reading a prompt is not its time. */
class ModelClock implements LanguageModel {
  readonly name = 'bench';
  spent = 0;
  /** Length of all prompts. */
  read = 0;

  constructor(
    private readonly model: LanguageModel,
    private readonly prompts: boolean,
  ) {}

  async generate(...call: Parameters<LanguageModel['generate']>): Promise<ModelReply> {
    if (this.prompts) this.#read(call[0]);
    const startedAt = performance.now();
    const reply = this.model.generate(...call);
    this.spent += performance.now() - startedAt;
    const answer = await reply;
    return answer.ok ? { ...answer, usage: NO_USAGE } : answer;
  }
  /** Has everything made that is sent to a provider. */
  #read({ stablePrefix, volatileTail, schema }: ModelRequest): void {
    this.read += stablePrefix.length + volatileTail.length + (schema === undefined ? 0 : 1);
  }
}
