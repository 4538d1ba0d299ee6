import { describe, expect, it } from 'vitest';
import { gameSessionSchema } from '../../../src/game/session.js';
import { type Lorebook, lorebookSchema } from '../../../src/scenario/lorebook.js';
import { stageWorld } from '../../../src/scenario/play/world.js';
import { unstorableIn } from '../../../src/unstorable.js';
import { briefOf, generate } from '../scenario/generated.js';
import { opened, Playing, playThrough } from './played.js';

/** Books that hold little, much, or something unusual: whatever can be stored can be played. */

const { lorebook } = generate(briefOf({ genre: 'mystery' }), 5);
const [person, other] = lorebook.characters;
const [place] = lorebook.locations;
if (person === undefined || other === undefined || place === undefined)
  throw new Error('a made book has people');

const bare: Lorebook = {
  ...lorebook,
  characters: [],
  locations: [],
  world_systems: [],
  timeline: [],
  relationships: [],
  themes: [],
  factions: [],
  important_items: [],
  key_events: [],
  entries: [],
};
const called = (name: string) => ({
  ...other,
  name,
  aliases: [],
  relationships: [],
  home_location: place.name,
});
const alone = { ...place, connections: [], inhabitants: [] };

const BOOKS: readonly (readonly [string, Lorebook])[] = [
  ['nothing but a title', bare],
  ['entries of lore alone', { ...bare, entries: lorebook.entries }],
  ['one place and nobody', { ...bare, locations: [alone] }],
  [
    'one place and one person',
    { ...bare, locations: [alone], characters: [{ ...person, relationships: [] }] },
  ],
  [
    'people of the same first name',
    { ...lorebook, characters: [person, called('Ada Stone'), called('Ada Wood')] },
  ],
  ['names in other scripts', { ...lorebook, characters: [person, called('北村 花'), called('Ольга')] }],
  [
    'names that are common words',
    { ...lorebook, characters: [person, called('Will'), called('Hope'), called('The Keeper')] },
  ],
  [
    'names like those of objects',
    { ...lorebook, characters: [person, called('constructor'), called('__proto__'), called('toString')] },
  ],
  [
    'places named like those of objects',
    {
      ...lorebook,
      locations: [
        { ...place, name: 'constructor', connections: ['toString'] },
        { ...place, name: 'toString', connections: ['constructor'] },
      ],
    },
  ],
  [
    'names that hold marks',
    {
      ...lorebook,
      characters: [person, called('Ada "Ace" O’Neill'), called('<<<WORLD'), called('$& (x) [y]')],
    },
  ],
  [
    'a place with a name of a person',
    { ...lorebook, locations: [{ ...place, name: person.name }, ...lorebook.locations] },
  ],
  [
    'a hundred people',
    { ...lorebook, characters: [person, ...Array.from({ length: 100 }, (_, n) => called(`Guest ${n + 1}`))] },
  ],
  [
    'things that nobody has placed',
    {
      ...lorebook,
      important_items: lorebook.important_items.map(({ location: _, owner: __, ...item }) => item),
    },
  ],
  [
    'no ways between its places',
    { ...lorebook, locations: lorebook.locations.map((each) => ({ ...each, connections: [] })) },
  ],
];

/** Fills each text of the book's things and people up to what it may hold with signs that are two of JavaScript's. */
function pictured(odd: boolean): Lorebook {
  const fill = (text: string, max: number) => {
    const start = `${text.slice(0, 40)}${odd ? 'x' : ''} `;
    return start + '🙂'.repeat((max - start.length) >> 1);
  };
  return {
    ...lorebook,
    characters: lorebook.characters.map((each) => ({ ...each, description: fill(each.description, 900) })),
    important_items: lorebook.important_items.map((item) => ({
      ...item,
      description: fill(item.description, 900),
      significance: fill(item.significance, 900),
    })),
  };
}

describe('a session in a book full of pictures', () => {
  it.each([true, false])('can be stored, wherever they are cut off (%s)', (odd) => {
    const content = lorebookSchema.parse(pictured(odd));
    const book = { id: '00000000-0000-4000-8000-00000000000b', content };
    for (const seed of [1, 2, 3, 4, 5]) {
      expect(unstorableIn(opened(seed, { lorebook: book }), 1)).toEqual([]);
      expect(unstorableIn(stageWorld(content), 1)).toEqual([]);
    }
  });
});

describe('a session in a book of', () => {
  it.each(BOOKS)('%s is opened and played', async (_, content) => {
    const book = { id: '00000000-0000-4000-8000-00000000000b', content: lorebookSchema.parse(content) };
    for (const characterName of [undefined, 'Somebody New']) {
      const playing = await playThrough(new Playing(opened(4, { lorebook: book, characterName })), 10);
      for (const text of ['Talk to everybody about everything', 'Attack', 'Take it', 'Go away'])
        await playing.act(text);
      gameSessionSchema.parse(playing.state.session);
      expect(playing.applied.length).toBeGreaterThan(8);
      expect(playing.narratives.join(' ')).not.toMatch(/undefined|\[object|\{\w+\}/u);
      expect(playing.suggestions.length).toBeGreaterThan(0);
    }
  });
});
