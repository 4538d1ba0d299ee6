import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/package.js';
import type { CastMember } from '../../src/simulation/cast.js';
import { characterSchema } from '../../src/simulation/character.js';

/** The characters that come with the program, by id. */
export function starterCast(): CastMember[] {
  const folder = join(packageRoot(), 'data', 'characters');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({
      id: file.replace(/\.json$/, ''),
      character: characterSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))),
    }));
}

/** `size` of them, another choice for every seed. */
export function castOf(size: number, seed: number): CastMember[] {
  const all = starterCast();
  return Array.from({ length: size }, (_, index) => all[(seed + index) % all.length]).filter(
    (member) => member !== undefined,
  );
}
