import { byCodeUnit } from './numbers.js';
import { rng } from './random.js';
import type { WorldFile } from './world-file.js';

/**
 * The world to play in when a request describes one in words: the one it names by id or title, else the one that
 * shares the most keywords with the text, else one that the seed picks.
 */
export function chooseWorld(worlds: readonly WorldFile[], text: string, seed: number): WorldFile | undefined {
  const folded = fold(text);
  const named = worlds.find((world) => [world.id, world.title].some((name) => fold(name) === folded));
  if (named !== undefined) return named;
  const words = new Set(folded.split(' '));
  const scored = worlds
    .map((world) => ({ world, score: sharedWords(world, words) }))
    .sort((a, b) => b.score - a.score || byCodeUnit(a.world.id, b.world.id));
  const best = scored[0];
  if (best !== undefined && best.score > 0) return best.world;
  return rng(seed, 0, 'world', 'stage').pick(scored.map(({ world }) => world));
}

function sharedWords(world: WorldFile, words: ReadonlySet<string>): number {
  return keywordsOf(world).filter((keyword) => words.has(keyword)).length;
}

/** Worlds are few and don't change; every request is compared with all of them. */
const keywordsKnown = new WeakMap<WorldFile, readonly string[]>();

function keywordsOf(world: WorldFile): readonly string[] {
  const known = keywordsKnown.get(world);
  if (known !== undefined) return known;
  const folded = [...world.keywords, world.genre, world.title].flatMap((keyword) => fold(keyword).split(' '));
  const keywords = [...new Set(folded)].filter((keyword) => keyword.length > 2);
  keywordsKnown.set(world, keywords);
  return keywords;
}

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
