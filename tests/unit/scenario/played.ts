import { readFileSync } from 'node:fs';
import type { Lorebook } from '../../../src/scenario/lorebook.js';
import { characterOfProfile } from '../../../src/scenario/play/character.js';
import { stageWorld } from '../../../src/scenario/play/world.js';
import type { ScenarioTemplate } from '../../../src/scenario/template.js';
import { characterId } from '../../../src/simulation/character.js';
import { type SimulationSnapshot, takeSnapshot } from '../../../src/simulation/engine.js';
import { professionFileSchema } from '../../../src/simulation/profession-file.js';

/** Simulations in the worlds of lorebooks, staged as a request stages them. */

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
