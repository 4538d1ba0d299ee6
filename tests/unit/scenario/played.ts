import { readFileSync } from 'node:fs';
import { sha256 } from '../../../src/cache/state-hash.js';
import { OfflineModel } from '../../../src/llm/offline/model.js';
import type { Lorebook } from '../../../src/scenario/lorebook.js';
import { characterOfProfile } from '../../../src/scenario/play/character.js';
import { stageWorld } from '../../../src/scenario/play/world.js';
import type { ScenarioTemplate } from '../../../src/scenario/template.js';
import { characterId } from '../../../src/simulation/character.js';
import {
  openChronicle,
  openSimulation,
  playTurn,
  type SimulationSnapshot,
  type TurnRecord,
  takeSnapshot,
  writeChapter,
} from '../../../src/simulation/engine.js';
import { professionFileSchema } from '../../../src/simulation/profession-file.js';

/** Simulations in the worlds of lorebooks, from their staging to their last chapter, on the offline model. */

const { professions } = professionFileSchema.parse(
  JSON.parse(readFileSync(new URL('../../../data/professions.json', import.meta.url), 'utf8')),
);

export function snapshotIn(
  lorebook: Lorebook,
  options: { template?: ScenarioTemplate; cast?: readonly string[]; turns?: number; seed?: number } = {},
): SimulationSnapshot {
  const staged = stageWorld(lorebook, options.template);
  if (staged === undefined) throw new Error('nowhere to play');
  const names = options.cast ?? lorebook.characters.slice(0, 3).map(({ name }) => name);
  return takeSnapshot({
    seed: options.seed ?? 7,
    turns: options.turns ?? 5,
    world: staged.world,
    lore: lorebook.entries,
    professions,
    members: lorebook.characters
      .filter(({ name }) => names.includes(name))
      .map((profile) => ({
        id: characterId(profile.name),
        character: characterOfProfile(profile, { lorebook, professions, startOf: staged.startOf }),
      })),
  });
}

export interface Played {
  readonly chapters: readonly string[];
  readonly records: readonly TurnRecord[];
  readonly failures: number;
}

export async function playIn(snapshot: SimulationSnapshot): Promise<Played> {
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
  return { chapters, records, failures };
}
