import { readFileSync } from 'node:fs';
import { sha256 } from '../../../src/cache/state-hash.js';
import { type LanguageModel, type ModelReply, type ModelRequest, NO_USAGE } from '../../../src/llm/port.js';
import { characterSchema } from '../../../src/simulation/character.js';
import {
  openSimulation,
  type PlayedTurn,
  playTurn,
  type SimulationSnapshot,
  type SimulationState,
  type TurnRecord,
  takeSnapshot,
} from '../../../src/simulation/engine.js';
import type { DecideData } from '../../../src/simulation/model-data.js';
import { professionFileSchema } from '../../../src/simulation/profession-file.js';
import { rng } from '../../../src/simulation/random.js';
import { worldFileSchema } from '../../../src/simulation/world-file.js';

/** What the tests of the engine play with: real data files and models that are scripted by data. */

function read(path: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../data/${path}.json`, import.meta.url), 'utf8'));
}

export function character(id: string) {
  return characterSchema.parse(read(`characters/${id}`));
}

export function world(id = 'skerrow_light') {
  return worldFileSchema.parse(read(`worlds/${id}`));
}

export function professions() {
  return professionFileSchema.parse(read('professions')).professions;
}

export const CAST = ['alice', 'bob', 'corvin', 'engineer', 'tomas'];

export function snapshotOf(
  overrides: { seed?: number; turns?: number; cast?: readonly string[]; worldId?: string } = {},
): SimulationSnapshot {
  return takeSnapshot({
    seed: overrides.seed ?? 7,
    turns: overrides.turns ?? 5,
    members: (overrides.cast ?? CAST).map((id) => ({ id, character: character(id) })),
    world: world(overrides.worldId),
    professions: professions(),
  });
}

export function answered(value: unknown): ModelReply {
  return {
    ok: true,
    value,
    usage: { ...NO_USAGE, promptTokens: 10, outputTokens: 5 },
    model: 'scripted',
    source: 'model',
    costUsd: 0.001,
    savedUsd: 0,
    latencyMs: 1,
  };
}

/** A model that answers from the request alone. */
export function modelOf(answer: (request: ModelRequest) => ModelReply | Promise<ModelReply>): LanguageModel {
  return { name: 'scripted', generate: async (request) => answer(request) };
}

/** A model by which one decides so, and everybody else waits. */
export function decides(actor: string, decision: object): LanguageModel {
  return modelOf(({ key }) =>
    answered({
      thought: 'because it has to be done',
      action: 'wait',
      target: null,
      dialogue: null,
      intensity: 'normal',
      belief_updates: [],
      ...(key.endsWith(`-${actor}`) ? decision : {}),
    }),
  );
}

export function isDecide(data: unknown): data is DecideData {
  return typeof data === 'object' && data !== null && 'options' in data;
}

/** Picks any of the options and targets by the request's seed, and says the newest fact aloud now and then. */
export function wilfulAnswer(request: ModelRequest): ModelReply {
  if (!isDecide(request.data)) return { ok: false, reason: 'refused' };
  const { options, facts } = request.data;
  const dice = rng(request.seed ?? 0, 0, 'test', request.key);
  const option = dice.pick(options);
  const fact = dice.pick(facts);
  return answered({
    thought: 'because it seemed right at the time',
    action: option?.action ?? 'wait',
    target: dice.pick(option?.targets ?? []) ?? null,
    dialogue: fact !== undefined && dice.chance(0.5) ? `You should know that ${fact.text}.` : null,
    intensity: dice.pick(['low', 'normal', 'high', 'extreme']),
    belief_updates: [],
  });
}

export const WILFUL = modelOf(wilfulAnswer);
/** Leaves every decision to the algorithm. */
export const SILENT = modelOf(() => ({ ok: false, reason: 'refused' }));

export async function playOne(
  snapshot: SimulationSnapshot,
  state: SimulationState,
  model: LanguageModel = WILFUL,
): Promise<PlayedTurn> {
  const input = { snapshot, simulationId: 'sim', clientId: 'client', state, digest: sha256 };
  return playTurn(input, model, new AbortController().signal);
}

/** Plays a whole simulation and gives its states (the first is the opening) and records. */
export async function playAll(
  snapshot: SimulationSnapshot,
  model: LanguageModel = WILFUL,
): Promise<{ states: SimulationState[]; records: TurnRecord[] }> {
  const states = [openSimulation(snapshot)];
  const records: TurnRecord[] = [];
  for (let turn = 1; turn <= snapshot.turns; turn += 1) {
    const before = states.at(-1);
    if (before === undefined) break;
    const played = await playOne(snapshot, before, model);
    states.push(played.state);
    records.push(played.record);
  }
  return { states, records };
}
