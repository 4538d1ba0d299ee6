import { hashState, sha256 } from '../../src/cache/state-hash.js';
import { OfflineModel } from '../../src/llm/offline/model.js';
import { openSimulation, playTurn, takeSnapshot } from '../../src/simulation/engine.js';
import { rng } from '../../src/simulation/random.js';
import { stateText } from '../../src/simulation/state-text.js';
import { starterWorlds } from '../../src/store/starter-content.js';
import type { BenchReport } from './report.js';
import { castOf } from './starter-cast.js';

const CHARACTERS = 5;
/** After so many turns the state is hashed; at 0 it is what a simulation is played from. */
const TURNS = [0, 20, 100] as const;
const SEED = 7;
/** Other programs on the machine only ever add time, so of several goes the quickest counts. */
const GOES = 15;
/** A go takes about as long, however small what it hashes. */
const GO_CHARACTERS = 2_000_000;
/** What canonical order may cost beside JSON in the order that is there, where that is right and where it isn't. */
const MAX_RATIO = { 'in order': 3, shuffled: 6 } as const;

/**
 * What the hash of a state costs: its canonical JSON and the SHA-256 of that, beside JSON.stringify and SHA-256 of the
 * same value, in turn with it. Each value is hashed as it comes, most of it in order, and with the members of all its
 * objects in an order of chance, which must give the same hash.
 */
export async function stateHash(): Promise<BenchReport> {
  const rows: Record<string, number | string>[] = [];
  const figures: Record<string, number> = {};
  const missed: string[] = [];
  for (const [turns, value] of await statesAfter(TURNS)) {
    const expected = hashState(value);
    for (const [order, ordered] of [
      ['in order', value],
      ['shuffled', shuffled(value)],
    ] as const) {
      if (hashState(ordered) !== expected) missed.push(`the hash after ${turns} turns depends on the order`);
      const size = JSON.stringify(ordered).length;
      const repeats = Math.max(1, Math.round(GO_CHARACTERS / size));
      const ours: number[] = [];
      const plain: number[] = [];
      for (let go = 0; go < GOES; go += 1) {
        ours.push(milliseconds(() => hashState(ordered), repeats));
        plain.push(milliseconds(() => sha256(JSON.stringify(ordered)), repeats));
      }
      const ms = Math.min(...ours);
      const ratio = ms / Math.min(...plain);
      rows.push({
        turns,
        members: order,
        kB: rounded(size / 1000),
        ms: rounded(ms),
        'MB/s': rounded(size / 1000 / ms),
        'times JSON.stringify and SHA-256': rounded(ratio),
      });
      const name = `t${turns}_${order.replace(' ', '_')}`;
      figures[`ms_${name}`] = rounded(ms);
      figures[`ratio_${name}`] = rounded(ratio);
      if (ratio > MAX_RATIO[order])
        missed.push(
          `${rounded(ratio)} × JSON.stringify and SHA-256, ${order} after ${turns} turns, is above ${MAX_RATIO[order]}`,
        );
    }
  }
  return { rows, figures, missed };
}

/** Stored states of one simulation, by how many turns of it are over. */
async function statesAfter(ends: readonly number[]): Promise<ReadonlyMap<number, unknown>> {
  const [world] = starterWorlds();
  if (world === undefined) throw new Error('there is no starter world');
  const turns = Math.max(...ends);
  const snapshot = takeSnapshot({ seed: SEED, turns, members: castOf(CHARACTERS, SEED), world });
  const model = new OfflineModel();
  const { signal } = new AbortController();
  const states = new Map<number, unknown>([[0, snapshot]]);
  let state = openSimulation(snapshot);
  for (let turn = 1; turn <= turns; turn += 1) {
    const play = { snapshot, simulationId: 'bench', clientId: 'bench', digest: sha256, state };
    ({ state } = await playTurn(play, model, signal));
    // As it is read again from where it was stored.
    if (ends.includes(turn)) states.set(turn, JSON.parse(stateText(state)));
  }
  return states;
}

/** The same with the members of every object in another order, the same one each time. */
function shuffled(value: unknown): unknown {
  const random = rng(SEED, 0, 'state-hash', 'order');
  const shuffle = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(shuffle);
    if (part === null || typeof part !== 'object') return part;
    const members = Object.entries(part).map(([name, member]) => ({ name, member, at: random.next() }));
    members.sort((one, other) => one.at - other.at);
    return Object.fromEntries(members.map(({ name, member }) => [name, shuffle(member)]));
  };
  return shuffle(value);
}

function milliseconds(run: () => void, repeats: number): number {
  const startedAt = performance.now();
  for (let repeat = 0; repeat < repeats; repeat += 1) run();
  return (performance.now() - startedAt) / repeats;
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
