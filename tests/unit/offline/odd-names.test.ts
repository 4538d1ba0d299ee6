import { expect, it } from 'vitest';
import { briefOf, generate } from '../scenario/generated.js';
import { snapshotIn } from '../scenario/played.js';
import { playSnapshot } from './simulations.js';

const { lorebook } = generate(briefOf({ genre: 'mystery' }), 5);

/** The book with its first people called otherwise. */
function calling(...names: readonly string[]) {
  const characters = lorebook.characters.map((character, index) => ({
    ...character,
    name: names[index] ?? character.name,
    relationships: [],
  }));
  return snapshotIn({ ...lorebook, characters }, { turns: 8, seed: 3 });
}

it.each(['???', '\\', 'Will (the Red', '$&'])(
  'a story is told of people whose names hold marks, as %s does',
  async (name) => {
    const { story, failures } = await playSnapshot(calling(name, `${name} the Elder`));
    expect(failures).toBe(0);
    expect(story).toContain(name);
  },
);
