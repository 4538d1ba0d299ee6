import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { characterOfProfile } from '../../../src/scenario/play/character.js';
import { stageWorld } from '../../../src/scenario/play/world.js';
import { characterSchema } from '../../../src/simulation/character.js';
import { type WorldFile, worldFileSchema } from '../../../src/simulation/world-file.js';
import { playSnapshot } from '../offline/simulations.js';
import { briefOf, generate } from './generated.js';
import { snapshotIn } from './played.js';
import { item, person, place, soundBook } from './small-lorebook.js';

const GENRES = ['fantasy', 'science fiction', 'mystery', 'historical', 'contemporary'];

const worlds = new URL('../../../data/worlds/', import.meta.url);
const BUILT_IN = readdirSync(worlds).flatMap((file) =>
  worldFileSchema
    .parse(JSON.parse(readFileSync(new URL(file, worlds), 'utf8')))
    .locations.map(({ name }) => name.toLowerCase()),
);

function staged(...given: Parameters<typeof stageWorld>): WorldFile {
  const world = stageWorld(...given)?.world;
  if (world === undefined) throw new Error('nowhere to play');
  return world;
}

describe('the world of a lorebook', () => {
  it('is a valid world with enough to play for, in every genre', () => {
    for (const genre of GENRES) {
      for (let seed = 0; seed < 8; seed += 1) {
        const { lorebook, templates } = generate(briefOf({ genre, series_title: `Tale ${seed}` }), seed);
        for (const template of [undefined, templates[0]]) {
          const world = staged(lorebook, template);
          expect(worldFileSchema.safeParse(world).error).toBeUndefined();
          expect(world.discoveries.length).toBeGreaterThanOrEqual(20);
          expect(world.complications.length).toBeGreaterThanOrEqual(8);
          expect(world.objectives.length).toBeGreaterThanOrEqual(3);
        }
      }
    }
  });

  it('has aims in clauses, whatever marks a title ends with', () => {
    const { lorebook } = generate(briefOf({ genre: 'mystery' }), 5);
    const asking = lorebook.timeline.map((event) => ({ ...event, title: 'Who Sank the Bell?' }));
    const world = staged({ ...lorebook, timeline: asking });
    expect(world.objectives.map(({ text }) => text)).toContain('learn the truth about Who Sank the Bell');
    expect(worldFileSchema.safeParse(world).error).toBeUndefined();
  });

  it('has the places of the book with their ways, light, weather and ground', () => {
    const { locations } = staged(soundBook());
    expect(locations.map(({ id, name, connections }) => [id, name, connections])).toEqual([
      ['long_pier', 'the Long Pier', ['salt_market']],
      ['salt_market', 'the Salt Market', ['long_pier', 'bell_rock']],
      ['bell_rock', 'the Bell Rock', ['salt_market']],
    ]);
    expect(locations[2]).toMatchObject({ light: 'dim', weather: 'clear', terrain: 'open', start: false });
  });

  it('opens where and how a template does, and everybody is there', () => {
    const { lorebook, templates } = generate(briefOf({ genre: 'fantasy' }), 3, 2);
    const template = templates[1];
    if (template === undefined) throw new Error('no template');
    const world = staged(lorebook, template);
    expect(world.title).toBe(template.title);
    expect(template.starting_situation.startsWith(world.premise.slice(0, 100))).toBe(true);
    const starts = world.locations.filter(({ start }) => start).map(({ name }) => name.toLowerCase());
    expect(starts).toEqual([template.setting_location.toLowerCase()]);
    const { cast } = snapshotIn(lorebook, { template });
    expect(new Set(cast.map(({ locationId }) => locationId)).size).toBe(1);
  });

  it('begins without a template at the first place or next to it', () => {
    const starts = staged(soundBook()).locations.filter(({ start }) => start);
    expect(starts.map(({ id }) => id)).toEqual(['long_pier', 'salt_market']);
  });

  it('has its things, its past, its rules and the wishes of its powers as things, findings and what all know', () => {
    const { things, discoveries, lore } = staged(soundBook());
    expect(things.map(({ name, at }) => [name, at])).toEqual([['the drowned bell', 'bell_rock']]);
    const found = discoveries.map(({ text }) => text);
    expect(found).toEqual(
      expect.arrayContaining(
        [
          'the drowned bell calls the tide',
          'The Bell Sinks came and was remembered',
          'what the Net Guild wants is to own the bell',
        ].map((text) => expect.stringMatching(new RegExp(text, 'i'))),
      ),
    );
    expect(lore.map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/who may fish where$/),
        expect.stringMatching(/^nobody fishes at slack water$/),
      ]),
    );
  });

  it('leaves to be found out nothing that everybody speaks of from the start', () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const { complications, discoveries } = staged(generate(briefOf({ genre: 'fantasy' }), seed).lorebook);
      const spoken = complications.find(({ when }) => when === 'simulation_start')?.fact;
      expect(spoken).toBeDefined();
      expect(discoveries.map(({ text }) => text)).not.toContain(spoken);
    }
  });

  it('says in no finding "it" or "here" for what it is about: findings are told elsewhere', () => {
    const { lorebook } = generate(briefOf({ genre: 'mystery' }), 5);
    const { discoveries } = staged({
      ...lorebook,
      important_items: [item('the bell', { significance: 'It calls the tide here.' })],
    });
    expect(discoveries.find(({ thing }) => thing === 'bell')?.text).toMatch(
      /^the bell calls the tide \w+ the bell$/,
    );
  });

  it('is a single place where the book has one, and none where it has none', async () => {
    const alone = soundBook({ locations: [place('the Long Pier', [])], timeline: [], key_events: [] });
    const { chapters, failures } = await playSnapshot(snapshotIn(alone, { turns: 3 }));
    expect(failures).toBe(0);
    expect(chapters.every((chapter) => /long pier/i.test(chapter))).toBe(true);
    expect(stageWorld(soundBook({ locations: [] }))).toBeUndefined();
  });

  it('holds the twenty nearest places of a large map, with ways that lead back', () => {
    const names = Array.from({ length: 40 }, (_, index) => `Place ${index}`);
    const { locations } = staged(
      soundBook({
        locations: names.map((name, index) =>
          place(
            name,
            [names[index - 1], names[index + 1]].flatMap((next) => next ?? []),
          ),
        ),
      }),
      { title: 'T', setting_location: 'Place 20', starting_situation: 'It begins.' },
    );
    expect(locations).toHaveLength(20);
    expect(
      worldFileSchema.safeParse(
        staged(
          soundBook({
            locations: names.map((name, index) =>
              place(name, names.filter((_, at) => at !== index).slice(0, 20)),
            ),
          }),
        ),
      ).error,
    ).toBeUndefined();
  });
});

describe('the characters of a lorebook', () => {
  const lorebook = soundBook();
  const played = (profile = lorebook.characters[0]) => {
    if (profile === undefined) throw new Error('nobody');
    return characterOfProfile(profile, { lorebook, professions: [], startOf: () => 'long_pier' });
  };

  it('keep name, aliases, faction, home, wishes and bonds', () => {
    expect(played()).toMatchObject({
      name: 'Ada Merrow',
      aliases: ['the Netmaker'],
      faction: 'The Net Guild',
      location_id: 'long_pier',
      goals: [{ text: 'find the drowned bell' }],
      relationships: {
        'Ben Quill': { affinity: 0.5, kind: 'friend' },
        Cass: { affinity: -0.6, kind: 'enemy' },
      },
    });
  });

  it('are described by what they are, and spoken of as their texts do', () => {
    const told = played(
      person('Ada Merrow', {
        description: 'Ada Merrow is a net mender of the old quay. She sings when it blows.',
        personality: ['curious', 'loyal'],
        stats: { strength: 15, dexterity: 9, constitution: 8, intelligence: 15, wisdom: 12, charisma: 3 },
      }),
    );
    expect(told.description).toBe('a net mender of the old quay');
    expect(told.pronouns).toBe('she');
    expect(told.traits).toMatchObject({ curious: 0.8, loyal: 0.8 });
    expect(told.stats).toEqual({
      strength: 8,
      dexterity: 5,
      intelligence: 8,
      willpower: 5,
      perception: 6,
      charisma: 2,
    });
    expect(told.resources.health?.maximum).toBe(90);
  });

  it('are valid characters in every genre, whatever their part', () => {
    for (const genre of GENRES) {
      const { lorebook: book } = generate(briefOf({ genre }), 9);
      for (const profile of book.characters) {
        const character = characterOfProfile(profile, {
          lorebook: book,
          professions: [],
          startOf: () => undefined,
        });
        expect(characterSchema.safeParse(character).error).toBeUndefined();
        expect(character.goals.length).toBeGreaterThan(0);
        expect(character.description).not.toContain('of whom');
      }
    }
  });
});

describe('a simulation in the world of a lorebook', () => {
  const runs = GENRES.flatMap((genre) => [1, 2, 3].map((seed) => ({ genre, seed })));

  it.each(runs)(
    'names its places in every chapter, and none of another world: $genre, seed $seed',
    async ({ genre, seed }) => {
      const { lorebook, templates } = generate(briefOf({ genre, series_title: `Tale ${seed}` }), seed);
      const template = seed % 2 === 0 ? undefined : templates[0];
      const { chapters, failures } = await playSnapshot(
        snapshotIn(lorebook, { seed, turns: 4, ...(template === undefined ? {} : { template }) }),
      );
      expect(failures).toBe(0);
      const own = lorebook.locations.map(({ name }) => name.toLowerCase());
      for (const chapter of chapters) {
        const told = chapter.toLowerCase();
        expect(
          own.filter((name) => told.includes(name)),
          chapter,
        ).not.toEqual([]);
        expect(
          BUILT_IN.filter((name) => told.includes(name)),
          chapter,
        ).toEqual([]);
      }
    },
  );

  it('tells what is written of it in sentences that stand by themselves', async () => {
    const { lorebook } = generate(briefOf({ genre: 'fantasy' }), 8);
    for (const { content, comment } of lorebook.entries) {
      for (const sentence of content.split(/(?<=[.!?])\s+(?=\p{Lu})/u).slice(1)) {
        expect(sentence, comment).not.toMatch(/^(?:He|She|They) /);
      }
    }
  });

  it('shows its rules in briefs, and its opening in the first chapter', async () => {
    const { lorebook, templates } = generate(briefOf({ genre: 'fantasy' }), 4);
    const [template] = templates;
    const snapshot = snapshotIn(lorebook, { turns: 2, ...(template === undefined ? {} : { template }) });
    const { chapters, records } = await playSnapshot(snapshot);
    const known = new Set(records.flatMap(({ briefs }) => briefs.flatMap(({ facts }) => facts)));
    expect(Object.keys(snapshot.script.lore).filter((id) => known.has(id))).not.toEqual([]);
    expect(chapters[0]).toContain(template?.starting_situation.split('. ')[0]);
  });

  it('tells the same bytes for the same seed', async () => {
    const { lorebook } = generate(briefOf({ genre: 'historical' }), 6);
    const [one, again] = await Promise.all(
      [1, 2].map(() => playSnapshot(snapshotIn(lorebook, { turns: 2 }))),
    );
    expect(again?.chapters).toEqual(one?.chapters);
  });
});
