import { readdirSync, readFileSync } from 'node:fs';
import { sha256 } from '../../../src/cache/state-hash.js';
import { OfflineModel } from '../../../src/llm/offline/model.js';
import { characterSchema } from '../../../src/simulation/character.js';
import {
  assembleStory,
  openChronicle,
  openSimulation,
  playTurn,
  type SimulationSnapshot,
  type TurnRecord,
  takeSnapshot,
  writeChapter,
} from '../../../src/simulation/engine.js';
import type { LoreEntry } from '../../../src/simulation/lore-entry.js';
import { professionFileSchema } from '../../../src/simulation/profession-file.js';
import type { Style } from '../../../src/simulation/types.js';
import { type WorldFile, worldFileSchema } from '../../../src/simulation/world-file.js';

const DATA = new URL('../../../data/', import.meta.url);

/** Ids of the starter worlds. */
export const WORLDS = readdirSync(new URL('worlds/', DATA))
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace('.json', ''))
  .sort();

export interface Played {
  readonly story: string;
  readonly chapters: readonly string[];
  readonly records: readonly TurnRecord[];
  /** What a sentence's key masks. */
  readonly names: readonly string[];
  /** Replies that were no answers, and chapters that the engine had to write itself. */
  readonly failures: number;
}

/** Plays a starter world with starter characters from start to end on the offline model alone. */
export async function play(
  world: string,
  cast: readonly string[],
  turns: number,
  seed: number,
  style: Style = {},
  lore: readonly LoreEntry[] = [],
): Promise<Played> {
  return playSnapshot(
    takeSnapshot({
      seed,
      turns,
      style,
      lore,
      world: worldOf(world),
      professions: professionFileSchema.parse(read('professions.json')).professions,
      members: cast.map((id) => ({ id, character: characterSchema.parse(read(`characters/${id}.json`)) })),
    }),
  );
}

/** Plays a simulation from its start to its end on the offline model alone. */
export async function playSnapshot(snapshot: SimulationSnapshot): Promise<Played> {
  const names = [
    ...snapshot.cast.flatMap(({ name, aliases }) => [name, ...aliases, ...name.split(/\s+/u)]),
    ...Object.values(snapshot.world.locations).map(({ name }) => name),
    ...Object.values(snapshot.world.entities).map(({ name }) => name),
  ];
  const model = new OfflineModel();
  const signal = new AbortController().signal;
  const who = { snapshot, simulationId: 'story', clientId: 'reader', digest: sha256 };
  let state = openSimulation(snapshot);
  let chronicle = openChronicle();
  const chapters: string[] = [];
  const records: TurnRecord[] = [];
  let failures = 0;
  for (let turn = 1; turn <= snapshot.turns; turn += 1) {
    const played = await playTurn({ ...who, state }, model, signal);
    state = played.state;
    const chapter = await writeChapter({ ...who, record: played.record, chronicle }, model, signal);
    chronicle = chapter.chronicle;
    chapters.push(chapter.prose);
    records.push(played.record);
    failures += played.record.metrics.degradedDecisions + (chapter.degraded === undefined ? 0 : 1);
  }
  const story = assembleStory(
    snapshot,
    chapters.map((prose, index) => ({ turn: index + 1, prose })),
  );
  return { story, chapters, records, names, failures };
}

function worldOf(id: string): WorldFile {
  return worldFileSchema.parse(read(`worlds/${id}.json`));
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, DATA), 'utf8'));
}
