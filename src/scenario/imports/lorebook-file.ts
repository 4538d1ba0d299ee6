import { ImportError } from '../../errors.js';
import { MAX_ISSUES, validate } from '../../issues.js';
import type { Json } from '../../json.js';
import { cutAtWord, plainText } from '../../narrative/plain-text.js';
import type { LoreEntry } from '../../simulation/lore-entry.js';
import { isCharacterCard } from '../character-card.js';
import { type Lorebook, lorebookSchema, NOTHING_TOLD } from '../lorebook.js';
import { parseBoundedJson } from './bounded-json.js';
import { looksLikePng, readCardFile } from './card-file.js';
import { isObject, type UnmappedField, valueAt } from './entry-fields.js';
import { isForeignBook, readBook, writeBook } from './foreign-book.js';

/**
 * Lorebooks as documents: this program's own form, which holds all of a lorebook, and the books of lore of other
 * programs, which hold entries. A foreign document is kept as it came, so that it can be given back with nothing changed
 * but what was edited since.
 */

/** `spec` of a document in this program's own form. */
export const OWN_SPEC = 'novel_engine_lorebook';
const FOREIGN_SPEC = 'lorebook_v3';

export interface LorebookFile {
  readonly kind: 'lorebook' | 'book' | 'card';
  readonly content: Lorebook;
  /** Of a foreign document: the book as it came, as text. */
  readonly source: string | null;
  /** What could not be taken over. */
  readonly unmapped: readonly UnmappedField[];
}

/**
 * The document in a file: JSON, or a card in the text of a PNG.
 * @throws ImportError naming what is wrong
 */
export function readLorebookFile(bytes: Buffer): Json {
  return looksLikePng(bytes)
    ? (readCardFile(bytes).document as unknown as Json)
    : parseBoundedJson(bytes, 'The file');
}

/**
 * Reads a document: a lorebook in this program's own form, World Info, a standalone book, or a character card with a
 * book in it.
 * @throws ImportError naming what is wrong
 */
export function readLorebook(document: Json): LorebookFile {
  if (valueAt(document, ['spec']) === OWN_SPEC) {
    return { kind: 'lorebook', content: ownLorebook(document), source: null, unmapped: [] };
  }
  if (isCharacterCard(document)) {
    const book = valueAt(document as Json, ['data', 'character_book']);
    if (!isObject(book)) throw new ImportError('The card has no book: its data.character_book is missing');
    const name = valueAt(document as Json, ['data', 'name']);
    return { kind: 'card', ...foreign(book, typeof name === 'string' ? `${name}'s book` : undefined) };
  }
  if (!isForeignBook(document)) {
    throw new ImportError(
      `The document is no lorebook: it has neither entries nor a "spec" of ${OWN_SPEC} or ${FOREIGN_SPEC}`,
    );
  }
  return { kind: 'book', ...foreign(document, undefined) };
}

/** A lorebook as a document in this program's own form. */
export function ownDocument(content: Lorebook): Json {
  return { spec: OWN_SPEC, spec_version: '1.0', data: content as unknown as Json };
}

/** The entries of a lorebook as a book of lore, in the document that it came from if there is one. */
export function foreignDocument(content: Lorebook, source: string | null): Json {
  const { title } = content.series_metadata;
  const document: Json =
    source === null
      ? {
          spec: FOREIGN_SPEC,
          data: { name: title, description: content.plot_summary, extensions: {}, entries: [] },
        }
      : (JSON.parse(source) as Json);
  return writeBook(document, content.entries);
}

function ownLorebook(document: Json): Lorebook {
  const read = validate(lorebookSchema, valueAt(document, ['data']), ['data']);
  if (read.ok) return read.value;
  const [first] = read.issues;
  throw new ImportError(`The lorebook does not fit: ${first?.path} ${first?.message}`, {
    issues: read.issues.slice(0, MAX_ISSUES),
  });
}

function foreign(book: Json, named: string | undefined): Omit<LorebookFile, 'kind'> {
  const { entries, unmapped } = readBook(book);
  const about = valueAt(book, ['spec']) === FOREIGN_SPEC ? valueAt(book, ['data']) : book;
  return {
    content: bookOfEntries(
      lineOf(valueAt(about, ['name'])) ?? named ?? 'Imported lorebook',
      lineOf(valueAt(about, ['description'])),
      entries,
    ),
    source: JSON.stringify(book),
    unmapped,
  };
}

const LINE_MAX = 200;

/** A lorebook of which nothing is known but its entries. */
function bookOfEntries(
  title: string,
  description: string | undefined,
  entries: readonly LoreEntry[],
): Lorebook {
  return lorebookSchema.parse({
    series_metadata: {
      title: cutAtWord(title, LINE_MAX),
      type: 'book',
      genre: 'unknown',
      setting: description ?? NOTHING_TOLD,
      tone: 'unknown',
      confidence_score: 0,
    },
    characters: [],
    locations: [],
    world_systems: [],
    timeline: [],
    relationships: [],
    themes: [],
    tone: 'unknown',
    factions: [],
    important_items: [],
    entries,
    plot_summary: description ?? NOTHING_TOLD,
    key_events: [],
    generation_metadata: { method: 'import', model: 'none', seed: 0, score: 1 },
  });
}

/** A text on one line, if it is one and says anything. */
function lineOf(value: Json | undefined): string | undefined {
  if (typeof value !== 'string') return undefined;
  const line = cutAtWord(plainText(value).replace(/\s+/g, ' ').trim(), 1_000);
  return line === '' ? undefined : line;
}
