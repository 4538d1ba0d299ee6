import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ScenarioBrief } from '../../../src/scenario/brief.js';
import { lorebookSchema, SERIES_TYPES } from '../../../src/scenario/lorebook.js';
import { chooseGenre, LEXICONS } from '../../../src/scenario/offline/choose-genre.js';
import { characterOfProfile } from '../../../src/scenario/play/character.js';
import { isMadeToBePlayed } from '../../../src/scenario/playable.js';
import { validateLorebook } from '../../../src/scenario/validation.js';
import { briefOf, generate } from './generated.js';

const GENRES = ['fantasy', 'science fiction', 'mystery', 'historical', 'contemporary'];
const TITLES = ['Ash', 'The Long Tide', 'Eleven Letters', 'Kō no Uta', 'Dr. Stone-Hart’s Clinic', '86'];

const brief: fc.Arbitrary<ScenarioBrief> = fc
  .record({
    series_title: fc.constantFrom(...TITLES),
    series_type: fc.constantFrom(...SERIES_TYPES),
    genre: fc.constantFrom(...GENRES),
    power_system: fc.option(fc.constantFrom('Nen, an aura that is trained', 'the Hollow Song'), {
      nil: undefined,
    }),
    setting: fc.option(fc.constantFrom('a town under a glacier', 'Two cities.\nOne river.'), {
      nil: undefined,
    }),
    themes: fc.constantFrom<string[]>([], ['debt'], ['debt', 'the sea', 'silence']),
    tone: fc.option(fc.constantFrom('bleak, then kind'), { nil: undefined }),
  })
  .map(({ power_system, setting, tone, ...given }) => ({
    ...given,
    ...(power_system === undefined ? {} : { power_system }),
    ...(setting === undefined ? {} : { setting }),
    ...(tone === undefined ? {} : { tone }),
  }));
const seed = fc.integer({ min: 0, max: 2 ** 31 });

describe('a world from the offline generator', () => {
  it('passes every check without repairs, in every genre and for every seed', () => {
    for (const genre of GENRES) {
      for (let i = 0; i < 50; i += 1) {
        const { lorebook } = generate(briefOf({ genre, series_title: `Series ${i % 7}` }), i);
        expect(validateLorebook(lorebook)).toEqual({ lorebook, repairs: [], score: 1 });
      }
    }
  });

  it('answers every step as its schema asks, whatever the request says', () => {
    fc.assert(
      fc.property(brief, seed, (request, number) => {
        const { lorebook, templates } = generate(request, number, 3);
        expect(lorebookSchema.safeParse(lorebook).error).toBeUndefined();
        expect(validateLorebook(lorebook).repairs).toEqual([]);
        expect(new Set(templates.map(({ title }) => title)).size).toBe(3);
      }),
      { numRuns: 60 },
    );
  });

  it('calls no age that goes over years by a season or a year, and has no seasons away from a sky', () => {
    for (const genre of GENRES) {
      for (let i = 0; i < 30; i += 1) {
        const { timeline, characters } = generate(
          briefOf({ genre, series_title: `Series ${i}` }),
          i,
        ).lorebook;
        const eras = timeline.map(({ era }) => era).join(' ');
        expect(eras).not.toMatch(/\b(?:winter|spring|summer|autumn|season|this year)\b/i);
        if (genre !== 'science fiction') continue;
        const told = [...timeline.map(({ title, description }) => `${title}: ${description}`)];
        const lives = characters.map(({ background }) => background);
        expect([...told, ...lives].join(' ')).not.toMatch(/\b(?:winters?|spring|summer|autumn|flooded)\b/i);
      }
    }
  });

  it('is the same to the byte for the same request and seed, and another for another seed or title', () => {
    fc.assert(
      fc.property(brief, seed, (request, number) => {
        const one = JSON.stringify(generate(request, number));
        expect(JSON.stringify(generate(request, number))).toBe(one);
        expect(JSON.stringify(generate(request, number + 1))).not.toBe(one);
        const other = generate({ ...request, series_title: 'Another' }, number).lorebook.characters;
        expect(other.map(({ name }) => name)).not.toEqual(
          generate(request, number).lorebook.characters.map(({ name }) => name),
        );
      }),
      { numRuns: 12 },
    );
  });

  it('says what the request said: title, setting, tone and themes', () => {
    fc.assert(
      fc.property(brief, seed, (request, number) => {
        const { lorebook, templates } = generate(request, number);
        const { series_metadata: series, plot_summary } = lorebook;
        expect(plot_summary).toContain(request.series_title);
        for (const theme of request.themes) expect(plot_summary).toContain(theme);
        if (request.tone !== undefined) {
          expect(plot_summary).toContain(request.tone);
          expect(templates[0]?.starting_situation).toContain(request.tone);
        }
        if (request.setting !== undefined) {
          const words = request.setting.split(/\s+/)[0]?.toLowerCase() ?? '';
          expect(series.setting.toLowerCase()).toContain(words);
          expect(templates[0]?.starting_situation.toLowerCase()).toContain(words);
        }
        if (request.power_system !== undefined) {
          const system = lorebook.world_systems.find(({ type }) => type === 'magic' || type === 'technology');
          expect(system?.description).toContain(request.power_system.slice(4));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('gives every power places, every person a home that lists them, and every wish somebody or some place', () => {
    fc.assert(
      fc.property(brief, seed, (request, number) => {
        const { characters, factions, locations } = generate(request, number).lorebook;
        for (const { territory } of factions) expect(territory.length).toBeGreaterThan(0);
        const owned = factions.flatMap(({ territory }) => territory);
        expect(new Set(owned).size).toBe(owned.length);
        for (const { name, home_location } of characters) {
          expect(locations.find((place) => place.name === home_location)?.inhabitants).toContain(name);
        }
        const named = (text: string, names: readonly string[]) =>
          names.some((name) => text.toLowerCase().includes(name.toLowerCase()));
        for (const { name, goals, role } of characters) {
          const others = [...characters, ...locations]
            .map((each) => each.name)
            .filter((other) => other !== name);
          const touching = goals.filter((goal) => named(goal, others));
          // The hero wants what the story is about, and a villain may want thanks, beside that.
          const least = role === 'protagonist' || role === 'antagonist' ? goals.length - 1 : goals.length;
          expect(touching.length).toBeGreaterThanOrEqual(least);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('tells no tie from an event in which the two had no part', () => {
    fc.assert(
      fc.property(brief, seed, (request, number) => {
        const { relationships, timeline } = generate(request, number).lorebook;
        let told = 0;
        for (const { character_a, character_b, description } of relationships) {
          for (const { title, participants } of timeline) {
            if (!description.includes(title.replace(/^The /, 'the '))) continue;
            told += 1;
            expect(participants).toEqual(expect.arrayContaining([character_a, character_b]));
          }
        }
        expect(told).toBeGreaterThanOrEqual(2);
      }),
      { numRuns: 40 },
    );
  });

  it('lets its antagonist hide what nobody says, which a simulation keeps as a secret', () => {
    for (const genre of GENRES) {
      const { lorebook } = generate(briefOf({ genre }), 12);
      const villain = lorebook.characters.find(({ role }) => role === 'antagonist');
      if (villain === undefined) throw new Error('nobody to fear');
      const { secrets } = characterOfProfile(villain, {
        lorebook,
        professions: [],
        startOf: () => undefined,
      });
      expect(secrets[0], genre).toContain(villain.name);
    }
  });

  it('has systems whose rules name powers of its own, and a past that goes forward', () => {
    fc.assert(
      fc.property(brief, seed, (request, number) => {
        const { world_systems, factions, timeline } = generate(request, number).lorebook;
        const rules = world_systems.flatMap((system) => system.rules).join(' ');
        expect(
          factions.slice(0, 2).some(({ name }) => rules.toLowerCase().includes(name.toLowerCase())),
        ).toBe(true);
        const years = timeline.map(({ year }) => year ?? 0);
        expect(years).toEqual(years.toSorted((a, b) => a - b));
      }),
      { numRuns: 40 },
    );
  });

  it('builds on the worlds that it is given: their places and people stay what they were', () => {
    const { lorebook: first } = generate(briefOf({ series_title: 'First', genre: 'fantasy' }), 1);
    const { lorebook: second } = generate(briefOf({ series_title: 'Second', genre: 'fantasy' }), 2, 1, [
      first,
    ]);
    for (const place of first.locations.slice(0, 4)) {
      const again = second.locations.find(({ name }) => name === place.name);
      expect(again).toMatchObject({
        description: place.description,
        type: place.type,
        terrain: place.terrain,
      });
    }
    expect(second.characters[0]).toMatchObject({
      name: first.characters[0]?.name,
      description: first.characters[0]?.description,
    });
    expect(validateLorebook(second).repairs).toEqual([]);
  });
});

describe('prose of the offline generator', () => {
  const texts = (value: unknown): string[] =>
    typeof value === 'string'
      ? [value]
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(texts)
        : [];

  const SLIPS =
    /.{0,20}(?:[{}[\]|]|undefined|\b(\p{L}{2,}) \1\b|\b[Aa] [aeio]\w|\b[Aa]n [bcdfgjkpqtvwz]| {2}|\.\.).{0,20}/u;

  it('has no open slots, doubled words or wrong articles', () => {
    fc.assert(
      fc.property(brief, seed, (request, number) => {
        const { lorebook, templates } = generate(request, number);
        const slips = texts([{ ...lorebook, series_metadata: {} }, templates]).flatMap(
          (text) => text.match(SLIPS) ?? [],
        );
        expect(slips).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('opens with two or three paragraphs of 200 to 300 words to you', () => {
    fc.assert(
      fc.property(brief, seed, (request, number) => {
        const narrative = generate(request, number).templates[0]?.initial_narrative ?? '';
        const words = narrative.split(/\s+/).length;
        expect(words).toBeGreaterThanOrEqual(200);
        expect(words).toBeLessThanOrEqual(300);
        expect(narrative.split('\n\n').length).toBeGreaterThanOrEqual(2);
        expect(narrative.split('\n\n').length).toBeLessThanOrEqual(3);
        expect(narrative).toMatch(/\byou\b/i);
      }),
      { numRuns: 40 },
    );
  });
});

describe('names of the offline generator', () => {
  const books = Array.from(
    { length: 100 },
    (_, index) =>
      generate(briefOf({ series_title: `Series ${index}`, genre: GENRES[index % 5] ?? '' }), 7).lorebook,
  );
  const share = (names: readonly string[]) => 1 - new Set(names).size / names.length;

  it('are shared by few of a hundred series', () => {
    expect(share(books.flatMap(({ characters }) => characters.map(({ name }) => name)))).toBeLessThan(0.02);
    expect(share(books.flatMap(({ locations }) => locations.map(({ name }) => name)))).toBeLessThan(0.2);
    expect(share(books.flatMap(({ factions }) => factions.map(({ name }) => name)))).toBeLessThan(0.2);
  });

  it('differ within a series, given names included', () => {
    for (const { characters } of books) {
      const given = characters.map(({ name }) => name.split(' ')[0]);
      expect(new Set(given).size).toBe(given.length);
    }
  });

  it('leave two at least to play', () => {
    for (const { characters } of books) {
      expect(characters.filter(isMadeToBePlayed).length).toBeGreaterThanOrEqual(2);
    }
  });
});

describe('the genre of a request', () => {
  it.each([
    ['fantasy', 'fantasy'],
    ['dark fantasy horror', 'fantasy'],
    ['Cyberpunk', 'science_fiction'],
    ['space opera', 'science_fiction'],
    ['noir detective story', 'mystery'],
    ['samurai epic of the feudal age', 'historical'],
    ['slice of life', 'contemporary'],
    ['romance', 'contemporary'],
    ['unheard of', 'contemporary'],
  ])('%s is written as %s', (genre, id) => {
    expect(chooseGenre(briefOf({ genre })).id).toBe(id);
  });

  it('is told by the rest of the request when none is named or none of those is known', () => {
    expect(chooseGenre(briefOf({ setting: 'a starship between planets' })).id).toBe('science_fiction');
    expect(chooseGenre(briefOf({ genre: ['xyz', 'mystery'] })).id).toBe('mystery');
    expect(chooseGenre(briefOf({ power_system: 'runes' })).id).toBe('fantasy');
  });

  it('has enough words in each table', () => {
    for (const { places, powers, trades, relics, troubles } of LEXICONS) {
      expect(places.length).toBeGreaterThanOrEqual(12);
      expect(powers.length).toBeGreaterThanOrEqual(6);
      expect(trades.length).toBeGreaterThanOrEqual(14);
      expect(relics.length).toBeGreaterThanOrEqual(5);
      expect(troubles.length).toBeGreaterThanOrEqual(5);
    }
  });
});
