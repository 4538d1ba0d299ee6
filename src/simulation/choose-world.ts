import { byCodeUnit } from './numbers.js';
import { rng } from './random.js';
import type { WorldFile } from './world-file.js';

/**
 * The world to play in when a request describes one in words: the one it names by id or title, else the one that
 * shares the most keywords with the text, else one that the seed picks.
 */
export function chooseWorld(worlds: readonly WorldFile[], text: string, seed: number): WorldFile | undefined {
  const folded = fold(text);
  const { given, byId } = foldedOf(worlds);
  const named = given.find(({ names }) => names.includes(folded));
  if (named !== undefined) return named.world;
  const words = new Set(folded.split(' '));
  let best: { readonly world: WorldFile; readonly score: number } | undefined;
  for (const { world, keywords } of byId) {
    const score = keywords.filter((keyword) => words.has(keyword)).length;
    if (score > 0 && (best === undefined || score > best.score)) best = { world, score };
  }
  return best?.world ?? rng(seed, 0, 'world', 'stage').pick(byId.map(({ world }) => world));
}

interface FoldedWorld {
  readonly world: WorldFile;
  readonly names: readonly string[];
  readonly keywords: readonly string[];
}

interface FoldedWorlds {
  readonly given: readonly FoldedWorld[];
  /** Of several that fit alike the first is taken. */
  readonly byId: readonly FoldedWorld[];
}

/** Worlds are few and don't change; every request is compared with all of them. */
const foldedKnown = new WeakMap<readonly WorldFile[], FoldedWorlds>();

function foldedOf(worlds: readonly WorldFile[]): FoldedWorlds {
  const known = foldedKnown.get(worlds);
  if (known !== undefined) return known;
  const given = worlds.map(foldedWorld);
  const folded = { given, byId: given.toSorted((a, b) => byCodeUnit(a.world.id, b.world.id)) };
  foldedKnown.set(worlds, folded);
  return folded;
}

function foldedWorld(world: WorldFile): FoldedWorld {
  const words = [...world.keywords, world.genre, world.title].flatMap((keyword) => fold(keyword).split(' '));
  return {
    world,
    names: [fold(world.id), fold(world.title)],
    keywords: [...new Set(words)].filter((keyword) => keyword.length > 2),
  };
}

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
