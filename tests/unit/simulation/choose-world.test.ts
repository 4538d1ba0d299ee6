import { describe, expect, it } from 'vitest';
import { chooseWorld } from '../../../src/simulation/choose-world.js';
import { starterWorlds } from '../../../src/store/starter-content.js';

const worlds = starterWorlds();

describe('the world of a request', () => {
  it('is the one that it names, by id or title', () => {
    for (const world of worlds) {
      expect(chooseWorld(worlds, world.id, 1)?.id).toBe(world.id);
      expect(chooseWorld(worlds, ` ${world.title.toUpperCase()} `, 1)?.id).toBe(world.id);
    }
  });

  it('is the one that shares most words with its text', () => {
    for (const world of worlds) {
      const text = `We would like something with ${world.keywords.slice(0, 3).join(' and ')}, please.`;
      expect(chooseWorld(worlds, text, 1)?.id).toBe(world.id);
    }
  });

  it('is drawn by the seed when the text says nothing', () => {
    const drawn = Array.from({ length: 60 }, (_, seed) => chooseWorld(worlds, '', seed)?.id);
    expect(new Set(drawn).size).toBe(worlds.length);
    expect(chooseWorld(worlds, '', 7)).toBe(chooseWorld(worlds, '', 7));
  });
});
