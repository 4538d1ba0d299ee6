import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ImportError } from '../../../src/errors.js';
import type { Json } from '../../../src/json.js';
import { parseBoundedJson } from '../../../src/scenario/imports/bounded-json.js';
import { isForeignBook, readBook, writeBook } from '../../../src/scenario/imports/foreign-book.js';

const WORLD_INFO: Json = {
  name: 'Harbour',
  entries: {
    '0': {
      uid: 0,
      key: ['harbour', '/quays?/i'],
      keysecondary: ['night'],
      selectiveLogic: 3,
      comment: 'The harbour',
      content: 'The harbour is closed at night.',
      constant: false,
      selective: true,
      order: 120,
      position: 4,
      disable: false,
      depth: 2,
      probability: 70,
      useProbability: true,
      characterFilter: { isExclude: true, names: ['Ada'], tags: [] },
      role: 1,
      displayIndex: 5,
      vectorized: false,
    },
    '7': { uid: 7, key: ['tide'], content: 'The tide is late.', selective: false, keysecondary: ['moon'] },
  },
  unknown: { kept: [1, 2] },
};

const CARD_BOOK: Json = {
  spec: 'lorebook_v3',
  data: {
    name: 'Harbour',
    extensions: { mine: true },
    entries: [
      {
        id: 1,
        keys: ['harbour'],
        secondary_keys: [],
        content: 'The harbour is closed at night.',
        enabled: true,
        insertion_order: 7,
        position: 'after_char',
        priority: 3,
        use_regex: false,
        extensions: { sticky: 2, weight: 'mine' },
      },
    ],
  },
};

describe('World Info', () => {
  it('is read field by field', () => {
    const { entries, unmapped } = readBook(WORLD_INFO);
    expect(unmapped).toEqual([]);
    expect(entries[0]).toMatchObject({
      uid: '0',
      keys: ['harbour', '/quays?/i'],
      secondary_keys: ['night'],
      logic: 'and_all',
      order: 120,
      position: 'at_depth',
      depth: 2,
      probability: 70,
      enabled: true,
      role: 'user',
      character_filter: { names: ['Ada'], tags: [], exclude: true },
    });
  });

  it('has no secondary keys where they do not count', () => {
    expect(readBook(WORLD_INFO).entries[1]).toMatchObject({ uid: '7', secondary_keys: [] });
  });

  it('tells what does not fit, and takes the default for it', () => {
    const { entries, unmapped } = readBook({
      entries: { '0': { key: 'harbour', content: 'x', order: 'first', position: 99 }, '1': { key: ['a'] } },
    });
    expect(entries).toMatchObject([{ uid: '0', keys: [], order: 100, position: 'before_char' }]);
    expect(unmapped.map(({ uid, path, message }) => `${uid} ${path} ${message}`)).toEqual([
      '0 key must be a list',
      '0 order must be a number',
      '0 position has a value that is not known',
      '1 content is required',
    ]);
  });
});

it('an entry that is added leaves those that stand under its name', () => {
  const book = { entries: { '0': { uid: 5, content: 'five' }, '1': { uid: 6, content: 'six' } } };
  const { entries } = readBook(book);
  const added = entries.slice(0, 1).map((entry) => ({ ...entry, uid: '1', content: 'new' }));
  const contents = readBook(writeBook(book, [...entries, ...added])).entries.map(({ content }) => content);
  expect(contents).toEqual(['five', 'six', 'new']);
});

describe("a card's book", () => {
  it('is read with what its extensions add', () => {
    expect(readBook(CARD_BOOK).entries).toMatchObject([
      { uid: '1', order: 7, position: 'after_char', priority: 3, sticky: 2 },
    ]);
  });
});

describe.each([
  ['World Info', WORLD_INFO],
  ["a card's book", CARD_BOOK],
])('%s that is written back', (_what, book) => {
  it('is what it was, in the same order, when nothing was changed', () => {
    expect(JSON.stringify(writeBook(book, readBook(book).entries))).toBe(JSON.stringify(book));
  });

  it('differs in what was changed only', () => {
    const entries = readBook(book).entries.map((entry, index) =>
      index === 0 ? { ...entry, content: 'It is open.', sticky: 9 } : entry,
    );
    const written = writeBook(book, entries);
    expect(readBook(written).entries).toEqual(entries);
    const undone = writeBook(written, readBook(book).entries);
    expect(readBook(undone).entries).toEqual(readBook(book).entries);
    const texts = JSON.stringify(written).replace('It is open.', 'The harbour is closed at night.');
    expect(texts.replace(/,?"sticky":9/, '').length).toBeGreaterThanOrEqual(
      JSON.stringify(book).replace(/"sticky":2,?/, '').length - 1,
    );
  });

  it('has lost what was taken out and has what was added', () => {
    const [first, ...others] = readBook(book).entries;
    if (first === undefined) throw new Error('the book is empty');
    const entries = [...others, { ...first, uid: 'new', comment: 'added' }];
    expect(readBook(writeBook(book, entries)).entries).toEqual(entries);
  });
});

it('any book is written back as it came', () => {
  const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  const row = fc.dictionary(
    fc.constantFrom(
      'uid',
      'id',
      'key',
      'keys',
      'content',
      'order',
      'position',
      'selective',
      'extensions',
      'x',
      '__proto__',
    ),
    fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.dictionary(fc.string(), scalar, { maxKeys: 3 })),
  );
  const entries = fc.oneof(fc.array(row, { maxLength: 4 }), fc.dictionary(fc.string(), row, { maxKeys: 4 }));
  fc.assert(
    fc.property(entries, scalar, (rows, extra) => {
      const book = JSON.parse(JSON.stringify({ extra, entries: rows })) as Json;
      const { entries: read } = readBook(book);
      expect(JSON.stringify(writeBook(book, read))).toBe(JSON.stringify(book));
    }),
  );
});

it('an entry whose name could not be an id gets one of its own', () => {
  const book: Json = {
    entries: { ' !': { content: 'a' }, 'a~b': { content: 'b' }, '2': { uid: ' ', content: 'c' } },
  };
  const { entries } = readBook(book);
  expect(new Set(entries.map(({ uid }) => uid)).size).toBe(3);
  expect(writeBook(book, entries)).toEqual(book);
});

describe('what is no book', () => {
  it.each<[string, Json]>([
    ['a text', 'entries'],
    ['without entries', { name: 'x' }],
    ['with entries that are none', { entries: 3 }],
    ['with an entry that is none', { entries: [1] }],
    ['with too many', { entries: Array.from({ length: 2_001 }, () => ({ content: 'x' })) }],
  ])('%s is refused', (_what, document) => {
    expect(() => readBook(document)).toThrow(ImportError);
  });

  it('is told apart before it is read', () => {
    expect([isForeignBook(WORLD_INFO), isForeignBook(CARD_BOOK), isForeignBook({ spec: 'x' })]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

const CARDS = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data', 'cards');

it.skipIf(!existsSync(CARDS))(
  'a real World Info file is read whole and written back as it is (shared data)',
  () => {
    const book = parseBoundedJson(readFileSync(join(CARDS, 'Eldoria.json')), 'The file');
    const { entries, unmapped } = readBook(book);
    expect(entries).toHaveLength(4);
    expect(unmapped).toEqual([]);
    expect(entries.every(({ keys, content }) => keys.length > 0 && content.length > 0)).toBe(true);
    expect(writeBook(book, entries)).toEqual(book);
  },
);
