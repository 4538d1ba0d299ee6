import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Lorebook, lorebookSchema } from '../../../src/scenario/lorebook.js';
import { isMadeToBePlayed } from '../../../src/scenario/playable.js';
import { validateLorebook } from '../../../src/scenario/validation.js';
import { faction, happening, item, person, place, soundBook, system, tie } from './small-lorebook.js';

const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);

describe('a sound lorebook', () => {
  it('is left as it is, with a full score', () => {
    const book = soundBook();
    expect(lorebookSchema.safeParse(book).error).toBeUndefined();
    expect(validateLorebook(book)).toEqual({ lorebook: book, repairs: [], score: 1 });
  });

  it('may name its people by alias or by part, and everything in any case: names are written out', () => {
    const book = soundBook({
      relationships: [tie('ada', 'the netmaker'), tie('BEN QUILL', 'Netmaker')],
      important_items: [item('a net', { location: 'Long pier', owner: 'net guild' })],
    });
    const { lorebook, score } = validateLorebook({ ...book, relationships: book.relationships.slice(1) });
    expect(score).toBe(1);
    expect(lorebook.relationships).toEqual([
      { ...book.relationships[1], character_a: 'Ben Quill', character_b: 'Ada Merrow' },
    ]);
    expect(lorebook.important_items[0]).toMatchObject({ location: 'the Long Pier', owner: 'The Net Guild' });
  });
});

describe('a lorebook with dangling references', () => {
  it('gets a stub for what its own parts rest on, and tells it', () => {
    const book = soundBook({
      relationships: [tie('Ada Merrow', 'Dorn')],
      timeline: [happening('A Pact', 0, { participants: ['Order of the Eel'], locations: ['the Weir'] })],
      key_events: ['A Pact'],
    });
    const { lorebook, repairs, score } = validateLorebook(book);
    expect(names(lorebook.characters)).toContain('Dorn');
    expect(names(lorebook.factions)).toContain('Order of the Eel');
    const weir = lorebook.locations.find(({ name }) => name === 'the Weir');
    expect(weir?.connections).toEqual(['the Long Pier']);
    expect(repairs).toHaveLength(4);
    expect(score).toBeLessThan(1);
    expect(lorebookSchema.safeParse(lorebook).error).toBeUndefined();
  });

  it('gets five stubs at most; what is named beyond is dropped, and told too', () => {
    const strangers = ['One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven'];
    const { lorebook, repairs } = validateLorebook(
      soundBook({ relationships: strangers.map((name) => tie('Ada Merrow', name)) }),
    );
    expect(names(lorebook.characters).slice(3)).toEqual(strangers.slice(0, 5));
    expect(lorebook.relationships).toHaveLength(5);
    expect(repairs.filter((line) => line.includes('stub'))).toHaveLength(5);
    expect(repairs.filter((line) => line.includes('dropped'))).toHaveLength(2);
  });

  it('loses what may be absent, without a stub', () => {
    const book = soundBook({
      locations: soundBook().locations.map((each) => ({ ...each, inhabitants: ['fisherfolk'] })),
      important_items: [item('a net', { location: 'Nowhere', owner: 'Nobody' })],
      world_systems: [system('A Law', { key_figures: ['Nobody'] })],
    });
    const { lorebook, repairs } = validateLorebook(book);
    expect(lorebook.locations.flatMap(({ inhabitants }) => inhabitants)).toEqual([]);
    expect(lorebook.important_items[0]).toEqual(item('a net'));
    expect(lorebook.world_systems[0]?.key_figures).toEqual([]);
    expect(names(lorebook.characters)).toHaveLength(3);
    expect(repairs).toHaveLength(6);
  });

  it('counts each mention of what is missing against the score', () => {
    const with_ = (count: number) =>
      validateLorebook(
        soundBook({ relationships: Array.from({ length: count }, () => tie('Ada Merrow', 'Dorn')) }),
      ).score;
    expect(with_(3)).toBeLessThan(with_(1));
  });
});

describe('a lorebook whose names clash', () => {
  it('keeps the first of each list, in any case and with or without an article', () => {
    const { lorebook, repairs } = validateLorebook(
      soundBook({
        characters: [...soundBook().characters, person('CASS', { role: 'ghost' })],
        factions: [...soundBook().factions, faction('Net guild')],
      }),
    );
    expect(names(lorebook.characters)).toEqual(['Ada Merrow', 'Ben Quill', 'Cass']);
    expect(names(lorebook.factions)).toEqual(['The Net Guild', 'The Tidewrights']);
    expect(repairs).toHaveLength(2);
  });

  it('gets events that are told apart by their ids', () => {
    const ids = ['a', 'a', 'a-2', 'a'];
    const { lorebook } = validateLorebook(
      soundBook({
        timeline: ids.map((id, order) => happening(`Event ${order}`, order, { id })),
        key_events: ids.map((_, order) => `Event ${order}`),
      }),
    );
    expect(lorebook.timeline.map(({ id }) => id)).toEqual(['a', 'a-3', 'a-2', 'a-4']);
  });
});

describe('a map', () => {
  it('gets the ways back that it lacks, and a way to each place from the first', () => {
    const { lorebook, repairs } = validateLorebook(
      soundBook({
        locations: [
          place('the Long Pier', ['the Salt Market']),
          place('the Salt Market', []),
          place('the Bell Rock', ['the Weir']),
          place('the Weir', ['the Bell Rock']),
        ],
      }),
    );
    const ways = Object.fromEntries(lorebook.locations.map(({ name, connections }) => [name, connections]));
    expect(ways['the Salt Market']).toEqual(['the Long Pier']);
    expect(ways['the Long Pier']).toEqual(['the Salt Market', 'the Bell Rock']);
    expect(repairs).toEqual([
      'the way from "the Long Pier" to "the Salt Market" now leads back',
      'no way led to "the Bell Rock": it was joined to the map',
      'no way led to "the Weir": it was joined to the map',
    ]);
  });

  it('has no ways from a place to itself', () => {
    const { lorebook, score } = validateLorebook(
      soundBook({
        locations: soundBook().locations.map((each) => ({
          ...each,
          connections: [...each.connections, each.name],
        })),
      }),
    );
    expect(lorebook.locations).toEqual(soundBook().locations);
    expect(score).toBeLessThan(1);
  });
});

describe('a lorebook without two to play', () => {
  it('raises the first ones', () => {
    const { lorebook } = validateLorebook(
      soundBook({ characters: ['Ada Merrow', 'Ben Quill', 'Cass'].map((name) => person(name)) }),
    );
    expect(lorebook.characters.filter(isMadeToBePlayed).map(({ name }) => name)).toEqual([
      'Ada Merrow',
      'Ben Quill',
    ]);
  });

  it('finds company for somebody alone', () => {
    const alone = soundBook({
      characters: [person('Ada Merrow')],
      locations: [place('the Long Pier', [])],
      world_systems: [],
      timeline: [],
      relationships: [],
      factions: [],
      important_items: [],
      key_events: [],
    });
    const { lorebook } = validateLorebook(alone);
    expect(names(lorebook.characters)).toEqual(['Ada Merrow', 'A companion of Ada Merrow']);
    expect(validateLorebook(lorebook)).toEqual({ lorebook, repairs: [], score: 1 });
  });
});

describe('a lorebook with nobody or nowhere to play', () => {
  it('is unusable, and nothing else makes one so', () => {
    expect(validateLorebook(soundBook({ characters: [] })).unusable).toBe('no characters');
    expect(validateLorebook(soundBook({ locations: [] })).unusable).toBe('no locations');
    expect(validateLorebook(soundBook({ factions: [], timeline: [] })).unusable).toBeUndefined();
  });
});

describe('empty text', () => {
  it('is mended, whatever invisible signs it is made of, and goes where it may', () => {
    const nothing = '\u200b\u2060 ';
    const { lorebook, repairs } = validateLorebook(
      soundBook({
        characters: [
          person('Ada Merrow', {
            role: 'hero',
            background: nothing,
            goals: [nothing, 'find it'],
            home_location: nothing,
          }),
          person('Ben Quill', { role: 'hero' }),
          person('Cass'),
          person(nothing),
        ],
      }),
    );
    const [ada] = lorebook.characters;
    expect(names(lorebook.characters)).toEqual(['Ada Merrow', 'Ben Quill', 'Cass']);
    expect(ada?.background).toMatch(/\w/);
    expect(ada?.goals).toEqual(['find it']);
    expect(ada).not.toHaveProperty('home_location');
    expect(repairs).toEqual([
      'character 1 had an empty background, goals.0, home_location',
      'character 4 had an empty name and was dropped',
    ]);
  });
});

const PEOPLE = ['Ada', 'Ben', 'ben', 'Cass Ward', 'Dorn Ward', 'Edda', '\u200b'];
const PLACES = ['the Pier', 'The pier', 'Market', 'the Rock', 'the Weir', 'the Mill', '\u200b'];
const GROUPS = ['The Guild', 'guild', 'the Watch', 'Ada', 'the Pier'];
const someone = fc.constantFrom(...PEOPLE, 'Nobody', 'Ward', 'Fay', 'Gus');
const somewhere = fc.constantFrom(...PLACES, 'Nowhere', 'the Hill', 'the Cave');
const some = fc.constantFrom(...GROUPS, 'the Order of Nothing');
const few = (each: fc.Arbitrary<string>) => fc.array(each, { maxLength: 4 });
const maybe = (each: fc.Arbitrary<string>) => fc.option(each, { nil: undefined });

const messyBook: fc.Arbitrary<Lorebook> = fc
  .record({
    characters: fc.array(
      fc.record({
        name: someone,
        home: maybe(somewhere),
        faction: maybe(some),
        knows: few(someone),
        role: fc.constantFrom('hero', 'extra'),
      }),
      { minLength: 1, maxLength: 5 },
    ),
    locations: fc.array(fc.record({ name: somewhere, ways: few(somewhere), people: few(someone) }), {
      minLength: 1,
      maxLength: 6,
    }),
    factions: fc.array(
      fc.record({ name: some, holds: few(somewhere), rivals: few(some), leader: maybe(someone) }),
      { maxLength: 3 },
    ),
    timeline: fc.array(
      fc.record({
        id: fc.constantFrom('a', 'a-2', 'b'),
        who: few(fc.oneof(someone, some)),
        where: few(somewhere),
      }),
      { maxLength: 4 },
    ),
    ties: fc.array(fc.tuple(someone, someone), { maxLength: 5 }),
    items: fc.array(fc.record({ at: maybe(somewhere), owner: maybe(fc.oneof(someone, some)) }), {
      maxLength: 2,
    }),
    figures: few(someone),
  })
  .map((of) =>
    soundBook({
      characters: of.characters.map(({ name, home, faction: joins, knows, role }) =>
        person(name, {
          role,
          relationships: knows.map((character) => ({ character, type: 'friend' })),
          ...(home === undefined ? {} : { home_location: home }),
          ...(joins === undefined ? {} : { faction: joins }),
        }),
      ),
      locations: of.locations.map(({ name, ways, people }) => place(name, ways, { inhabitants: people })),
      factions: of.factions.map(({ name, holds, rivals, leader }) =>
        faction(name, { territory: holds, rivals, ...(leader === undefined ? {} : { leader }) }),
      ),
      timeline: of.timeline.map(({ id, who, where }, order) =>
        happening(`Event ${order}`, order, { id, participants: who, locations: where }),
      ),
      relationships: of.ties.map(([a, b]) => tie(a, b)),
      important_items: of.items.map(({ at, owner }, index) =>
        item(`thing ${index}`, {
          ...(at === undefined ? {} : { location: at }),
          ...(owner === undefined ? {} : { owner }),
        }),
      ),
      world_systems: [system('A Law', { key_figures: of.figures })],
    }),
  );

describe('after the repair of any lorebook that can be used', () => {
  it('a second check finds nothing and changes nothing, and the book keeps its schema', () => {
    fc.assert(
      fc.property(messyBook, (book) => {
        const first = validateLorebook(book);
        if (first.unusable !== undefined) return;
        expect(validateLorebook(first.lorebook)).toEqual({ lorebook: first.lorebook, repairs: [], score: 1 });
        expect(lorebookSchema.safeParse(first.lorebook).error).toBeUndefined();
        expect(first.repairs.length === 0).toBe(first.score === 1);
      }),
      { numRuns: 500 },
    );
  });

  it('every name in it stands in it, on a map without a way that ends', () => {
    fc.assert(
      fc.property(messyBook, (book) => {
        const { lorebook, unusable } = validateLorebook(book);
        if (unusable !== undefined) return;
        const [people, places, groups] = [lorebook.characters, lorebook.locations, lorebook.factions].map(
          (list) => new Set(list.map(({ name }) => name)),
        );
        const said = [
          ...lorebook.relationships.flatMap(({ character_a, character_b }) => [character_a, character_b]),
          ...lorebook.timeline.flatMap(({ participants }) => participants),
          ...lorebook.characters.flatMap(({ relationships }) =>
            relationships.map(({ character }) => character),
          ),
        ];
        expect(said.filter((name) => !people?.has(name) && !groups?.has(name))).toEqual([]);
        const ways = new Map(lorebook.locations.map(({ name, connections }) => [name, connections]));
        const reached = new Set([lorebook.locations[0]?.name ?? '']);
        for (const name of reached) for (const next of ways.get(name) ?? []) reached.add(next);
        expect(reached).toEqual(places);
        for (const [name, to] of ways) for (const next of to) expect(ways.get(next)).toContain(name);
      }),
      { numRuns: 300 },
    );
  });
});
