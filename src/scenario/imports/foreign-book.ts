import { ImportError } from '../../errors.js';
import type { Json } from '../../json.js';
import { type LoreEntry, loreEntrySchema } from '../../simulation/lore-entry.js';
import {
  codedLogic,
  codedPosition,
  codedRole,
  type EntryField,
  isObject,
  negated,
  plain,
  readEntry,
  type SourceEntry,
  type UnmappedField,
  valueAt,
  writeEntry,
} from './entry-fields.js';

/**
 * Books of lore as other programs write them: World Info (`entries` is an object), and the book of a character card or
 * the same by itself as `lorebook_v3` (`entries` is a list). The document is kept as it came; written back, only what was
 * changed since differs.
 */

const MAX_ENTRIES = 2_000;
/** Where an entry has what only this program knows of. */
const OWN = ['extensions', 'novel_engine'] as const;
const OWN_FIELDS: readonly EntryField[] = [
  plain('public', ...OWN, 'public'),
  plain('subjects', ...OWN, 'subjects'),
];
/** What programs expect of every entry in the book of a card. */
const CARD_ENTRY: SourceEntry = {
  keys: [],
  content: '',
  extensions: {},
  enabled: true,
  insertion_order: 100,
};

interface BookFormat {
  readonly fields: readonly EntryField[];
  /** Whether secondary keys count. */
  readonly isSelective: (entry: SourceEntry) => boolean;
}

const WORLD_INFO: BookFormat = {
  fields: [
    plain('keys', 'key'),
    plain('secondary_keys', 'keysecondary'),
    codedLogic('selectiveLogic'),
    plain('comment', 'comment'),
    plain('content', 'content'),
    plain('constant', 'constant'),
    negated('enabled', 'disable'),
    plain('order', 'order'),
    codedPosition('position'),
    plain('depth', 'depth'),
    plain('probability', 'probability'),
    plain('use_probability', 'useProbability'),
    plain('scan_depth', 'scanDepth'),
    plain('case_sensitive', 'caseSensitive'),
    plain('match_whole_words', 'matchWholeWords'),
    plain('exclude_recursion', 'excludeRecursion'),
    plain('prevent_recursion', 'preventRecursion'),
    plain('delay_until_recursion', 'delayUntilRecursion'),
    plain('group', 'group'),
    plain('group_override', 'groupOverride'),
    plain('group_weight', 'groupWeight'),
    plain('use_group_scoring', 'useGroupScoring'),
    plain('sticky', 'sticky'),
    plain('cooldown', 'cooldown'),
    plain('delay', 'delay'),
    codedRole('role'),
    {
      field: 'character_filter',
      path: ['characterFilter'],
      read: (value) =>
        isObject(value)
          ? { names: value.names ?? [], tags: value.tags ?? [], exclude: value.isExclude ?? false }
          : undefined,
      write: (value) =>
        isObject(value)
          ? { isExclude: value.exclude ?? false, names: value.names ?? [], tags: value.tags ?? [] }
          : null,
    },
    ...OWN_FIELDS,
  ],
  isSelective: (entry) => entry.selective !== false,
};

const CARD_POSITIONS = ['before_char', 'after_char'];

const CHARACTER_BOOK: BookFormat = {
  fields: [
    plain('keys', 'keys'),
    plain('secondary_keys', 'secondary_keys'),
    plain('comment', 'comment'),
    plain('content', 'content'),
    plain('constant', 'constant'),
    plain('enabled', 'enabled'),
    plain('order', 'insertion_order'),
    plain('case_sensitive', 'case_sensitive'),
    plain('priority', 'priority'),
    {
      field: 'position',
      path: ['position'],
      read: (value) => (CARD_POSITIONS.includes(String(value)) ? value : undefined),
      write: (value) => value,
    },
    // What the format has no field for stands in its extensions; it is read last and wins.
    codedPosition('extensions', 'position'),
    codedLogic('extensions', 'selectiveLogic'),
    plain('depth', 'extensions', 'depth'),
    plain('probability', 'extensions', 'probability'),
    plain('use_probability', 'extensions', 'useProbability'),
    plain('scan_depth', 'extensions', 'scan_depth'),
    plain('match_whole_words', 'extensions', 'match_whole_words'),
    plain('exclude_recursion', 'extensions', 'exclude_recursion'),
    plain('prevent_recursion', 'extensions', 'prevent_recursion'),
    plain('delay_until_recursion', 'extensions', 'delay_until_recursion'),
    plain('group', 'extensions', 'group'),
    plain('group_override', 'extensions', 'group_override'),
    plain('group_weight', 'extensions', 'group_weight'),
    plain('use_group_scoring', 'extensions', 'use_group_scoring'),
    plain('sticky', 'extensions', 'sticky'),
    plain('cooldown', 'extensions', 'cooldown'),
    plain('delay', 'extensions', 'delay'),
    codedRole('extensions', 'role'),
    plain('character_filter', ...OWN, 'character_filter'),
    ...OWN_FIELDS,
  ],
  isSelective: (entry) => entry.selective !== false,
};

export interface ReadBook {
  readonly entries: readonly LoreEntry[];
  readonly unmapped: readonly UnmappedField[];
}

/** Whether a document is a book that `readBook` reads. */
export function isForeignBook(document: Json): boolean {
  return isObject(bookOf(document)?.entries) || Array.isArray(bookOf(document)?.entries);
}

/**
 * The entries of a foreign book; an entry that fits nothing is left out and told.
 * @throws ImportError for what is no book, or has too many entries
 */
export function readBook(document: Json): ReadBook {
  const { format, rows } = rowsOf(document);
  const read = rows.map(({ uid, source }) => readEntry(uid, asRead(source, format), format.fields));
  return {
    entries: read.flatMap(({ entry }) => (entry === undefined ? [] : [entry])),
    unmapped: read.flatMap(({ unmapped }) => unmapped),
  };
}

/**
 * A book as it came, with the entries as they are now: those that were read and are gone are taken out, new ones added
 * at the end.
 */
export function writeBook(document: Json, entries: readonly LoreEntry[]): Json {
  const { format, rows, isList } = rowsOf(document);
  const now = new Map(entries.map((entry) => [entry.uid, entry]));
  const readable = new Set(readBook(document).entries.map(({ uid }) => uid));
  const written: [string, SourceEntry][] = rows.flatMap(({ key, uid, source }) => {
    const entry = now.get(uid);
    now.delete(uid);
    if (entry === undefined) return readable.has(uid) ? [] : [[key, source]];
    return [[key, { ...source, ...changedOf(entry, source, format) }]];
  });
  // An entry that was read may stand under another name than its own.
  const taken = new Set(written.map(([key]) => key));
  for (const entry of now.values()) {
    const base = isList ? CARD_ENTRY : {};
    const selective = entry.secondary_keys.length === 0 ? {} : { selective: true };
    const key = freeKey(entry.uid, taken);
    taken.add(key);
    written.push([
      key,
      {
        [isList ? 'id' : 'uid']: entry.uid,
        ...writeEntry(entry, base, format.fields),
        ...selective,
      },
    ]);
  }
  const values = isList ? written.map(([, value]) => value) : Object.fromEntries(written);
  return withEntries(document, values);
}

/** The name itself, or the first number that is none of those that are taken. */
function freeKey(name: string, taken: ReadonlySet<string>): string {
  let key = name;
  for (let number = taken.size; taken.has(key); number += 1) key = String(number);
  return key;
}

/** The members of a source entry that differ once the entry is written back. */
function changedOf(entry: LoreEntry, source: SourceEntry, format: BookFormat): SourceEntry {
  const read = asRead(source, format);
  const isNewlySelective = entry.secondary_keys.length > 0 && !format.isSelective(source);
  const written = {
    ...writeEntry(entry, read, format.fields),
    ...(isNewlySelective ? { selective: true } : {}),
  };
  return Object.fromEntries(Object.entries(written).filter(([key, value]) => value !== read[key]));
}

/** Without the secondary keys where they don't count: an entry has them to be heeded. */
function asRead(source: SourceEntry, { isSelective }: BookFormat): SourceEntry {
  if (isSelective(source)) return source;
  const { keysecondary: _keys, secondary_keys: _more, ...rest } = source;
  return rest;
}

function rowsOf(document: Json): {
  readonly format: BookFormat;
  readonly isList: boolean;
  readonly rows: readonly { readonly key: string; readonly uid: string; readonly source: SourceEntry }[];
} {
  const entries = bookOf(document)?.entries;
  const isList = Array.isArray(entries);
  if (!isList && !isObject(entries)) throw new ImportError('The document is no lorebook: it has no entries');
  const listed: [string, Json | undefined][] = isList
    ? entries.map((entry: Json, index: number) => [String(index), entry])
    : Object.entries(entries);
  if (listed.length > MAX_ENTRIES) {
    throw new ImportError(`The book has ${listed.length} entries, more than ${MAX_ENTRIES}`);
  }
  const used = new Set<string>();
  const rows = listed.map(([key, entry], index) => {
    if (!isObject(entry)) throw new ImportError(`Entry ${key} of the book is no object`);
    const given = isList ? entry.id : entry.uid;
    const named = typeof given === 'string' || typeof given === 'number' ? String(given) : key;
    const uid = isUid(named) && !used.has(named) ? named : `${index}~${used.size}`;
    used.add(uid);
    return { key, uid, source: entry };
  });
  return { format: isList ? CHARACTER_BOOK : WORLD_INFO, isList, rows };
}

/** Whether a name can be an entry's as it stands. */
function isUid(name: string): boolean {
  return !name.includes('~') && loreEntrySchema.shape.uid.safeParse(name).data === name;
}

/** The book itself, or the one in the `data` of a `lorebook_v3`. */
function bookOf(document: Json): SourceEntry | undefined {
  const book = valueAt(document, ['spec']) === 'lorebook_v3' ? valueAt(document, ['data']) : document;
  return isObject(book) ? book : undefined;
}

function withEntries(document: Json, entries: Json): Json {
  if (!isObject(document)) return document;
  return valueAt(document, ['spec']) === 'lorebook_v3'
    ? { ...document, data: { ...bookOf(document), entries } }
    : { ...document, entries };
}
